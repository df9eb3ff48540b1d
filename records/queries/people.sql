-- name: keep_words(ref, key, digest, words)$
-- Keeps the words of a key once; returns the digest that is kept under it now. The update changes nothing:
-- it is what lets the statement see a row that another call put there a moment ago.
INSERT INTO people.words AS w (ref, key, digest, words) VALUES (:ref, :key, :digest, :words)
ON CONFLICT (ref, key) DO UPDATE SET digest = w.digest
RETURNING digest;

-- name: drop_words(ref, key)!
-- Drops the words of a decision that was refused; those of a recorded one stay.
DELETE FROM people.words w
WHERE w.ref = :ref AND w.key = :key
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = w.ref AND d.key = w.key);

-- name: hold_words(ref, key)$
-- Whether the words are there; holds them until the transaction ends.
SELECT key FROM people.words WHERE ref = :ref AND key = :key FOR SHARE;

-- name: get_words(ref, key)$
SELECT words FROM people.words WHERE ref = :ref AND key = :key;

-- name: drop_stale_words(older_than)!
-- Words of decisions that never reached the engine.
DELETE FROM people.words w
WHERE w.kept_at < now() - :older_than::interval AND w.key <> 'intake'
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = w.ref AND d.key = w.key);

-- name: queue_notice(ref, seq, kind, audience, queued_at)!
INSERT INTO people.notice (ref, seq, kind, audience, queued_at)
VALUES (:ref, :seq, :kind, :audience, :queued_at);

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

-- name: notices(ref)
SELECT * FROM people.notice WHERE ref = :ref ORDER BY seq, kind;

-- name: keep_evidence(ref, key, digest, media_type, content)$
-- Keeps a file once under a key; returns the digest that is kept under it now.
INSERT INTO people.evidence AS e (ref, key, digest, media_type, content)
VALUES (:ref, :key, :digest, :media_type, :content)
ON CONFLICT (ref, key) DO UPDATE SET digest = e.digest
RETURNING digest;

-- name: hold_evidence(ref, key)$
-- The digest of the file that is kept under a key; holds it until the transaction ends.
SELECT digest FROM people.evidence WHERE ref = :ref AND key = :key FOR SHARE;

-- name: drop_evidence(ref, key)!
-- Drops the file of a decision that was refused; that of a recorded one stays.
DELETE FROM people.evidence e
WHERE e.ref = :ref AND e.key = :key
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = e.ref AND d.key = e.key);

-- name: drop_stale_evidence(older_than)!
-- Files of decisions that never reached the engine.
DELETE FROM people.evidence e
WHERE e.kept_at < now() - :older_than::interval
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = e.ref AND d.key = e.key);

-- name: get_evidence(ref, seq)^
-- The file that an event put on file.
SELECT e.digest, e.media_type, e.content
FROM casebook.event v JOIN people.evidence e ON e.ref = v.ref AND e.key = v.key
WHERE v.ref = :ref AND v.seq = :seq;
