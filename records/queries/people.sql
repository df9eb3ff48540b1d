-- name: keep_words(ref, key, digest, words, asked)^
-- Keeps the words of a key once; returns the digest and the attempt that are kept under it now, and the answer of
-- their decision, where it was recorded. The update
-- changes nothing: it is what lets the statement see a row that another call put there a moment ago.
INSERT INTO people.words AS w (ref, key, digest, words, asked) VALUES (:ref, :key, :digest, :words, :asked)
ON CONFLICT (ref, key) DO UPDATE SET digest = w.digest
RETURNING digest, attempt,
    (SELECT d.answer FROM casebook.decision d WHERE d.ref = w.ref AND d.key = w.key) AS answer;

-- name: lock_words(ref, key, attempt)$
-- Waits for whatever is being recorded under the key; none where the attempt is over.
SELECT key FROM people.words WHERE ref = :ref AND key = :key AND attempt = :attempt FOR UPDATE;

-- name: lock_stale_words(older_than)
-- Words of decisions that never reached the engine; what is just being recorded is left alone.
SELECT w.ref, w.key FROM people.words w
WHERE w.kept_at < now() - :older_than::interval AND w.key <> 'intake'
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = w.ref AND d.key = w.key)
FOR UPDATE OF w SKIP LOCKED;

-- name: drop_words(refs, keys)
-- Drops the words of decisions that were not recorded; only once they are locked, by a statement before.
DELETE FROM people.words w USING unnest(:refs::text[], :keys::text[]) AS kept (ref, key)
WHERE w.ref = kept.ref AND w.key = kept.key AND w.key <> 'intake'
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = w.ref AND d.key = w.key)
RETURNING w.ref, w.key;

-- name: hold_words(ref, key, attempt)^
-- What was asked for in an attempt (null: in any); holds its words until the transaction ends.
SELECT asked FROM people.words
WHERE ref = :ref AND key = :key AND (:attempt::text IS NULL OR attempt = :attempt) FOR SHARE;

-- name: get_words(ref, key)$
SELECT words FROM people.words WHERE ref = :ref AND key = :key;

-- name: words_until(ref, seq, of, lasting)
-- Up to an event: the words of the intake, as those of event 0, of some events, and of all that have one that lasts.
SELECT 0 AS seq, w.words FROM people.words w WHERE w.ref = :ref AND w.key = 'intake'
UNION ALL
SELECT e.seq, w.words FROM casebook.event e JOIN people.words w ON w.ref = e.ref AND w.key = e.key
WHERE e.ref = :ref AND e.seq <= :seq
    AND (e.seq = ANY(:of::integer[]) OR w.words ?| :lasting::text[])
ORDER BY seq;

-- name: queue_notices(ref, seq, kind, audience, staff, queued_at, by_phone, repeats)*!
INSERT INTO people.notice (ref, seq, kind, audience, staff, queued_at, by_phone, repeats)
VALUES (:ref, :seq, :kind, :audience, :staff, :queued_at, :by_phone, :repeats);

-- name: lock_notice(ref, seq, kind)^
SELECT * FROM people.notice WHERE ref = :ref AND seq = :seq AND kind = :kind FOR UPDATE;

-- name: notice_sent(ref, seq, kind, channel, address, subject, body, message_id, file)!
UPDATE people.notice SET
    channel = :channel, address = :address, subject = :subject, body = :body, message_id = :message_id,
    file = :file, sent_at = now()
WHERE ref = :ref AND seq = :seq AND kind = :kind;

-- name: notice_failed(ref, seq, kind, failure)!
UPDATE people.notice SET failure = :failure WHERE ref = :ref AND seq = :seq AND kind = :kind;

-- name: unsent_notices(older_than)
SELECT ref, seq, kind FROM people.notice
WHERE sent_at IS NULL AND failure IS NULL AND posted_at < now() - :older_than::interval
ORDER BY posted_at LIMIT 500;

-- name: failed_notices(ref, since)
-- Those of events from one on that could not be given to the person, and that were not sent again since, in order.
SELECT n.* FROM people.notice n
WHERE n.ref = :ref AND n.audience = 'person' AND n.failure LIKE 'notice-%'
    AND coalesce(n.repeats, n.seq) >= :since
    AND people.sent_again(n) IS NULL
ORDER BY n.seq, n.kind;

-- name: notices(ref)
-- Each with the event by which it was sent again, where it was.
SELECT n.*, t.tell_by, t.told_at, t.told_by, people.sent_again(n) AS sent_again
FROM people.notice n
LEFT JOIN casebook.to_tell t ON t.ref = n.ref AND t.seq = n.seq AND n.channel = 'phone'
WHERE n.ref = :ref ORDER BY n.seq, n.kind;

-- name: notices_between(ref, first, before)
-- Those of the events from one on, and before another.
SELECT n.*, t.tell_by, t.told_at, t.told_by, people.sent_again(n) AS sent_again
FROM people.notice n
LEFT JOIN casebook.to_tell t ON t.ref = n.ref AND t.seq = n.seq AND n.channel = 'phone'
WHERE n.ref = :ref AND n.seq >= :first AND (:before::integer IS NULL OR n.seq < :before)
ORDER BY n.seq, n.kind;

-- name: keep_evidence(ref, key, digest, media_type, content)!
-- Keeps a file once under a key, with the words that name its digest.
INSERT INTO people.evidence (ref, key, digest, media_type, content)
VALUES (:ref, :key, :digest, :media_type, :content)
ON CONFLICT (ref, key) DO NOTHING;

-- name: hold_evidence(ref, key)$
-- The digest of the file that is kept under a key; holds it until the transaction ends.
SELECT digest FROM people.evidence WHERE ref = :ref AND key = :key FOR SHARE;

-- name: drop_evidence(refs, keys)!
-- Drops the files of decisions that were not recorded; only with their words locked.
DELETE FROM people.evidence e USING unnest(:refs::text[], :keys::text[]) AS kept (ref, key)
WHERE e.ref = kept.ref AND e.key = kept.key
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = e.ref AND d.key = e.key);

-- name: get_evidence(ref, seq)^
-- The file that an event put on file.
SELECT e.digest, e.media_type, e.content
FROM casebook.event v JOIN people.evidence e ON e.ref = v.ref AND e.key = v.key
WHERE v.ref = :ref AND v.seq = :seq;
