#!/bin/sh
# Temporal's own tables: made on the first start, brought up to date on every other; safe to repeat.
set -eu
versions=/etc/temporal/schema/postgresql/v12
SQL_DATABASE=temporal temporal-sql-tool setup-schema --version 0.0
SQL_DATABASE=temporal temporal-sql-tool update-schema --schema-dir "$versions/temporal/versioned"
SQL_DATABASE=temporal_visibility temporal-sql-tool setup-schema --version 0.0
SQL_DATABASE=temporal_visibility temporal-sql-tool update-schema --schema-dir "$versions/visibility/versioned"
