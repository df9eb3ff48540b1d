#!/bin/sh
# Roles and databases, made once, when PostgreSQL starts on an empty volume: nobody reads what is another's.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv temporal TEMPORAL_DATABASE_PASSWORD
\getenv redress REDRESS_DATABASE_PASSWORD
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE ROLE redress LOGIN PASSWORD :'redress';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE redress OWNER redress;
REVOKE CONNECT ON DATABASE temporal, temporal_visibility, redress FROM PUBLIC;
SQL
