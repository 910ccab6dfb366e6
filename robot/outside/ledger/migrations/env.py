"""Alembic's way in: runs the versions on the connection that robot.outside.ledger.schema hands over.

Never opens a database itself, and leaves the transaction to the caller: a schema is upgraded whole or not at all.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
