-- name: add_webhook(policy, key, url, kinds, secret, created_by)^
-- Nothing comes back where the key was used before.
INSERT INTO casebook.webhook (policy, key, url, kinds, secret, created_by)
VALUES (:policy, :key, :url, :kinds, :secret, :created_by)
ON CONFLICT (policy, key) DO NOTHING
RETURNING *;

-- name: webhook_of_key(policy, key)^
SELECT * FROM casebook.webhook WHERE policy = :policy AND key = :key;

-- name: get_webhook(policy, id)^
SELECT * FROM casebook.webhook WHERE policy = :policy AND id = :id;

-- name: webhooks(policy)
SELECT * FROM casebook.webhook WHERE policy = :policy ORDER BY created_at, id;

-- name: end_webhook(id, because)!
UPDATE casebook.webhook SET ended_at = now(), ended_because = :because WHERE id = :id AND ended_at IS NULL;

-- name: bury_ended(id, ref)!
-- What waits for a webhook that has ended is sent no more; of one case, or of all where none is named.
UPDATE casebook.webhook_delivery d SET state = 'dead'
FROM casebook.webhook w
WHERE w.id = :id AND w.ended_at IS NOT NULL
    AND d.webhook = w.id AND d.state = 'waiting' AND (:ref::text IS NULL OR d.ref = :ref);

-- name: queue_for_webhooks(policy, ref, after)!
-- The events after a number, for each webhook that hears of their kind.
INSERT INTO casebook.webhook_delivery (webhook, ref, seq)
SELECT w.id, e.ref, e.seq
FROM casebook.webhook w JOIN casebook.event e ON w.kinds = '{}' OR e.kind = ANY(w.kinds)
WHERE w.policy = :policy AND w.ended_at IS NULL AND e.ref = :ref AND e.seq > :after
ORDER BY e.seq;

-- name: webhooks_waiting(ref)
SELECT DISTINCT webhook FROM casebook.webhook_delivery WHERE ref = :ref AND state = 'waiting';

-- name: next_for_webhook(id, ref)$
SELECT min(seq) FROM casebook.webhook_delivery WHERE webhook = :id AND ref = :ref AND state = 'waiting';

-- name: webhook_to_call(id, ref, seq)^
-- Nothing where the event was delivered or given up, or the webhook has ended.
SELECT w.url, w.secret
FROM casebook.webhook w JOIN casebook.webhook_delivery d ON d.webhook = w.id
WHERE w.id = :id AND w.ended_at IS NULL AND d.ref = :ref AND d.seq = :seq AND d.state = 'waiting';

-- name: webhook_called(id, ref, seq, answer, delivered)!
UPDATE casebook.webhook_delivery SET
    attempts = attempts + 1, answer = :answer,
    state = CASE WHEN :delivered THEN 'delivered' ELSE state END,
    delivered_at = CASE WHEN :delivered THEN now() END
WHERE webhook = :id AND ref = :ref AND seq = :seq;

-- name: give_up_on_webhook(id, ref, seq)!
UPDATE casebook.webhook_delivery SET state = 'dead'
WHERE webhook = :id AND ref = :ref AND seq = :seq AND state = 'waiting';

-- name: redeliver_to_webhook(id, ref)!
UPDATE casebook.webhook_delivery SET state = 'waiting', called_at = now()
WHERE webhook = :id AND ref = :ref AND state = 'dead';

-- name: call_webhooks_again(older_than)
-- What has waited long since the engine was last asked to see to it; it counts as asked again now.
UPDATE casebook.webhook_delivery SET called_at = now()
WHERE number IN (
    SELECT number FROM casebook.webhook_delivery
    WHERE state = 'waiting' AND called_at < now() - :older_than::interval
    ORDER BY called_at LIMIT 500
)
RETURNING webhook, ref;

-- name: webhook_deliveries(id, state, ref, before, most)
-- A page of what a webhook was sent or is to be sent, the newest first. Any filter may be null.
SELECT d.number, d.ref, d.seq, e.kind, d.state, d.attempts, d.answer, d.queued_at, d.delivered_at
FROM casebook.webhook_delivery d JOIN casebook.event e ON e.ref = d.ref AND e.seq = d.seq
WHERE d.webhook = :id
    AND (:state::text IS NULL OR d.state = :state)
    AND (:ref::text IS NULL OR d.ref = :ref)
    AND (:before::bigint IS NULL OR d.number < :before)
ORDER BY d.number DESC LIMIT :most;
