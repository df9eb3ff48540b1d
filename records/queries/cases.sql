-- name: next_number(prefix, year)$
-- The next number of a year's references; the row lock keeps them without gaps.
INSERT INTO casebook.counter AS c (prefix, year, last) VALUES (:prefix, :year, 1)
ON CONFLICT (prefix, year) DO UPDATE SET last = c.last + 1
RETURNING last;

-- name: lock_source(source_key)$
-- One intake of a source's own id at a time.
SELECT pg_advisory_xact_lock(hashtextextended(:source_key, 0));

-- name: find_intake(policy, source, source_id)^
SELECT ref, version, digest, received_by FROM casebook.casefile
WHERE policy = :policy AND source = :source AND source_id = :source_id;

-- name: add_person(name, email, phone, address, language, channel)$
INSERT INTO people.person (name, email, phone, address, language, channel)
VALUES (:name, :email, :phone, :address, :language, :channel)
RETURNING id;

-- name: add_case(ref, policy, version, matter, service, person_id, received_at, received_by, made_by, raised_by, happened_on, needs, terms, source, source_id, digest, signatures)!
INSERT INTO casebook.casefile (
    ref, policy, version, matter, service, person_id, received_at, received_by, made_by, raised_by,
    happened_on, needs, terms, terms_now, source, source_id, digest, signatures
) VALUES (
    :ref, :policy, :version, :matter, :service, :person_id, :received_at, :received_by, :made_by, :raised_by,
    :happened_on, :needs, :terms, :terms, :source, :source_id, :digest, :signatures
);

-- name: lock_cases(refs)
-- Locked in the order of their references, so that two recordings that cite each other's case cannot both wait.
SELECT * FROM casebook.casefile WHERE ref = ANY(:refs::text[]) ORDER BY ref FOR UPDATE;

-- name: get_case(ref)^
SELECT * FROM casebook.casefile WHERE ref = :ref;

-- name: open_by_version()
-- The versions of policies that unfinished cases began under, and which cases those are.
SELECT policy, version, array_agg(ref ORDER BY ref) AS refs
FROM casebook.casefile WHERE closed_at IS NULL GROUP BY policy, version ORDER BY policy, version;

-- name: open_of_source(policy, source, before)
-- What is still open of what came up by itself from a source for earlier versions of a policy.
SELECT ref FROM casebook.casefile
WHERE policy = :policy AND source = :source AND version < :before AND closed_at IS NULL
    AND received_by = 'redress'
ORDER BY ref;

-- name: open_deadline(policy, version, matter, name)^
-- By when something is due in the one open case that a version of a policy has of a kind of matter.
SELECT c.ref, d.due_day FROM casebook.casefile c JOIN casebook.deadline d ON d.ref = c.ref
WHERE c.policy = :policy AND c.version = :version AND c.matter = :matter AND c.closed_at IS NULL
    AND d.name = :name AND d.ended_by IS NULL;

-- name: is_started(ref)$
SELECT started_at IS NOT NULL FROM casebook.casefile WHERE ref = :ref;

-- name: mark_started(ref)!
UPDATE casebook.casefile SET started_at = now() WHERE ref = :ref AND started_at IS NULL;

-- name: unstarted(older_than)
SELECT * FROM casebook.casefile
WHERE started_at IS NULL AND taken_in_at < now() - :older_than::interval
ORDER BY taken_in_at LIMIT 500;

-- name: update_case(ref, stage, owner, outcome, due_name, due_day, due_until, due_at, overdue, closed_at, terms_now, last_seq, last_hash, state, state_form, panel)!
UPDATE casebook.casefile SET
    stage = :stage, owner = :owner, outcome = :outcome, due_name = :due_name, due_day = :due_day, due_until = :due_until,
    due_at = :due_at, overdue = :overdue, closed_at = :closed_at,
    terms_now = :terms_now, last_seq = :last_seq, last_hash = :last_hash, state = :state,
    state_form = :state_form, panel = :panel
WHERE ref = :ref;

