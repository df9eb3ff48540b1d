"""PostgreSQL: cases and events in `casebook`, people and their words apart in `people`."""
