-- Cases are found by parts of words, whatever their accents and capitals
-- depends: 20261204_21_diary

-- migrate: apply

-- As texts are compared: small letters, without accents and apostrophes, one space between words and around them.
-- Unicode takes most letters apart from their accents; the others are listed.
CREATE FUNCTION people.plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        ' ' || replace(replace(replace(
            translate(regexp_replace(lower(normalize(said, NFKD)), '[\u0300-\u036f''`´‘’ʼ]', '', 'g'), 'łøđħı', 'lodhi'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe') || ' ',
        '[[:space:]]+', ' ', 'g'
    )
$$;

-- Every three letters that follow each other in a plain text, once; an index of them serves any part of a word.
CREATE FUNCTION people.grams(plain text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
        SELECT letter || lead(letter) OVER (ORDER BY place) || lead(letter, 2) OVER (ORDER BY place) AS gram
        FROM unnest(string_to_array(plain, NULL)) WITH ORDINALITY AS letters (letter, place)
    ) AS grams WHERE gram IS NOT NULL
$$;

-- A person is found by name, e-mail address, address, and telephone number, whose digits stand together too.
CREATE FUNCTION people.known_by(name text, email text, phone text, address text[])
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT people.plain(
        concat_ws(' ', name, email, phone, regexp_replace(phone, '[^0-9]', '', 'g'), array_to_string(address, ' '))
    )
$$;

ALTER TABLE people.person
    ADD COLUMN sought text GENERATED ALWAYS AS (people.known_by(name, email, phone, address)) STORED;
ALTER TABLE people.words ADD COLUMN sought text GENERATED ALWAYS AS (people.plain(people.said(words))) STORED;
DROP INDEX people.person_name, people.words_said;
CREATE INDEX person_sought ON people.person USING gin (people.grams(sought));
CREATE INDEX words_sought ON people.words USING gin (people.grams(sought));
CREATE INDEX casefile_sought ON casebook.casefile USING gin (people.grams(' ' || lower(ref)));

-- The cases that hold a part of a word, in their reference, their person or what was said: so many at most. The
-- index serves it whatever the planner thinks of how common the part is.
CREATE FUNCTION casebook.holding(part text, most integer) RETURNS SETOF text
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    SELECT ref FROM casebook.casefile
    WHERE people.grams(' ' || lower(ref)) @> people.grams(part) AND strpos(' ' || lower(ref), part) > 0
    UNION ALL
    SELECT c.ref FROM people.person p JOIN casebook.casefile c ON c.person_id = p.id
    WHERE people.grams(p.sought) @> people.grams(part) AND strpos(p.sought, part) > 0
    UNION ALL
    SELECT ref FROM people.words WHERE people.grams(sought) @> people.grams(part) AND strpos(sought, part) > 0
    LIMIT most
$$;

-- The cases in which something went wrong that staff have to see to: a notice could not be given, or what follows in
-- another case was refused there. (What was left out on purpose has other codes.)
CREATE INDEX notice_failed ON people.notice (ref) WHERE failure LIKE 'notice-%';
CREATE INDEX errand_refused ON casebook.errand (ref) WHERE came_to <> 'done';
CREATE VIEW casebook.troubled AS
SELECT ref FROM people.notice WHERE failure LIKE 'notice-%'
UNION
SELECT ref FROM casebook.errand WHERE came_to <> 'done';

-- Lists go by what is due, somebody's own too.
CREATE INDEX casefile_by_due ON casebook.casefile (policy, (coalesce(due_at, '9999-01-01Z')), ref);
CREATE INDEX casefile_owner ON casebook.casefile (policy, owner);

-- migrate: rollback

DROP INDEX casebook.casefile_owner, casebook.casefile_by_due;
DROP VIEW casebook.troubled;
DROP INDEX casebook.errand_refused, people.notice_failed;
DROP FUNCTION casebook.holding (text, integer);
DROP INDEX casebook.casefile_sought, people.words_sought, people.person_sought;
ALTER TABLE people.words DROP COLUMN sought;
ALTER TABLE people.person DROP COLUMN sought;
DROP FUNCTION people.known_by (text, text, text, text[]);
DROP FUNCTION people.grams (text);
DROP FUNCTION people.plain (text);
CREATE INDEX words_said ON people.words USING gin (to_tsvector('simple', people.said(words)));
CREATE INDEX person_name ON people.person USING gin (to_tsvector('simple', name));