-- name: set_terms(ref, terms)!
-- Only of a case that was just taken in, in the same transaction.
UPDATE casebook.casefile SET terms = :terms, terms_now = :terms WHERE ref = :ref;

-- name: change_person(ref, person_id)!
UPDATE casebook.casefile SET person_id = :person_id WHERE ref = :ref;

-- name: correct_case(ref, received_at, happened_on)!
-- The event that corrects it says what it was.
UPDATE casebook.casefile SET received_at = :received_at, happened_on = :happened_on WHERE ref = :ref;

-- name: hold_person_id(ref)$
-- Whose case it is; holds the case until the transaction ends, so that nobody corrects that meanwhile.
SELECT person_id FROM casebook.casefile WHERE ref = :ref FOR SHARE;

-- name: correct_person(before, after, ref, seq)!
-- Wherever the person was taken in once; as they were, they stay beside the event that corrects them.
WITH past AS (UPDATE people.person SET corrected_ref = :ref, corrected_seq = :seq WHERE id = :before)
UPDATE casebook.casefile SET person_id = :after WHERE person_id = :before;

-- name: persons_before(ref, seqs)
-- The person of a case as they were before each of some events corrected them.
SELECT corrected_seq AS seq, name, email, phone, address, language, channel FROM people.person
WHERE corrected_ref = :ref AND corrected_seq = ANY(:seqs::integer[]);

-- name: add_signatories(ref, key, number, name, address)*!
INSERT INTO people.signatory (ref, key, number, name, address) VALUES (:ref, :key, :number, :name, :address)
ON CONFLICT DO NOTHING;

-- name: signatures_until(ref, seq)$
-- How many signed a petition, with those whose lists came until an event.
SELECT coalesce(c.signatures, 0) + coalesce(
    (
        SELECT sum((e.body -> 'facts' ->> 'signatures')::integer) FROM casebook.event e
        WHERE e.ref = c.ref AND e.kind = 'signatures-added' AND e.seq <= :seq
    ),
    0
)::integer
FROM casebook.casefile c WHERE c.ref = :ref;

-- name: signatories(ref)
-- Those who came with the intake, and those whose decision is recorded: a list is kept before its decision.
SELECT s.name, s.address FROM people.signatory s
WHERE s.ref = :ref
    AND (
        s.key = 'intake'
        OR EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = s.ref AND d.key = s.key)
    )
ORDER BY s.key <> 'intake', s.key, s.number;

-- name: drop_signatories(refs, keys)!
-- Drops the lists of decisions that were not recorded; only with their words locked.
DELETE FROM people.signatory s USING unnest(:refs::text[], :keys::text[]) AS kept (ref, key)
WHERE s.ref = kept.ref AND s.key = kept.key AND s.key <> 'intake'
    AND NOT EXISTS (SELECT 1 FROM casebook.decision d WHERE d.ref = s.ref AND d.key = s.key);

-- name: duplicates(ref)
-- The cases that go on under this one, and what was said in each, the first to be received first.
SELECT e.ref, w.words ->> 'about' AS about
FROM casebook.event e
JOIN casebook.casefile c ON c.ref = e.ref
LEFT JOIN people.words w ON w.ref = e.ref AND w.key = 'intake'
WHERE e.kind = 'duplicate-linked' AND e.body -> 'facts' ->> 'original' = :ref
ORDER BY c.received_at, e.ref;

-- name: get_person(ref)^
SELECT p.id, p.name, p.email, p.phone, p.address, p.language, p.channel
FROM people.person p JOIN casebook.casefile c ON c.person_id = p.id WHERE c.ref = :ref;

-- name: readable(refs, who, policy, matters, panels, payments)
-- Those of some references whose cases somebody may read.
SELECT c.ref FROM casebook.readable(:who, :policy, :matters::text[], :panels, :payments) c
WHERE c.ref = ANY(:refs::text[]);

