-- What is due at a time of its day says at which, in local time
-- depends: 20261201_17_sharing

-- migrate: apply

ALTER TABLE casebook.deadline ADD COLUMN until time;
ALTER TABLE casebook.casefile ADD COLUMN due_until time;

-- migrate: rollback

ALTER TABLE casebook.casefile DROP COLUMN due_until;
ALTER TABLE casebook.deadline DROP COLUMN until;
