"""The first schema. Never edit: ledgers in use were made by it; a change is a new file with down_revision = "0001".

Run by Alembic only. Stands by itself, without importing the tables as they are today.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _employers()
    _acts()
    _lessons()
    _portal()
    _vault()


def _instant() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _json() -> Any:
    return sa.JSON().with_variant(JSONB(), "postgresql")


def _employers() -> None:
    op.create_table(
        "employer",
        sa.Column("nrp", sa.String(11), primary_key=True),
        sa.Column("rfc", sa.String(13), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("wanted", _json(), nullable=False),
        sa.Column("given", _json(), nullable=False),
        sa.Column("seen", _json(), nullable=False),
        sa.Column("block", _json()),
        sa.Column("phase", sa.String, nullable=False),
        sa.Column("phase_text", sa.String, nullable=False),
        sa.Column("due_at", _instant()),
        sa.Column("woken_at", _instant()),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("delivered_at", _instant()),
        sa.Column("delivered", sa.String, nullable=False),
        sa.Column("efirma_problem", sa.String, nullable=False),
        sa.Column("lease_owner", sa.String),
        sa.Column("lease_token", sa.String),
        sa.Column("lease_until", _instant()),
    )
    op.create_index("employer_due", "employer", ["stopped", "due_at", "place"])
    op.create_index("employer_rfc", "employer", ["rfc", "stopped", "due_at"])
    _unique_where("employer_one_at_work_an_rfc", "employer", ["rfc"], "lease_token IS NOT NULL")


def _acts() -> None:
    op.create_table(
        "commit_act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("nrp", sa.String(11), sa.ForeignKey("employer.nrp"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("opened_at", _instant(), nullable=False),
        sa.Column("sent_at", _instant()),
        sa.Column("resolved_at", _instant()),
        sa.Column("looked_at", _instant()),
        sa.Column("receipt", sa.String, nullable=False),
        sa.Column("before", _json(), nullable=False),
        sa.Column("marks", _json(), nullable=False),
        sa.Column("worker", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("commit_act_nrp", "commit_act", ["nrp"])
    _unique_where("commit_act_one_unresolved", "commit_act", ["nrp", "kind"], "state IN ('open', 'sent')")
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("nrp", sa.String(11)),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("details", _json(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("event_nrp", "event", ["nrp"])


def _lessons() -> None:
    op.create_table(
        "quarantine",
        sa.Column("fingerprint", sa.String, primary_key=True),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("at", _instant(), nullable=False),
    )
    op.create_table(
        "terms",
        sa.Column("fingerprint", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("first_seen", _instant(), nullable=False),
        sa.Column("approved_by", sa.String, nullable=False),
        sa.Column("approved_at", _instant()),
    )
    op.create_table(
        "mail_used",
        sa.Column("mail_id", sa.String, primary_key=True),
        sa.Column("nrp", sa.String(11)),
        sa.Column("at", _instant(), nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", _json(), nullable=False),
    )


def _portal() -> None:
    portal = op.create_table(
        "portal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("next_visit_at", _instant()),
        sa.Column("paused_until", _instant()),
        sa.Column("paused_why", sa.String, nullable=False),
    )
    op.bulk_insert(portal, [{"id": 1, "paused_why": ""}])


def _vault() -> None:
    op.create_table(
        "vault",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False, unique=True),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("stored_at", _instant(), nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    _unique_where("vault_one_current", "vault", ["owner", "kind"], "current")
    op.create_table(
        "vault_lock",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("parameters", sa.String, nullable=False),
        sa.Column("check", sa.LargeBinary, nullable=False),
    )


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
