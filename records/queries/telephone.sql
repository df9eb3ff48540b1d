-- name: notice_by_phone(ref, seq, kind, address, subject, body)!
-- It is written, and goes by telephone.
UPDATE people.notice SET channel = 'phone', address = :address, subject = :subject, body = :body
WHERE ref = :ref AND seq = :seq AND kind = :kind;

-- name: notice_asked_for(ref, seq, kind, message_id)!
-- Staff were asked to tell it, by an e-mail; or nobody needed to be.
UPDATE people.notice SET message_id = :message_id, sent_at = now()
WHERE ref = :ref AND seq = :seq AND kind = :kind;

-- name: add_to_tell(ref, seq, tell_by, told_at, told_by)!
INSERT INTO casebook.to_tell (ref, seq, tell_by, told_at, told_by)
VALUES (:ref, :seq, :tell_by, :told_at, :told_by)
ON CONFLICT (ref, seq) DO NOTHING;

-- name: was_told(ref, seq)$
SELECT told_at IS NOT NULL FROM casebook.to_tell WHERE ref = :ref AND seq = :seq;

-- name: drop_to_tell(ref, seq)!
-- It goes another way now.
DELETE FROM casebook.to_tell WHERE ref = :ref AND seq = :seq;

-- name: lock_untold(ref)
-- The events of a case of which notices wait to be told by telephone.
SELECT seq FROM casebook.to_tell WHERE ref = :ref AND told_at IS NULL ORDER BY seq FOR UPDATE;

-- name: told(ref, seq, at, by)!
UPDATE casebook.to_tell SET told_at = :at, told_by = :by
WHERE ref = :ref AND seq = :seq AND told_at IS NULL;

-- name: untold_in_time(moment)
-- The events of which a notice was to be told by a moment and was not, and of which nobody heard that yet.
SELECT t.ref, t.seq, c.policy, c.version, c.matter
FROM casebook.to_tell t JOIN casebook.casefile c ON c.ref = t.ref
WHERE t.tell_by <= :moment AND t.told_at IS NULL AND t.chased_at IS NULL
ORDER BY t.tell_by LIMIT 500 FOR UPDATE OF t SKIP LOCKED;

-- name: chased(ref, seq, at)!
UPDATE casebook.to_tell SET chased_at = :at WHERE ref = :ref AND seq = :seq;
