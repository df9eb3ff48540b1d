-- Notices that are sent again, and a person's details as they were corrected
-- depends: 20261205_22_search

-- migrate: apply

-- The event whose notice a notice sends again: that one stays as it went.
ALTER TABLE people.notice ADD COLUMN repeats integer;
CREATE INDEX notice_repeats ON people.notice (ref, repeats) WHERE repeats IS NOT NULL;

-- The event by which a notice was sent again first; null where it was not.
CREATE FUNCTION people.sent_again (n people.notice) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT min(a.seq) FROM people.notice a
    WHERE a.ref = n.ref AND a.kind = n.kind AND a.repeats = coalesce(n.repeats, n.seq) AND a.seq > n.seq
$$;

-- What was sent again is no trouble any more; where that failed too, it is.
CREATE OR REPLACE VIEW casebook.troubled AS
SELECT n.ref FROM people.notice n WHERE n.failure LIKE 'notice-%' AND people.sent_again(n) IS NULL
UNION
SELECT ref FROM casebook.errand WHERE came_to <> 'done';

-- A person's details as they were before an event corrected them.
ALTER TABLE people.person ADD COLUMN corrected_ref text, ADD COLUMN corrected_seq integer;
CREATE UNIQUE INDEX person_corrected ON people.person (corrected_ref, corrected_seq);

-- Whoever set last how a person is called, and where they live, is looked up before money is promised.
CREATE INDEX event_person ON casebook.event (ref, seq)
WHERE body -> 'replaces_person' = 'true' OR body ? 'corrects_person';

-- A payment of a response that was corrected: the event that takes it back.
ALTER TABLE casebook.payment ADD COLUMN withdrawn_by integer;

-- What was corrected is shown beside it.
CREATE INDEX event_corrects ON casebook.event (ref, seq) WHERE body ? 'corrects';

-- migrate: rollback

DROP INDEX casebook.event_corrects;
ALTER TABLE casebook.payment DROP COLUMN withdrawn_by;
DROP INDEX casebook.event_person;
DROP INDEX people.person_corrected;
ALTER TABLE people.person DROP COLUMN corrected_ref, DROP COLUMN corrected_seq;
CREATE OR REPLACE VIEW casebook.troubled AS
SELECT ref FROM people.notice WHERE failure LIKE 'notice-%'
UNION
SELECT ref FROM casebook.errand WHERE came_to <> 'done';
DROP FUNCTION people.sent_again (people.notice);
DROP INDEX people.notice_repeats;
ALTER TABLE people.notice DROP COLUMN repeats;
