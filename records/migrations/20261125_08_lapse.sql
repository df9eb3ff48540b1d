-- When a deadline lapses, where that is later than its day
-- depends: 20261125_04_staff_and_evidence

-- migrate: apply

ALTER TABLE casebook.deadline ADD COLUMN lapse_at timestamptz;

-- migrate: rollback

ALTER TABLE casebook.deadline DROP COLUMN lapse_at;
