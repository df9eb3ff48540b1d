-- Whom each payment goes to, as it was when it was decided
-- depends: 20261125_04_staff_and_evidence

-- migrate: apply

CREATE TABLE people.payee (
    ref text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    -- empty where it is paid into an account
    address text[] NOT NULL DEFAULT '{}',
    account_name text,
    sort_code text,
    account_number text,
    PRIMARY KEY (ref, number),
    FOREIGN KEY (ref, number) REFERENCES casebook.payment (ref, number),
    CHECK (num_nulls(account_name, sort_code, account_number) IN (0, 3))
);

-- Payments that wait for their file go where they would have gone when they were decided.
INSERT INTO people.payee (ref, number, name, address, account_name, sort_code, account_number)
SELECT
    y.ref, y.number, p.name, CASE WHEN w.words IS NULL THEN p.address ELSE '{}' END,
    w.words ->> 'account_name', w.words ->> 'sort_code', w.words ->> 'account_number'
FROM casebook.payment y
JOIN casebook.casefile c ON c.ref = y.ref
JOIN people.person p ON p.id = c.person_id
LEFT JOIN LATERAL (
    SELECT e.key FROM casebook.event e
    WHERE e.ref = y.ref AND e.kind = 'payment-details-given' AND e.seq < y.seq
        AND e.seq > coalesce(
            (SELECT max(l.seq) FROM casebook.event l WHERE l.ref = y.ref AND l.kind = 'lead-changed'), 0
        )
    ORDER BY e.seq DESC LIMIT 1
) given ON true
LEFT JOIN people.words w ON w.ref = y.ref AND w.key = given.key
WHERE y.instructed_at IS NULL;

-- migrate: rollback

DROP TABLE people.payee;
