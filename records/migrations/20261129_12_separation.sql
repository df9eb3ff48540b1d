-- Who awarded a payment, and who set where it goes: they are never the same person
-- depends: 20261129_11_provenance

-- migrate: apply

ALTER TABLE casebook.payment
    ADD COLUMN awarded_by text[] NOT NULL DEFAULT '{}',
    -- whoever recorded the account, or took in the address of the cheque
    ADD COLUMN payee_set_by text;

-- Those of before: whoever had a part in any decision that gives money counts as having awarded it.
UPDATE casebook.payment y SET
    awarded_by = ARRAY(
        SELECT DISTINCT e.actor FROM casebook.event e
        WHERE e.ref = y.ref AND e.seq <= y.seq
            AND e.kind IN ('responded', 'decision-proposed', 'decision-signed', 'reviewed')
    ),
    payee_set_by = (
        SELECT CASE WHEN p.account_number IS NOT NULL THEN given.actor ELSE coalesce(lead.actor, c.received_by) END
        FROM casebook.casefile c
        LEFT JOIN people.payee p ON p.ref = y.ref AND p.number = y.number
        LEFT JOIN LATERAL (
            SELECT e.actor FROM casebook.event e
            WHERE e.ref = y.ref AND e.kind = 'payment-details-given' AND e.seq < y.seq
            ORDER BY e.seq DESC LIMIT 1
        ) given ON true
        LEFT JOIN LATERAL (
            SELECT e.actor FROM casebook.event e
            WHERE e.ref = y.ref AND e.body -> 'replaces_person' = 'true' AND e.seq < y.seq
            ORDER BY e.seq DESC LIMIT 1
        ) lead ON true
        WHERE c.ref = y.ref
    );

-- migrate: rollback

ALTER TABLE casebook.payment DROP COLUMN payee_set_by, DROP COLUMN awarded_by;
