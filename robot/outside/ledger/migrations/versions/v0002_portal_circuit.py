"""Trouble of the whole portal, a person's pause, and which NRPs wait for nothing but a mail.

Run by Alembic only. Never edit: ledgers in use were upgraded by it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("down", sa.Integer, nullable=False, server_default="0"),
        sa.Column("held_at", instant),
        sa.Column("held_until", instant),
        sa.Column("held_why", sa.String, nullable=False, server_default=""),
    ):
        op.add_column("portal", column)
    op.add_column("employer", sa.Column("awaits_mail", sa.Boolean, nullable=False, server_default=sa.false()))
    mails = sa.text("awaits_mail")
    op.create_index("employer_mail_due", "employer", ["due_at", "place"], sqlite_where=mails, postgresql_where=mails)
