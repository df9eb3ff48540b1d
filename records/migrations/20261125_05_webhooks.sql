-- Other systems that hear of events, and what became of each event on its way there
-- depends: 20261125_04_staff_and_evidence

-- migrate: apply

-- A system that hears of a policy's events: of these kinds, or of all where none is named.
CREATE TABLE casebook.webhook (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    policy text NOT NULL,
    key text NOT NULL,
    url text NOT NULL,
    kinds text[] NOT NULL DEFAULT '{}',
    -- needed in full for every signature
    secret text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    ended_because text CHECK (ended_because IN ('deleted', 'gone')),
    UNIQUE (policy, key)
);
CREATE INDEX webhook_active ON casebook.webhook (policy) WHERE ended_at IS NULL;

-- One row for each event and each webhook that hears of it, written with the event itself.
CREATE TABLE casebook.webhook_delivery (
    webhook uuid NOT NULL REFERENCES casebook.webhook (id),
    ref text NOT NULL,
    seq integer NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    -- of the last attempt: an HTTP status or the name of an error, never what the receiver wrote
    answer text,
    queued_at timestamptz NOT NULL DEFAULT now(),
    -- when the engine was last asked to see to it
    called_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    PRIMARY KEY (webhook, ref, seq),
    FOREIGN KEY (ref, seq) REFERENCES casebook.event (ref, seq)
);
CREATE INDEX webhook_delivery_waiting ON casebook.webhook_delivery (ref) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_called ON casebook.webhook_delivery (called_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_newest ON casebook.webhook_delivery (webhook, number);

-- migrate: rollback

DROP TABLE casebook.webhook_delivery;
DROP TABLE casebook.webhook;
