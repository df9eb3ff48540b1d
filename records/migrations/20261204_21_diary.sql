-- The diary: who is booked when, and nobody twice for the same time
-- depends: 20261203_20_in_writing

-- migrate: apply

-- A number for each member of staff who was ever booked: ranges of numbers can be excluded without an extension.
CREATE TABLE casebook.diarist (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    policy text NOT NULL,
    staff text NOT NULL,
    UNIQUE (policy, staff),
    FOREIGN KEY (policy, staff) REFERENCES casebook.staff (policy, id)
);

-- One row for each appointment, from its intake on; a cancelled one is freed, and its time can be booked again.
CREATE TABLE casebook.booking (
    ref text PRIMARY KEY REFERENCES casebook.casefile (ref),
    diarist bigint NOT NULL REFERENCES casebook.diarist (number),
    during tstzrange NOT NULL CHECK (NOT isempty(during)),
    place text NOT NULL,
    about text REFERENCES casebook.casefile (ref),
    freed boolean NOT NULL DEFAULT false,
    CONSTRAINT nobody_is_booked_twice
        EXCLUDE USING gist (int8range(diarist, diarist, '[]') WITH &&, during WITH &&) WHERE (NOT freed)
);
CREATE INDEX booking_about ON casebook.booking (about) WHERE about IS NOT NULL;

-- migrate: rollback

DROP TABLE casebook.booking;
DROP TABLE casebook.diarist;
