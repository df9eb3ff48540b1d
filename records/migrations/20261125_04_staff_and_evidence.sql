-- The staff directory as a whole, and the evidence that people give
-- depends: 20261124_03_doors

-- migrate: apply

ALTER TABLE casebook.staff
    ADD COLUMN service text,
    ADD COLUMN languages text[] NOT NULL DEFAULT '{}',
    ADD COLUMN away_from date,
    ADD COLUMN away_until date,
    ADD COLUMN deputy text,
    ADD COLUMN left_on date,
    ADD FOREIGN KEY (policy, deputy) REFERENCES casebook.staff (policy, id) DEFERRABLE INITIALLY DEFERRED,
    ADD CHECK ((away_from IS NULL) = (away_until IS NULL) AND away_from <= away_until),
    ADD CHECK (deputy <> id);

-- What was given as evidence, under the key of the decision that puts it on file.
CREATE TABLE people.evidence (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    key text NOT NULL,
    digest text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ref, key)
);

-- migrate: rollback

DROP TABLE people.evidence;
ALTER TABLE casebook.staff
    DROP COLUMN service, DROP COLUMN languages, DROP COLUMN away_from, DROP COLUMN away_until,
    DROP COLUMN deputy, DROP COLUMN left_on;
