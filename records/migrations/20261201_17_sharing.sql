-- What a case shows of consent and of sharing is found without reading all of its events
-- depends: 20261130_16_signposts

-- migrate: apply

CREATE INDEX event_sharing ON casebook.event (ref, seq)
    WHERE kind IN ('consent-recorded', 'consent-withdrawn', 'shared', 'shared-to-safeguard', 'lead-changed');
-- migrate: rollback

DROP INDEX casebook.event_sharing;
