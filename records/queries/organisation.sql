-- name: get_staff(policy, id)^
SELECT * FROM casebook.staff WHERE policy = :policy AND id = :id;

-- name: staff_of(policy, ids)
SELECT * FROM casebook.staff WHERE policy = :policy AND id = ANY(:ids::text[]);

-- name: put_staff(policy, id, name, email, phone, roles, directorate, service, languages, trained_until, away_from, away_until, deputy, left_on, digest)*!
INSERT INTO casebook.staff (
    policy, id, name, email, phone, roles, directorate, service, languages, trained_until, away_from,
    away_until, deputy, left_on, digest
)
VALUES (
    :policy, :id, :name, :email, :phone, :roles, :directorate, :service, :languages, :trained_until,
    :away_from, :away_until, :deputy, :left_on, coalesce(:digest, false)
)
ON CONFLICT (policy, id) DO UPDATE SET
    name = excluded.name, email = excluded.email, phone = excluded.phone, roles = excluded.roles,
    directorate = excluded.directorate, service = excluded.service, languages = excluded.languages,
    trained_until = excluded.trained_until, away_from = excluded.away_from,
    away_until = excluded.away_until, deputy = excluded.deputy, left_on = excluded.left_on,
    digest = coalesce(:digest, casebook.staff.digest);

-- name: set_digest(policy, id, digest)^
UPDATE casebook.staff SET digest = :digest WHERE policy = :policy AND id = :id RETURNING *;

-- name: act_as(actor)!
-- Until the transaction ends, changes are logged as this person's.
SELECT set_config('redress.actor', :actor, true);

-- name: staff_changes(policy, staff, before, most)
-- A page of changes, the newest first; of one entry, where one is named.
SELECT * FROM casebook.staff_change
WHERE policy = :policy AND (:staff::text IS NULL OR staff = :staff)
    AND (:before::bigint IS NULL OR number < :before)
ORDER BY number DESC LIMIT :most;

-- name: open_cases_of(policy, staff)$
-- How many unfinished cases somebody has.
SELECT count(*) FROM casebook.casefile WHERE policy = :policy AND owner = :staff AND closed_at IS NULL;

-- name: list_staff(policy)
SELECT * FROM casebook.staff WHERE policy = :policy ORDER BY id;
