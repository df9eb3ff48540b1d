-- Notices to members of staff about their own work, and who has a digest of it instead
-- depends: 20261206_23_mending

-- migrate: apply

-- Those whom a notice goes to, by their ids, where its audience is `staff`.
ALTER TABLE people.notice ADD COLUMN staff text[] NOT NULL DEFAULT '{}';
CREATE INDEX notice_of_work ON people.notice USING gin (staff) WHERE staff <> '{}';

-- Whether they have one e-mail on working mornings about all their work, in the place of one each.
ALTER TABLE casebook.staff ADD COLUMN digest boolean NOT NULL DEFAULT false;

-- A row for each morning on which somebody has a digest; what it says is written as it is sent, and kept nowhere.
CREATE TABLE casebook.digest (
    policy text NOT NULL,
    staff text NOT NULL,
    day date NOT NULL,
    posted_at timestamptz NOT NULL DEFAULT now(),
    came_to text,
    PRIMARY KEY (policy, staff, day)
);
CREATE INDEX digest_waiting ON casebook.digest (posted_at) WHERE came_to IS NULL;

-- migrate: rollback

DROP TABLE casebook.digest;
ALTER TABLE casebook.staff DROP COLUMN digest;
DROP INDEX people.notice_of_work;
ALTER TABLE people.notice DROP COLUMN staff;
