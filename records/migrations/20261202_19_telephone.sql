-- People whom the telephone alone reaches: what is to be told them, by when, and who told them
-- depends: 20261202_18_opening_hours

-- migrate: apply

ALTER TABLE people.person DROP CONSTRAINT person_channel_check,
    ADD CONSTRAINT person_channel_check CHECK (channel IN ('email', 'letter', 'phone'));
ALTER TABLE people.notice
    ADD COLUMN by_phone text NOT NULL DEFAULT 'tell' CHECK (by_phone IN ('tell', 'said', 'skip')),
    ADD COLUMN tell_by timestamptz,
    ADD COLUMN told_at timestamptz,
    ADD COLUMN told_by text;
CREATE INDEX notice_untold ON people.notice (tell_by) WHERE channel = 'phone' AND told_at IS NULL;

-- migrate: rollback

DROP INDEX people.notice_untold;
ALTER TABLE people.notice
    DROP COLUMN told_by, DROP COLUMN told_at, DROP COLUMN tell_by, DROP COLUMN by_phone;
ALTER TABLE people.person DROP CONSTRAINT person_channel_check,
    ADD CONSTRAINT person_channel_check CHECK (channel IN ('email', 'letter'));
