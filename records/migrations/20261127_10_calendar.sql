-- Changes of the calendar, and the cases whose dates each of them moves
-- depends: 20261126_09_matters

-- migrate: apply

-- A closure that was announced while cases were open: who confirmed which list of them.
CREATE TABLE casebook.calendar_change (
    policy text NOT NULL,
    day date NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    confirmed_by text NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (policy, day),
    FOREIGN KEY (policy, day) REFERENCES casebook.closure (policy, day)
);

-- One row for each case that it touches, with the dates as they were listed, and what came of it.
CREATE TABLE casebook.calendar_move (
    policy text NOT NULL,
    day date NOT NULL,
    ref text NOT NULL REFERENCES casebook.casefile (ref),
    told boolean NOT NULL,
    dates jsonb NOT NULL,
    done_at timestamptz,
    came_to text,
    PRIMARY KEY (policy, day, ref),
    FOREIGN KEY (policy, day) REFERENCES casebook.calendar_change (policy, day)
);
CREATE INDEX calendar_move_open ON casebook.calendar_move (policy, day, ref) WHERE done_at IS NULL;

-- migrate: rollback

DROP TABLE casebook.calendar_move;
DROP TABLE casebook.calendar_change;
