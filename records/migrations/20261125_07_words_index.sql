-- Which attempt at a decision its words are of; a search through words that takes all that is kept
-- depends: 20261125_04_staff_and_evidence

-- migrate: apply

-- A refusal frees the key: what is kept under it next is another attempt, which the engine has not heard of.
ALTER TABLE people.words ADD COLUMN attempt text NOT NULL DEFAULT gen_random_uuid();

-- What was said, in one text. PostgreSQL indexes a megabyte of words and refuses the row beyond, so the text
-- ends where no script and no punctuation can come to more (a letter has 4 bytes, and an address or a compound
-- is indexed whole and in parts).
CREATE FUNCTION people.said(words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(string_agg(value, ' '), 101000) FROM jsonb_each_text(words)
$$;
DROP INDEX people.words_said;
CREATE INDEX words_said ON people.words USING gin (to_tsvector('simple', people.said(words)));

-- migrate: rollback

DROP INDEX people.words_said;
CREATE INDEX words_said ON people.words USING gin (to_tsvector('simple', words));
DROP FUNCTION people.said;
ALTER TABLE people.words DROP COLUMN attempt;
