-- Who is the same person, and the warnings in force
-- depends: 20261126_09_matters

-- migrate: apply

-- Written alike, whatever the case of its letters and its punctuation: O'Neill is ONEILL.
CREATE FUNCTION people.parts(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(part ORDER BY place), '{}')
    FROM regexp_split_to_table(lower(regexp_replace(said, '[.''`´‘’ʼ]', '', 'g')), '[^[:alnum:]]+')
        WITH ORDINALITY AS split (part, place)
    WHERE part <> ''
$$;

-- One key for each way to reach somebody, each with their name, whose parts may stand in any order. Of a
-- telephone number the last ten digits: 020 and +44 20 begin the same number.
CREATE FUNCTION people.match_keys(name text, email text, phone text, address text[])
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH called AS (
        SELECT string_agg(part, ' ' ORDER BY part COLLATE "C") AS name FROM unnest(people.parts(name)) AS part
    ),
    ways (way) AS (
        VALUES ('email ' || lower(btrim(email))),
            ('phone ' || right(substring(regexp_replace(phone, '[^0-9]', '', 'g') FROM '^.{7,}$'), 10)),
            ('address ' || nullif(array_to_string(people.parts(array_to_string(address, ' ')), ' '), ''))
    )
    SELECT coalesce(array_agg(called.name || ' | ' || ways.way), '{}')
    FROM called, ways WHERE called.name IS NOT NULL AND ways.way IS NOT NULL
$$;

ALTER TABLE people.person
    ADD COLUMN match_keys text[] GENERATED ALWAYS AS (people.match_keys(name, email, phone, address)) STORED;
CREATE INDEX person_match ON people.person USING gin (match_keys);
CREATE INDEX casefile_person ON casebook.casefile (person_id);
CREATE INDEX casefile_in_force ON casebook.casefile (policy, ref) WHERE stage = 'in-force';

-- migrate: rollback

DROP INDEX casebook.casefile_in_force;
DROP INDEX casebook.casefile_person;
ALTER TABLE people.person DROP COLUMN match_keys;
DROP FUNCTION people.match_keys (text, text, text, text[]);
DROP FUNCTION people.parts (text);
