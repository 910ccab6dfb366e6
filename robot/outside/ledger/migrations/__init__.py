"""The schema's history for Alembic; robot.outside.ledger.schema runs it."""
