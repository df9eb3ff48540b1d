-- name: warnings_on(ref, policy, matters)
-- The warnings in force about whoever's case this is: about somebody who is the same, or who is said to be.
WITH theirs AS (
    SELECT :ref AS ref
    UNION
    SELECT n.ref
    FROM casebook.casefile c
    JOIN people.person p ON p.id = c.person_id
    JOIN people.person s ON s.match_keys && p.match_keys
    JOIN casebook.casefile n ON n.person_id = s.id AND n.policy = c.policy
    WHERE c.ref = :ref
)
SELECT w.ref, w.version, w.matter, w.terms_now FROM casebook.casefile w
WHERE w.policy = :policy AND w.matter = ANY(:matters::text[]) AND w.stage = 'in-force'
    AND (
        w.ref IN (SELECT ref FROM theirs)
        OR w.terms_now -> 'cases' ?| ARRAY(SELECT ref FROM theirs)
    )
ORDER BY w.ref;

-- name: register(policy, matters, review, after, most)
-- A page of the warnings in force, by their references, each with its open review.
SELECT w.ref, w.version, w.matter, w.owner, w.terms_now, p.name, r.due_day AS review_by,
    r.missed_by IS NOT NULL AS overdue
FROM casebook.casefile w
LEFT JOIN people.person p ON p.id = w.person_id
LEFT JOIN casebook.deadline r ON r.ref = w.ref AND r.name = :review AND r.ended_by IS NULL
WHERE w.policy = :policy AND w.matter = ANY(:matters::text[]) AND w.stage = 'in-force'
    AND (:after::text IS NULL OR w.ref > :after)
ORDER BY w.ref
LIMIT :most;

-- name: look_alikes(ref, since, zone)
-- Cases of the same person, of the same kind, about the same service: open ones, and those received since a local day;
-- those that this one is linked to as its duplicates, or they to it, are no news.
SELECT DISTINCT n.ref, n.stage, n.owner, n.received_at
FROM casebook.casefile c
JOIN people.person p ON p.id = c.person_id
JOIN people.person s ON s.match_keys && p.match_keys
JOIN casebook.casefile n ON n.person_id = s.id AND n.policy = c.policy
WHERE c.ref = :ref AND n.ref <> c.ref AND n.matter = c.matter AND n.service IS NOT DISTINCT FROM c.service
    AND (n.closed_at IS NULL OR (n.received_at AT TIME ZONE :zone)::date >= :since::date)
    AND NOT EXISTS (
        SELECT 1 FROM casebook.event e
        WHERE e.kind = 'duplicate-linked'
            AND (
                (e.ref = c.ref AND e.body -> 'facts' ->> 'original' = n.ref)
                OR (e.ref = n.ref AND e.body -> 'facts' ->> 'original' = c.ref)
            )
    )
ORDER BY n.received_at DESC, n.ref
LIMIT 20;
