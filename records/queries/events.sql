-- name: add_event(ref, seq, key, body, previous_hash, hash)!
INSERT INTO casebook.event (ref, seq, key, body, previous_hash, hash)
VALUES (:ref, :seq, :key, :body, :previous_hash, :hash);

-- name: events_of_key(ref, key)
SELECT body FROM casebook.event WHERE ref = :ref AND key = :key ORDER BY seq;

-- name: events(ref)
SELECT seq, key, body, previous_hash, hash FROM casebook.event WHERE ref = :ref ORDER BY seq;

-- name: account_given(ref)^
-- The account given last, by its key and by whom, unless another has taken the place of whose it is.
SELECT key, actor FROM casebook.event
WHERE ref = :ref AND kind = 'payment-details-given'
    AND seq > coalesce(
        (
            SELECT max(replaced.seq) FROM casebook.event replaced
            WHERE replaced.ref = :ref AND replaced.body -> 'replaces_person' = 'true'
        ),
        0
    )
ORDER BY seq DESC LIMIT 1;

-- name: person_set_by(ref)$
-- Whoever took in the name and address of whoever stands in the person's place now.
SELECT coalesce(
    (
        SELECT e.actor FROM casebook.event e
        WHERE e.ref = c.ref AND e.body -> 'replaces_person' = 'true' ORDER BY e.seq DESC LIMIT 1
    ),
    c.received_by
) FROM casebook.casefile c WHERE c.ref = :ref;

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

-- name: add_deadline(ref, name, set_by, clause, duty, due_day, due_at, remind_at, lapse_at, reckoning)!
INSERT INTO casebook.deadline (
    ref, name, set_by, clause, duty, due_day, due_at, remind_at, lapse_at, reckoning
)
VALUES (:ref, :name, :set_by, :clause, :duty, :due_day, :due_at, :remind_at, :lapse_at, :reckoning);

-- name: end_deadlines(ref, names, seq)!
UPDATE casebook.deadline SET ended_by = :seq
WHERE ref = :ref AND name = ANY(:names::text[]) AND ended_by IS NULL AND set_by < :seq;

-- name: miss_deadline(ref, name, seq)!
UPDATE casebook.deadline SET missed_by = :seq WHERE ref = :ref AND name = :name AND ended_by IS NULL;

-- name: reminded(ref, name)!
UPDATE casebook.deadline SET remind_at = NULL WHERE ref = :ref AND name = :name AND ended_by IS NULL;

-- name: deadlines(ref)
SELECT name, set_by, clause, duty, due_day, due_at, remind_at, reckoning, missed_by, ended_by
FROM casebook.deadline WHERE ref = :ref ORDER BY set_by, due_at, name;

-- name: waking_before(ref, moment)$
-- How many deadlines or reminders of a case lie in the past of a moment and have not been acted on.
SELECT count(*) FROM casebook.deadline
WHERE ref = :ref AND ended_by IS NULL AND missed_by IS NULL AND least(coalesce(lapse_at, due_at), remind_at) <= :moment;
