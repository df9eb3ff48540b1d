-- name: closures(policy)
SELECT day, reason FROM casebook.closure WHERE policy = :policy ORDER BY day;

-- name: hold_calendar(policy)$
-- The calendar stays as it is until the transaction ends; others may hold it too.
SELECT pg_advisory_xact_lock_shared(hashtextextended('calendar/' || :policy, 0));

-- name: lock_calendar(policy)$
-- Nobody reckons with the calendar until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('calendar/' || :policy, 0));

-- name: cases_running_past(policy, moment)
-- Open cases with a deadline, neither met nor missed, that ends after a moment.
SELECT c.* FROM casebook.casefile c
WHERE c.policy = :policy AND c.closed_at IS NULL
    AND EXISTS (
        SELECT 1 FROM casebook.deadline d
        WHERE d.ref = c.ref AND d.ended_by IS NULL AND d.missed_by IS NULL
            AND coalesce(d.lapse_at, d.due_at) > :moment
    )
ORDER BY c.ref;

-- name: events_of(refs)
SELECT ref, body FROM casebook.event WHERE ref = ANY(:refs::text[]) ORDER BY ref, seq;

-- name: add_closure(policy, day, reason)!
INSERT INTO casebook.closure (policy, day, reason) VALUES (:policy, :day, :reason)
ON CONFLICT (policy, day) DO UPDATE SET reason = excluded.reason;

-- name: add_change(policy, day, key, digest, confirmed_by, confirmed_at)!
INSERT INTO casebook.calendar_change (policy, day, key, digest, confirmed_by, confirmed_at)
VALUES (:policy, :day, :key, :digest, :confirmed_by, :confirmed_at);

-- name: add_moves(policy, day, ref, told, dates)*!
INSERT INTO casebook.calendar_move (policy, day, ref, told, dates) VALUES (:policy, :day, :ref, :told, :dates);

-- name: changes(policy)
-- The changes of a calendar, the latest day first, with how far each has come.
SELECT h.day, c.reason, h.key, h.digest, h.confirmed_by, h.confirmed_at,
    count(m.ref) AS cases,
    count(m.ref) FILTER (WHERE m.came_to = 'done') AS moved,
    count(m.ref) FILTER (WHERE m.came_to IS NULL) AS waiting
FROM casebook.calendar_change h
JOIN casebook.closure c USING (policy, day)
LEFT JOIN casebook.calendar_move m USING (policy, day)
WHERE h.policy = :policy
GROUP BY h.policy, h.day, c.reason
ORDER BY h.day DESC;

-- name: progress(policy, day)^
SELECT count(*) AS cases, count(*) FILTER (WHERE came_to = 'done') AS moved,
    count(*) FILTER (WHERE came_to IS NULL) AS waiting
FROM casebook.calendar_move WHERE policy = :policy AND day = :day;

-- name: moves(policy, day)
SELECT ref, told, dates, done_at, came_to FROM casebook.calendar_move
WHERE policy = :policy AND day = :day ORDER BY ref;

-- name: get_move(policy, day, ref)^
SELECT * FROM casebook.calendar_move WHERE policy = :policy AND day = :day AND ref = :ref;

-- name: move_done(policy, day, ref, came_to)!
UPDATE casebook.calendar_move SET done_at = now(), came_to = :came_to
WHERE policy = :policy AND day = :day AND ref = :ref AND done_at IS NULL;

-- name: next_moves(policy, day, after, most)
-- The cases that wait to be moved, from one on.
SELECT ref FROM casebook.calendar_move
WHERE policy = :policy AND day = :day AND done_at IS NULL AND ref > :after ORDER BY ref LIMIT :most;

-- name: unfinished_changes(older_than)
SELECT policy, day FROM casebook.calendar_change h
WHERE confirmed_at < now() - :older_than::interval
    AND EXISTS (
        SELECT 1 FROM casebook.calendar_move m
        WHERE m.policy = h.policy AND m.day = h.day AND m.done_at IS NULL
    )
ORDER BY confirmed_at;
