-- name: queue_digests(policy, day, staff)
-- Once for each of them and day; returns those who have none of that day yet.
INSERT INTO casebook.digest (policy, staff, day)
SELECT :policy, staff, :day FROM unnest(:staff::text[]) AS wanted (staff)
ON CONFLICT DO NOTHING
RETURNING policy, staff, day;

-- name: unsent_digests(older_than)
SELECT policy, staff, day FROM casebook.digest
WHERE came_to IS NULL AND posted_at < now() - :older_than::interval
ORDER BY posted_at LIMIT 500;

-- name: lock_digest(policy, staff, day)^
SELECT * FROM casebook.digest WHERE policy = :policy AND staff = :staff AND day = :day FOR UPDATE;

-- name: digest_done(policy, staff, day, came_to)!
UPDATE casebook.digest SET came_to = :came_to WHERE policy = :policy AND staff = :staff AND day = :day;

-- name: drop_digests(policy, before)!
DELETE FROM casebook.digest WHERE policy = :policy AND day < :before AND came_to IS NOT NULL;

-- name: last_digest(policy, staff, before, ended)$
SELECT max(day) FROM casebook.digest
WHERE policy = :policy AND staff = :staff AND day < :before AND came_to = ANY(:ended::text[]);

-- name: work_brought(policy, staff, kinds, since, until)
-- The notices of kinds that brought work to some members of staff within a time, in cases that are still open.
SELECT n.ref, n.kind FROM people.notice n JOIN casebook.casefile c ON c.ref = n.ref
WHERE n.staff && :staff::text[] AND n.staff <> '{}' AND n.kind = ANY(:kinds::text[])
    AND n.queued_at >= :since AND n.queued_at < :until
    AND (n.failure IS NULL OR n.failure = 'in-digest')
    AND c.policy = :policy AND c.closed_at IS NULL
ORDER BY n.queued_at, n.ref;

-- name: who_has_digests(policy)
SELECT * FROM casebook.staff WHERE policy = :policy AND digest ORDER BY id;

-- name: those_stood_in_for(policy, deputy)
SELECT * FROM casebook.staff WHERE policy = :policy AND deputy = :deputy ORDER BY id;

-- name: work_of(policy, staff)
-- The unfinished cases that some members of staff have, review, or have promised something in.
SELECT * FROM casebook.casefile
WHERE policy = :policy AND closed_at IS NULL
    AND (
        owner = ANY(:staff::text[]) OR panel && :staff::text[]
        OR EXISTS (
            SELECT FROM jsonb_array_elements(coalesce(state -> 'commitments', '[]')) AS promise
            WHERE promise ->> 'owner' = ANY(:staff::text[])
        )
    )
ORDER BY due_at NULLS LAST, ref;