-- name: readable_case(ref, key, who, policy, matters, panels, payments)^
-- The row of a case that somebody may read, or on which they have taken the decision of a key.
SELECT c.* FROM casebook.casefile c
WHERE c.ref = :ref AND c.policy = :policy
    AND (
        EXISTS (
            SELECT 1 FROM casebook.readable(:who, :policy, :matters::text[], :panels, :payments) r
            WHERE r.ref = :ref
        )
        OR EXISTS (
            SELECT 1 FROM casebook.decision d WHERE d.ref = :ref AND d.key = :key AND d.actor = :who
        )
    );

-- name: plain(said)
-- Texts as they are compared by a search.
SELECT people.plain(part) AS plain FROM unnest(:said::text[]) AS part;

-- name: holding(part, most)
-- The cases that hold a part of a word; a case can come several times.
SELECT ref FROM casebook.holding(:part, :most) AS ref;

-- name: search_cases(who, policy, matters, panels, payments, matter, stage, owner, service, overdue, closed, nobodys, trouble, due_before, refs, parts, after_due, after_ref, most)
-- A page of the cases that somebody may read, the soonest due first. Any filter may be null, which leaves it out.
-- What was shared outside is found by those alone who serve the case (`rules.reading.ReadAccess.serves`).
WITH page AS (
    SELECT c.ref, c.matter, c.service, c.stage, c.owner, c.outcome, c.due_name, c.due_day, c.due_until, c.overdue,
        c.received_at, c.closed_at, p.name AS person, coalesce(c.due_at, '9999-01-01Z') AS position
    FROM (
        SELECT r.*, r.matter = ANY(:matters::text[]) OR :who IN (r.owner, r.received_by) AS serves
        FROM casebook.readable(:who, :policy, :matters::text[], :panels, :payments) r
    ) c
    LEFT JOIN people.person p ON p.id = c.person_id
    WHERE (:matter::text IS NULL OR c.matter = :matter)
        AND (:stage::text IS NULL OR c.stage = :stage)
        AND (:owner::text IS NULL OR c.owner = :owner)
        AND (:service::text IS NULL OR c.service = :service)
        AND (:overdue::boolean IS NULL OR c.overdue = :overdue)
        AND (:closed::boolean IS NULL OR (c.closed_at IS NOT NULL) = :closed)
        AND (:nobodys::boolean IS NULL OR (c.owner IS NULL) = :nobodys)
        AND (:trouble::boolean IS NULL OR c.ref IN (SELECT ref FROM casebook.troubled) = :trouble)
        AND (:due_before::date IS NULL OR c.due_day < :due_before)
        AND (:refs::text[] IS NULL OR c.ref = ANY(:refs))
        AND NOT EXISTS (
            SELECT 1 FROM unnest(:parts::text[]) AS part
            WHERE strpos(' ' || lower(c.ref), part) = 0 AND strpos(coalesce(p.sought, ''), part) = 0
                AND NOT EXISTS (
                    SELECT 1 FROM people.words w
                    WHERE w.ref = c.ref AND strpos(w.sought, part) > 0
                        AND (c.serves OR NOT EXISTS (
                            SELECT 1 FROM casebook.event e
                            WHERE e.ref = w.ref AND e.key = w.key AND jsonb_typeof(e.body -> 'discloses') = 'object'
                        ))
                )
        )
        AND (
            :after_ref::text IS NULL
            OR (coalesce(c.due_at, '9999-01-01Z'), c.ref) > (:after_due::timestamptz, :after_ref)
        )
    ORDER BY coalesce(c.due_at, '9999-01-01Z'), c.ref
    LIMIT :most
)
SELECT page.*, page.ref IN (SELECT ref FROM casebook.troubled) AS trouble, w.words ->> 'about' AS about
FROM page LEFT JOIN people.words w ON w.ref = page.ref AND w.key = 'intake'
ORDER BY page.position, page.ref;

-- name: log_access(policy, actor, action, ref)!
INSERT INTO casebook.access (policy, actor, action, ref) VALUES (:policy, :actor, :action, :ref);

-- name: accesses(ref)
SELECT at, actor, action FROM casebook.access WHERE ref = :ref ORDER BY at;
