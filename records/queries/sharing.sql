-- name: sharing(ref, after)
-- The events of a case after a number by which consent was given or ended, or something was shared, with the words of
-- each, and what became of the notice that took it to whom it was shared with.
SELECT e.body, w.words, n.sent_at, n.failure
FROM casebook.event e
LEFT JOIN people.words w ON w.ref = e.ref AND w.key = e.key
LEFT JOIN people.notice n ON n.ref = e.ref AND n.seq = e.seq AND n.audience = 'recipient'
WHERE e.ref = :ref AND e.seq > :after
    AND e.kind IN ('consent-recorded', 'consent-withdrawn', 'shared', 'shared-to-safeguard', 'lead-changed')
ORDER BY e.seq;
