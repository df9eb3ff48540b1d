-- Who read what, and the search through what was said
-- depends: 20261123_02_review_and_money

-- migrate: apply

-- Everything that reads personal data over the API writes here.
CREATE TABLE casebook.access (
    at timestamptz NOT NULL DEFAULT now(),
    policy text NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    ref text
);
CREATE INDEX access_case ON casebook.access (ref, at) WHERE ref IS NOT NULL;
CREATE INDEX access_actor ON casebook.access (policy, actor, at);

-- In no one language: names and words are found as they are written.
CREATE INDEX words_said ON people.words USING gin (to_tsvector('simple', words));
CREATE INDEX person_name ON people.person USING gin (to_tsvector('simple', name));

-- migrate: rollback

DROP INDEX people.person_name;
DROP INDEX people.words_said;
DROP TABLE casebook.access;
