-- People whom the telephone alone reaches: what is to be told them, by when, and who told them
-- depends: 20261202_18_opening_hours

-- migrate: apply

ALTER TABLE people.person DROP CONSTRAINT person_channel_check,
    ADD CONSTRAINT person_channel_check CHECK (channel IN ('email', 'letter', 'phone'));
ALTER TABLE people.notice
    ADD COLUMN by_phone text NOT NULL DEFAULT 'tell' CHECK (by_phone IN ('tell', 'said', 'skip'));

-- A row for each event of which a notice goes by telephone. It is no part of the notice, whose row is held while an
-- e-mail is sent: nobody who records that a person was told waits for a mail server.
CREATE TABLE casebook.to_tell (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    seq integer NOT NULL,
    tell_by timestamptz NOT NULL,
    told_at timestamptz,
    told_by text,
    chased_at timestamptz,
    PRIMARY KEY (ref, seq)
);
CREATE INDEX to_tell_waiting ON casebook.to_tell (tell_by) WHERE told_at IS NULL AND chased_at IS NULL;

-- migrate: rollback

DROP TABLE casebook.to_tell;
ALTER TABLE people.notice DROP COLUMN by_phone;
ALTER TABLE people.person DROP CONSTRAINT person_channel_check,
    ADD CONSTRAINT person_channel_check CHECK (channel IN ('email', 'letter'));
