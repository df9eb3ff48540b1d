-- name: add_events(ref, seq, key, body, previous_hash, hash, stood)*!
INSERT INTO casebook.event (ref, seq, key, body, previous_hash, hash, stood)
VALUES (:ref, :seq, :key, :body, :previous_hash, :hash, :stood);

-- name: events_since(ref, seq, key)
-- What was recorded after an event, and under a key at any time.
SELECT seq, key, body FROM casebook.event WHERE ref = :ref AND seq > :seq
UNION ALL
SELECT seq, key, body FROM casebook.event WHERE ref = :ref AND key = :key AND seq <= :seq
ORDER BY seq;

-- name: story(ref, before, most)
-- The events before a number, the latest first, with the words that went with them.
SELECT e.seq, e.key, e.body, e.previous_hash, e.hash, w.words
FROM casebook.event e LEFT JOIN people.words w ON w.ref = e.ref AND w.key = e.key
WHERE e.ref = :ref AND (:before::integer IS NULL OR e.seq < :before)
ORDER BY e.seq DESC LIMIT :most;

-- name: link(ref, before)^
-- The number and the hash of the event before a number, as the one that comes next has them, or else the case.
SELECT e.seq - 1 AS seq, e.previous_hash AS hash FROM casebook.event e WHERE e.ref = :ref AND e.seq = :before
UNION ALL
SELECT c.last_seq, c.last_hash FROM casebook.casefile c
WHERE c.ref = :ref AND (:before::integer IS NULL OR :before > c.last_seq);

-- name: original_of(ref)$
-- The case under which this one goes on, as a duplicate of it.
SELECT body -> 'facts' ->> 'original' FROM casebook.event
WHERE ref = :ref AND kind = 'duplicate-linked' ORDER BY seq DESC LIMIT 1;

-- name: event_at(ref, seq)^
SELECT seq, key, body, stood FROM casebook.event WHERE ref = :ref AND seq = :seq;

-- name: events(ref)
SELECT seq, key, body, previous_hash, hash FROM casebook.event WHERE ref = :ref ORDER BY seq;

-- name: payee_now(ref)^
-- Whom a case's money goes to: the account given last, by whom, and the name and address of whoever stands in the
-- person's place, by whoever took them in or corrected them last. An account given before another took that place
-- is not the other's.
SELECT p.name, p.address, given.actor AS given_by, w.words,
    coalesce(set_person.actor, c.received_by) AS person_set_by
FROM casebook.casefile c
JOIN people.person p ON p.id = c.person_id
LEFT JOIN LATERAL (
    SELECT e.seq FROM casebook.event e
    WHERE e.ref = c.ref AND e.body -> 'replaces_person' = 'true' ORDER BY e.seq DESC LIMIT 1
) replaced ON true
LEFT JOIN LATERAL (
    SELECT e.actor FROM casebook.event e
    WHERE e.ref = c.ref AND (e.body -> 'replaces_person' = 'true' OR e.body ? 'corrects_person')
        AND (NOT e.body ? 'corrects_person' OR e.body -> 'corrects_person' ?| ARRAY['name', 'address'])
    ORDER BY e.seq DESC LIMIT 1
) set_person ON true
LEFT JOIN LATERAL (
    SELECT e.key, e.actor FROM casebook.event e
    WHERE e.ref = c.ref AND e.kind = 'payment-details-given' AND e.seq > coalesce(replaced.seq, 0)
    ORDER BY e.seq DESC LIMIT 1
) given ON true
LEFT JOIN people.words w ON w.ref = c.ref AND w.key = given.key
WHERE c.ref = :ref;

-- name: corrections(ref, seqs)
-- The events that correct some others, in order.
SELECT body FROM casebook.event
WHERE ref = :ref AND body ? 'corrects' AND (body ->> 'corrects')::integer = ANY(:seqs::integer[]) ORDER BY seq;

-- name: person_since(ref)$
-- The event by which somebody else took the person's place last; 0 where nobody did.
SELECT coalesce(max(seq), 0) FROM casebook.event WHERE ref = :ref AND body -> 'replaces_person' = 'true';

-- name: stood_aside(ref, staff)$
-- Whether somebody stood aside by what follows from another case, and not by a declaration.
SELECT EXISTS (
    SELECT 1 FROM casebook.event
    WHERE ref = :ref AND kind = 'stood-aside' AND body -> 'conflicts' ? :staff
);

-- name: add_decision(ref, key, name, actor, at, answer)!
INSERT INTO casebook.decision (ref, key, name, actor, at, answer)
VALUES (:ref, :key, :name, :actor, :at, :answer);

-- name: get_decision(ref, key)^
SELECT name, actor, at, answer FROM casebook.decision WHERE ref = :ref AND key = :key;

-- name: add_deadlines(ref, name, set_by, clause, duty, due_day, until, due_at, remind_at, lapse_at, reckoning)*!
INSERT INTO casebook.deadline (
    ref, name, set_by, clause, duty, due_day, until, due_at, remind_at, lapse_at, reckoning
)
VALUES (:ref, :name, :set_by, :clause, :duty, :due_day, :until, :due_at, :remind_at, :lapse_at, :reckoning);

-- name: end_deadlines(ref, names, seq)!
UPDATE casebook.deadline SET ended_by = :seq
WHERE ref = :ref AND name = ANY(:names::text[]) AND ended_by IS NULL AND set_by < :seq;

-- name: miss_deadline(ref, name, seq)!
UPDATE casebook.deadline SET missed_by = :seq WHERE ref = :ref AND name = :name AND ended_by IS NULL;

-- name: reminded(ref, name)!
UPDATE casebook.deadline SET remind_at = NULL WHERE ref = :ref AND name = :name AND ended_by IS NULL;

-- name: deadlines(ref)
SELECT name, set_by, clause, duty, due_day, until, due_at, remind_at, reckoning, missed_by, ended_by
FROM casebook.deadline WHERE ref = :ref ORDER BY set_by, due_at, name;

-- name: waking_before(ref, moment)$
-- How many deadlines or reminders of a case lie in the past of a moment and have not been acted on.
SELECT count(*) FROM casebook.deadline
WHERE ref = :ref AND ended_by IS NULL AND missed_by IS NULL AND least(coalesce(lapse_at, due_at), remind_at) <= :moment;
