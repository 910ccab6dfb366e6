"""The tables as they are now, for queries. The schema itself is made by migrations/, and a test compares the two.

Used by every module of this room. Knows nothing of the robot's objects: codecs.py translates.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB


class UtcDateTime(TypeDecorator[datetime]):
    """Aware on both sides. SQLite keeps UTC without a zone, as text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the ledger takes aware times only")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# A missing value is SQL's NULL, never JSON's null.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

METADATA = MetaData()

EMPLOYER = Table(
    "employer",
    METADATA,
    Column("nrp", String(11), primary_key=True),
    Column("rfc", String(13), nullable=False),
    Column("place", Integer, nullable=False),  # the order of the roster
    Column("wanted", Json, nullable=False),
    Column("given", Json, nullable=False),  # fingerprints of the secrets as the roster last gave them
    Column("seen", Json, nullable=False),
    Column("block", Json),
    Column("phase", String, nullable=False),
    Column("phase_text", String, nullable=False),
    Column("due_at", UtcDateTime),
    Column("woken_at", UtcDateTime),  # asked for since the claim: the release may not put it off
    Column("failures", Integer, nullable=False),
    Column("stopped", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("delivered", String, nullable=False),  # fingerprint of the service password that payroll got
    Column("efirma_problem", String, nullable=False),
    Column("awaits_mail", Boolean, nullable=False, server_default=false()),  # what it waits for needs no visit
    Column("lease_owner", String),
    Column("lease_token", String),
    Column("lease_until", UtcDateTime),
)
Index("employer_due", EMPLOYER.c.stopped, EMPLOYER.c.due_at, EMPLOYER.c.place)
AWAITS_MAIL = text("awaits_mail")  # as the index below spells it, or SQLite does not use it
Index(
    "employer_mail_due",
    EMPLOYER.c.due_at,
    EMPLOYER.c.place,
    sqlite_where=AWAITS_MAIL,
    postgresql_where=AWAITS_MAIL,
)
Index("employer_rfc", EMPLOYER.c.rfc, EMPLOYER.c.stopped, EMPLOYER.c.due_at)
_LEASED = text("lease_token IS NOT NULL")
Index("employer_one_at_work_an_rfc", EMPLOYER.c.rfc, unique=True, sqlite_where=_LEASED, postgresql_where=_LEASED)

COMMIT = Table(
    "commit_act",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("nrp", String(11), ForeignKey("employer.nrp"), nullable=False),
    Column("kind", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("looked_at", UtcDateTime),
    Column("receipt", String, nullable=False),
    Column("before", Json, nullable=False),
    Column("marks", Json, nullable=False),
    Column("worker", String, nullable=False),  # whose lease it was
    sqlite_autoincrement=True,
)
Index("commit_act_nrp", COMMIT.c.nrp)
_UNRESOLVED = text("state IN ('open', 'sent')")
Index(
    "commit_act_one_unresolved",
    COMMIT.c.nrp,
    COMMIT.c.kind,
    unique=True,
    sqlite_where=_UNRESOLVED,
    postgresql_where=_UNRESOLVED,
)

EVENT = Table(
    "event",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("nrp", String(11)),  # NULL: concerns no one NRP, or one that was forgotten
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("details", Json, nullable=False),
    sqlite_autoincrement=True,
)
Index("event_nrp", EVENT.c.nrp)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("fingerprint", String, primary_key=True),
    Column("words", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

TERMS = Table(
    "terms",
    METADATA,
    Column("fingerprint", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("text", String, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("approved_by", String, nullable=False),
    Column("approved_at", UtcDateTime),
)

MAIL_USED = Table(
    "mail_used",
    METADATA,
    Column("mail_id", String, primary_key=True),
    Column("nrp", String(11)),  # NULL: the NRP was forgotten, the mail stays used
    Column("at", UtcDateTime, nullable=False),
)

PORTAL = Table(
    "portal",
    METADATA,
    Column("id", Integer, primary_key=True),  # one row, made by the migration
    Column("next_visit_at", UtcDateTime),
    Column("paused_until", UtcDateTime),  # the circuit is open
    Column("paused_why", String, nullable=False),
    Column("down", Integer, nullable=False, server_default="0"),
    Column("held_at", UtcDateTime),  # a person's pause
    Column("held_until", UtcDateTime),
    Column("held_why", String, nullable=False, server_default=""),
)

VAULT = Table(
    "vault",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("owner", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", String, nullable=False, unique=True),
    Column("blob", LargeBinary, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("current", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
_CURRENT = text("current")
Index(
    "vault_one_current",
    VAULT.c.owner,
    VAULT.c.kind,
    unique=True,
    sqlite_where=_CURRENT,
    postgresql_where=_CURRENT,
)

VAULT_LOCK = Table(
    "vault_lock",
    METADATA,
    Column("id", Integer, primary_key=True),  # one row
    Column("source", String, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("parameters", String, nullable=False),
    Column("check", LargeBinary, nullable=False),
)

META = Table(
    "meta",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Json, nullable=False),
)
