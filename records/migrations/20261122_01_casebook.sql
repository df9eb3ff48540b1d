-- Cases, their events, deadlines and decisions; people and their words apart
-- depends:

-- migrate: apply

-- Facts: what happened, to which case, when, under which clause. No names and no free text.
CREATE SCHEMA casebook;
-- Whatever is about or from a person. To erase a person is to clear their rows here.
CREATE SCHEMA people;

CREATE TABLE casebook.counter (
    prefix text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (prefix, year)
);

CREATE TABLE people.person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email text,
    phone text,
    address text[] NOT NULL DEFAULT '{}',
    language text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'letter'))
);

-- One row a case: what was taken in, and the read model that lists are made from.
CREATE TABLE casebook.casefile (
    ref text PRIMARY KEY,
    policy text NOT NULL,
    version date NOT NULL,
    matter text NOT NULL,
    service text NOT NULL,
    person_id bigint NOT NULL REFERENCES people.person (id),
    received_at timestamptz NOT NULL,
    received_by text NOT NULL,
    made_by text NOT NULL,
    raised_by text NOT NULL,
    happened_on date NOT NULL,
    needs text[] NOT NULL DEFAULT '{}',
    source text NOT NULL,
    source_id text NOT NULL,
    digest text NOT NULL,
    taken_in_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    stage text NOT NULL DEFAULT 'received',
    owner text,
    outcome text,
    due_name text,
    due_day date,
    due_at timestamptz,
    overdue boolean NOT NULL DEFAULT false,
    closed_at timestamptz,
    last_seq integer NOT NULL DEFAULT 0,
    last_hash text NOT NULL DEFAULT '',
    UNIQUE (policy, source, source_id)
);
CREATE INDEX casefile_unstarted ON casebook.casefile (taken_in_at) WHERE started_at IS NULL;
CREATE INDEX casefile_due ON casebook.casefile (policy, due_at) WHERE closed_at IS NULL;

-- Append-only: each row carries the hash of the one before it.
CREATE TABLE casebook.event (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    seq integer NOT NULL CHECK (seq > 0),
    key text NOT NULL,
    body jsonb NOT NULL,
    -- taken from the body, which the hash covers, so that they cannot say anything else
    kind text GENERATED ALWAYS AS (body ->> 'kind') STORED,
    clause text GENERATED ALWAYS AS (body ->> 'clause') STORED,
    actor text GENERATED ALWAYS AS (body ->> 'actor') STORED,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (ref, seq)
);
CREATE INDEX event_key ON casebook.event (ref, key);

CREATE FUNCTION casebook.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only: record a new one instead';
END
$$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON casebook.event
    FOR EACH ROW EXECUTE FUNCTION casebook.refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON casebook.event
    FOR EACH STATEMENT EXECUTE FUNCTION casebook.refuse_change();

-- A decision taken, under the key its caller gave: the same key is the same decision.
CREATE TABLE casebook.decision (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    key text NOT NULL,
    name text NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    answer jsonb NOT NULL,
    PRIMARY KEY (ref, key)
);

-- Each deadline ever set, with its reckoning as it was made, and what became of it.
CREATE TABLE casebook.deadline (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    name text NOT NULL,
    set_by integer NOT NULL,
    clause text NOT NULL,
    duty text NOT NULL,
    due_day date NOT NULL,
    due_at timestamptz NOT NULL,
    remind_at timestamptz,
    reckoning jsonb NOT NULL,
    missed_by integer,
    ended_by integer,
    PRIMARY KEY (ref, name, set_by)
);

-- Days on which an organisation is closed, beside the bank holidays.
CREATE TABLE casebook.closure (
    policy text NOT NULL,
    day date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (policy, day)
);

CREATE TABLE casebook.staff (
    policy text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    phone text NOT NULL DEFAULT '',
    roles text[] NOT NULL,
    trained_until date NOT NULL,
    PRIMARY KEY (policy, id)
);

-- The free text of an intake or a decision, kept before the engine hears of it.
CREATE TABLE people.words (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    key text NOT NULL,
    digest text NOT NULL,
    words jsonb NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ref, key)
);

-- Every notice: queued by an event, then what was said, to which address, and when it went.
CREATE TABLE people.notice (
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    seq integer NOT NULL,
    kind text NOT NULL,
    audience text NOT NULL,
    queued_at timestamptz NOT NULL,
    posted_at timestamptz NOT NULL DEFAULT now(),
    channel text,
    address text,
    subject text,
    body text,
    message_id text,
    file text,
    sent_at timestamptz,
    failure text,
    PRIMARY KEY (ref, seq, kind)
);
CREATE INDEX notice_unsent ON people.notice (posted_at) WHERE sent_at IS NULL AND failure IS NULL;

-- migrate: rollback

DROP SCHEMA people CASCADE;
DROP SCHEMA casebook CASCADE;
