-- What the staff directory has said, and who changed it
-- depends: 20261129_13_reading

-- migrate: apply

CREATE TABLE casebook.staff_change (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    policy text NOT NULL,
    staff text NOT NULL,
    -- whoever changed it over the API; none where it was changed on the command line, or in the database itself
    changed_by text,
    before jsonb,
    after jsonb
);
CREATE INDEX staff_change_of ON casebook.staff_change (policy, staff, number);

CREATE OR REPLACE FUNCTION casebook.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'casebook.% is append-only: nothing that was logged is changed or taken away', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER staff_change_append_only BEFORE UPDATE OR DELETE ON casebook.staff_change
    FOR EACH ROW EXECUTE FUNCTION casebook.refuse_change();
CREATE TRIGGER staff_change_no_truncate BEFORE TRUNCATE ON casebook.staff_change
    FOR EACH STATEMENT EXECUTE FUNCTION casebook.refuse_change();

-- What is there now, as it was found.
INSERT INTO casebook.staff_change (policy, staff, after) SELECT policy, id, to_jsonb(s) FROM casebook.staff s;

-- By a trigger: no way to change the directory, by hand neither, leaves no trace.
CREATE FUNCTION casebook.log_staff_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD THEN
        INSERT INTO casebook.staff_change (policy, staff, changed_by, before, after)
        VALUES (
            coalesce(NEW.policy, OLD.policy), coalesce(NEW.id, OLD.id),
            nullif(current_setting('redress.actor', true), ''), to_jsonb(OLD), to_jsonb(NEW)
        );
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER staff_logged AFTER INSERT OR UPDATE OR DELETE ON casebook.staff
    FOR EACH ROW EXECUTE FUNCTION casebook.log_staff_change();
-- migrate: rollback

DROP TRIGGER staff_logged ON casebook.staff;
DROP FUNCTION casebook.log_staff_change;
DROP TABLE casebook.staff_change;
