-- name: notice_by_phone(ref, seq, kind, address, subject, body, message_id, tell_by, told_at, told_by)!
-- It is written, and to be told by telephone, or was said already.
UPDATE people.notice SET
    channel = 'phone', address = :address, subject = :subject, body = :body, message_id = :message_id,
    sent_at = now(), tell_by = :tell_by, told_at = :told_at, told_by = :told_by
WHERE ref = :ref AND seq = :seq AND kind = :kind;

-- name: lock_untold(ref)
-- The events of a case of which notices wait to be told by telephone.
SELECT seq FROM people.notice
WHERE ref = :ref AND channel = 'phone' AND told_at IS NULL ORDER BY seq FOR UPDATE;

-- name: notice_told(ref, seq, at, by)!
UPDATE people.notice SET told_at = :at, told_by = :by
WHERE ref = :ref AND seq = :seq AND channel = 'phone' AND told_at IS NULL;

-- name: untold_in_time(moment)
-- The events of which a notice was to be told by a moment and was not; those of which nobody was told that, yet.
SELECT DISTINCT c.ref, n.seq, c.policy, c.version, c.matter
FROM people.notice n JOIN casebook.casefile c ON c.ref = n.ref
WHERE n.channel = 'phone' AND n.told_at IS NULL AND n.tell_by <= :moment
    AND NOT EXISTS (
        SELECT 1 FROM people.notice u WHERE u.ref = n.ref AND u.seq = n.seq AND u.kind = 'untold'
    )
ORDER BY c.ref, n.seq LIMIT 500;
