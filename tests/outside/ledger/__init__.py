"""The ledger's promise, on SQLite and on PostgreSQL alike."""
