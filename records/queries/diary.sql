-- name: number_diarists(policy, staff)!
-- Numbers for those who have none yet.
INSERT INTO casebook.diarist (policy, staff) SELECT :policy, unnest(:staff::text[]) ON CONFLICT DO NOTHING;

-- name: lock_diarists(policy, staff)
-- One booking of a member of staff at a time, so that two never wait for each other; in the order of their numbers.
SELECT number, staff FROM casebook.diarist WHERE policy = :policy AND staff = ANY(:staff::text[])
ORDER BY number FOR UPDATE;

-- name: add_booking(ref, diarist, starts, ends, place, about)!
INSERT INTO casebook.booking (ref, diarist, during, place, about)
VALUES (:ref, :diarist, tstzrange(:starts::timestamptz, :ends::timestamptz), :place, :about);

-- name: booked_with(ref)$
SELECT d.staff FROM casebook.booking b JOIN casebook.diarist d ON d.number = b.diarist WHERE b.ref = :ref;

-- name: move_booking(ref, diarist, starts, ends, place)!
UPDATE casebook.booking
SET diarist = :diarist, during = tstzrange(:starts::timestamptz, :ends::timestamptz), place = :place
WHERE ref = :ref;

-- name: free_booking(ref)!
UPDATE casebook.booking SET freed = true WHERE ref = :ref;

-- name: booked_between(policy, staff, begins, ends)
-- The appointments between two moments that were not cancelled; with one member of staff, where one is named.
SELECT b.ref, d.staff AS adviser, lower(b.during) AS starts, upper(b.during) AS ends, b.place
FROM casebook.booking b JOIN casebook.diarist d ON d.number = b.diarist
WHERE d.policy = :policy AND NOT b.freed AND b.during && tstzrange(:begins::timestamptz, :ends::timestamptz)
    AND (:staff::text IS NULL OR d.staff = :staff)
ORDER BY b.during, b.ref;

-- name: appointments_about(ref)
-- The appointments about a case, the earliest first.
SELECT b.ref, c.stage FROM casebook.booking b JOIN casebook.casefile c ON c.ref = b.ref
WHERE b.about = :ref ORDER BY b.during, b.ref;
