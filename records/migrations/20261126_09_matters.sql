-- Matters of other kinds than complaints, and what follows in one case from another
-- depends: 20261125_08_lapse

-- migrate: apply

ALTER TABLE casebook.casefile
    ALTER COLUMN person_id DROP NOT NULL,
    ALTER COLUMN service DROP NOT NULL,
    ALTER COLUMN happened_on DROP NOT NULL,
    -- what holds of it from the start, as its lifecycle has it; no words
    ADD COLUMN terms jsonb NOT NULL DEFAULT '{}',
    -- and what holds of it now: read model, as stage and owner are
    ADD COLUMN terms_now jsonb NOT NULL DEFAULT '{}';

-- What follows in another case: queued by an event, then taken there, once.
CREATE TABLE casebook.errand (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    seq integer NOT NULL,
    to_ref text NOT NULL REFERENCES casebook.casefile (ref),
    decision text NOT NULL,
    fields jsonb NOT NULL,
    posted_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    came_to text,
    PRIMARY KEY (ref, seq, to_ref)
);
CREATE INDEX errand_open ON casebook.errand (posted_at) WHERE done_at IS NULL;
CREATE INDEX errand_to ON casebook.errand (to_ref);

-- migrate: rollback

DROP TABLE casebook.errand;
DELETE FROM casebook.casefile WHERE person_id IS NULL OR service IS NULL OR happened_on IS NULL;
ALTER TABLE casebook.casefile
    DROP COLUMN terms,
    DROP COLUMN terms_now,
    ALTER COLUMN person_id SET NOT NULL,
    ALTER COLUMN service SET NOT NULL,
    ALTER COLUMN happened_on SET NOT NULL;
