-- Notices that are never told by telephone, and go in writing wherever there is an address
-- depends: 20261202_19_telephone

-- migrate: apply

ALTER TABLE people.notice DROP CONSTRAINT notice_by_phone_check,
    ADD CONSTRAINT notice_by_phone_check CHECK (by_phone IN ('tell', 'said', 'skip', 'never'));

-- migrate: rollback

UPDATE people.notice SET by_phone = 'skip' WHERE by_phone = 'never';
ALTER TABLE people.notice DROP CONSTRAINT notice_by_phone_check,
    ADD CONSTRAINT notice_by_phone_check CHECK (by_phone IN ('tell', 'said', 'skip'));
