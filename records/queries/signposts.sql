-- name: lock_signposts(policy)$
-- Nobody else puts a version of an entry there until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('signposts/' || :policy, 0));

-- name: put_signpost(policy, id, name, helps_with, phone, email, website, languages, checked_on, ended_on, put_by)*!
-- A new version of an entry; none where it says what the last one says.
WITH last AS (
    SELECT * FROM casebook.signpost WHERE policy = :policy AND id = :id ORDER BY version DESC LIMIT 1
)
INSERT INTO casebook.signpost (
    policy, id, version, name, helps_with, phone, email, website, languages, checked_on, ended_on, put_by
)
SELECT
    :policy, :id, coalesce((SELECT version FROM last), 0) + 1, :name::text, :helps_with::text, :phone::text,
    :email::text, :website::text, :languages::text[], :checked_on::date, :ended_on::date, :put_by::text
WHERE NOT EXISTS (
    SELECT FROM last
    WHERE (name, helps_with, phone, email, website, languages, checked_on, ended_on) IS NOT DISTINCT FROM (
        :name::text, :helps_with::text, :phone::text, :email::text, :website::text, :languages::text[],
        :checked_on::date, :ended_on::date
    )
);

-- name: signposts(policy)
-- The entries of a directory as they are now.
SELECT DISTINCT ON (id) * FROM casebook.signpost WHERE policy = :policy ORDER BY id, version DESC;

-- name: signposts_named(policy, ids)
-- Those of some ids, as they are now.
SELECT DISTINCT ON (id) * FROM casebook.signpost
WHERE policy = :policy AND id = ANY(:ids::text[]) ORDER BY id, version DESC;

-- name: signpost_versions(policy, id)
SELECT * FROM casebook.signpost WHERE policy = :policy AND id = :id ORDER BY version DESC;

-- name: signposts_said(policy, ids, versions)
-- Versions of entries, in the order in which they are named.
SELECT s.* FROM unnest(:ids::text[], :versions::int[]) WITH ORDINALITY AS named (id, version, place)
JOIN casebook.signpost s ON s.policy = :policy AND s.id = named.id AND s.version = named.version
ORDER BY named.place;
