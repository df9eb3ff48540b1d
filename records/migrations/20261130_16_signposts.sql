-- Services outside an organisation that people are pointed to, each in every version of its entry
-- depends: 20261129_15_long_cases

-- migrate: apply

-- A letter says what the entry said when it was decided: no version is changed or taken away.
CREATE TABLE casebook.signpost (
    policy text NOT NULL,
    id text NOT NULL,
    version int NOT NULL CHECK (version > 0),
    name text NOT NULL,
    helps_with text NOT NULL,
    phone text,
    email text,
    website text,
    languages text[] NOT NULL,
    checked_on date NOT NULL,
    ended_on date,
    -- whoever put it there over the API; none on the command line
    put_by text,
    put_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (policy, id, version)
);
CREATE TRIGGER signpost_append_only BEFORE UPDATE OR DELETE ON casebook.signpost
    FOR EACH ROW EXECUTE FUNCTION casebook.refuse_change();
CREATE TRIGGER signpost_no_truncate BEFORE TRUNCATE ON casebook.signpost
    FOR EACH STATEMENT EXECUTE FUNCTION casebook.refuse_change();
-- migrate: rollback

DROP TABLE casebook.signpost;
