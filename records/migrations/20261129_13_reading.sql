-- Who may read which case; bank accounts are not found by searching
-- depends: 20261129_12_separation 20261125_07_words_index

-- migrate: apply

-- Whoever sits on its panel, while they review it.
ALTER TABLE casebook.casefile ADD COLUMN panel text[] NOT NULL DEFAULT '{}';
UPDATE casebook.casefile c SET
    panel = coalesce(
        (
            SELECT ARRAY(SELECT jsonb_array_elements_text(e.body -> 'panel')) FROM casebook.event e
            WHERE e.ref = c.ref AND jsonb_typeof(e.body -> 'panel') = 'array'
            ORDER BY e.seq DESC LIMIT 1
        ),
        '{}'
    )
WHERE c.stage = 'review';

-- The one place that says which cases somebody may read. It is inlined where it is called.
CREATE FUNCTION casebook.readable(who text, in_policy text, matters text[], panels boolean, payments boolean)
RETURNS SETOF casebook.casefile LANGUAGE sql STABLE AS $$
    SELECT c.* FROM casebook.casefile c
    WHERE c.policy = in_policy
        AND (
            c.matter = ANY(matters)
            OR c.owner = who
            OR c.received_by = who
            OR (panels AND who = ANY(c.panel))
            OR (payments AND EXISTS (SELECT 1 FROM casebook.payment y WHERE y.ref = c.ref))
        )
$$;

-- As before, without the two fields of an account.
DROP INDEX people.words_said;
CREATE OR REPLACE FUNCTION people.said(words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(string_agg(value, ' '), 101000) FROM jsonb_each_text(words)
    WHERE key NOT IN ('sort_code', 'account_number')
$$;
CREATE INDEX words_said ON people.words USING gin (to_tsvector('simple', people.said(words)));

-- migrate: rollback

DROP INDEX people.words_said;
CREATE OR REPLACE FUNCTION people.said(words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(string_agg(value, ' '), 101000) FROM jsonb_each_text(words)
$$;
CREATE INDEX words_said ON people.words USING gin (to_tsvector('simple', people.said(words)));
DROP FUNCTION casebook.readable (text, text, text[], boolean, boolean);
ALTER TABLE casebook.casefile DROP COLUMN panel;
