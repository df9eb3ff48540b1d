-- A long case costs what a short one does: which version of the rules kept a state, and what is looked up of the past
-- depends: 20261129_14_staff_history

-- migrate: apply

-- A state without one, or with another's, is not relied on: the events are added up.
ALTER TABLE casebook.casefile ADD COLUMN state_form text;

-- How the case stood after the event, as webhooks are told. It follows from the events up to there, which are added
-- up where there is none: of events from before.
ALTER TABLE casebook.event ADD COLUMN stood jsonb;

CREATE INDEX event_account ON casebook.event (ref, seq) WHERE kind = 'payment-details-given';
CREATE INDEX event_replaces ON casebook.event (ref, seq) WHERE body -> 'replaces_person' = 'true';
CREATE INDEX event_aside ON casebook.event (ref) WHERE kind = 'stood-aside';
CREATE INDEX event_original ON casebook.event ((body -> 'facts' ->> 'original')) WHERE kind = 'duplicate-linked';

-- migrate: rollback

DROP INDEX casebook.event_original, casebook.event_aside, casebook.event_replaces, casebook.event_account;
ALTER TABLE casebook.event DROP COLUMN stood;
ALTER TABLE casebook.casefile DROP COLUMN state_form;
