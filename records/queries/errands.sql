-- name: queue_errands(ref, seq, to_ref, decision, fields)*!
INSERT INTO casebook.errand (ref, seq, to_ref, decision, fields)
VALUES (:ref, :seq, :to_ref, :decision, :fields);

-- name: get_errand(ref, seq, to_ref)^
SELECT * FROM casebook.errand WHERE ref = :ref AND seq = :seq AND to_ref = :to_ref;

-- name: errand_done(ref, seq, to_ref, came_to)!
UPDATE casebook.errand SET done_at = now(), came_to = :came_to
WHERE ref = :ref AND seq = :seq AND to_ref = :to_ref AND done_at IS NULL;

-- name: errands_of(ref)
-- What follows from a case elsewhere, and what followed in it from others.
SELECT ref, seq, to_ref, decision, done_at, came_to FROM casebook.errand
WHERE ref = :ref OR to_ref = :ref ORDER BY posted_at, ref, seq;

-- name: undone_errands(older_than)
SELECT ref, seq, to_ref FROM casebook.errand
WHERE done_at IS NULL AND posted_at < now() - :older_than::interval
ORDER BY posted_at LIMIT 500;
