"""One file a schema version. A published one is never edited: older ledgers were made by it."""
