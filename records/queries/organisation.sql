-- name: closures(policy)
SELECT day, reason FROM casebook.closure WHERE policy = :policy ORDER BY day;

-- name: add_closure(policy, day, reason)!
INSERT INTO casebook.closure (policy, day, reason) VALUES (:policy, :day, :reason)
ON CONFLICT (policy, day) DO UPDATE SET reason = excluded.reason;

-- name: get_staff(policy, id)^
SELECT * FROM casebook.staff WHERE policy = :policy AND id = :id;

-- name: put_staff(policy, id, name, email, phone, roles, directorate, trained_until)!
INSERT INTO casebook.staff (policy, id, name, email, phone, roles, directorate, trained_until)
VALUES (:policy, :id, :name, :email, :phone, :roles, :directorate, :trained_until)
ON CONFLICT (policy, id) DO UPDATE SET
    name = excluded.name, email = excluded.email, phone = excluded.phone, roles = excluded.roles,
    directorate = excluded.directorate, trained_until = excluded.trained_until;

-- name: list_staff(policy)
SELECT * FROM casebook.staff WHERE policy = :policy ORDER BY id;
