-- What an entry is compared with before it is recorded: the case as it stands, the decision as it was asked for
-- depends: 20261127_10_calendar

-- migrate: apply

-- The sum of the events: references, kinds, dates and staff ids, no words. None of cases not written to since.
ALTER TABLE casebook.casefile ADD COLUMN state jsonb;
-- The digest of the decision that the words are of, without them, and of whoever asks for it.
ALTER TABLE people.words ADD COLUMN asked text;

-- migrate: rollback

ALTER TABLE people.words DROP COLUMN asked;
ALTER TABLE casebook.casefile DROP COLUMN state;
