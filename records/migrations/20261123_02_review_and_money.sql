-- Petitions and who signed them, directorates, payments
-- depends: 20261122_01_casebook

-- migrate: apply

ALTER TABLE casebook.casefile ADD COLUMN signatures integer CHECK (signatures > 0);
ALTER TABLE casebook.staff ADD COLUMN directorate text;

-- Who signed a petition, where a list was given, under the key that the list came with.
CREATE TABLE people.signatory (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    key text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    address text,
    PRIMARY KEY (ref, key, number)
);

-- Every payment: queued by an event, then handed to finance, once.
CREATE TABLE casebook.payment (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    number integer NOT NULL,
    seq integer NOT NULL,
    pence bigint NOT NULL CHECK (pence > 0),
    currency text NOT NULL,
    due_day date NOT NULL,
    queued_at timestamptz NOT NULL,
    posted_at timestamptz NOT NULL DEFAULT now(),
    instructed_at timestamptz,
    file text,
    PRIMARY KEY (ref, number)
);
CREATE INDEX payment_open ON casebook.payment (posted_at) WHERE instructed_at IS NULL;

-- Which cases were linked to another as its duplicates.
CREATE INDEX event_duplicates ON casebook.event ((body -> 'facts' ->> 'original'))
    WHERE body ->> 'kind' = 'duplicate-linked';

-- migrate: rollback

DROP INDEX casebook.event_duplicates;
DROP TABLE casebook.payment;
DROP TABLE people.signatory;
ALTER TABLE casebook.staff DROP COLUMN directorate;
ALTER TABLE casebook.casefile DROP COLUMN signatures;
