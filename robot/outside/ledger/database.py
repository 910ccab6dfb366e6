"""One database, SQLite or PostgreSQL: durable transactions, from any thread, and its troubles told in Spanish.

Opened by opening.py, used by every module of this room. On SQLite all writers queue on one lock and begin IMMEDIATE;
on PostgreSQL a server-side lock does the same for the few transactions that touch several rows.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, Text, any_, event, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError

from robot.model.errors import LedgerAway, LedgerFull, WorkspaceError
from robot.outside.ledger.tables import UtcDateTime

BUSY_SECONDS = 30
_WRITES = "ledger_writes"
# What SQLite says of its file; no waiting brings it back.
_FULL = ("full", "No space", "disk I/O")  # the last: what SQLite says when it cannot make its -shm file
_LOST = ("readonly", "unable to open", "no such table")
_BROKEN = ("malformed", "not a database")
_QUEUE = 4716_2023  # any number; names our lock among the advisory locks of the database


class Database:
    """Gives connections inside a transaction. `place` names it in messages, without a password."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.place = place
        self.is_postgresql = engine.dialect.name == "postgresql"
        self._writer = engine.execution_options(**{_WRITES: True})
        # Several SELECTs of one read must tell of one moment; on SQLite a transaction always does.
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ") if self.is_postgresql else engine
        self._one_writer: AbstractContextManager[Any] = nullcontext() if self.is_postgresql else Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._told(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Committed and on the disk when the block ends; undone when it raises."""
        with self._told(), self._one_writer, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def write_alone(self) -> Iterator[Connection]:
        """As `write`, and nobody else is in a `write_alone`: for what looks at several rows before it writes."""
        with self.write() as connection:
            if self.is_postgresql:
                connection.execute(select(func.pg_advisory_xact_lock(_QUEUE)))
            yield connection

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows `on_conflict_do_nothing`."""
        return postgresql.insert(table) if self.is_postgresql else sqlite.insert(table)

    def among(self, column: Column[Any], values: Collection[str]) -> ColumnElement[bool]:
        """`column` is one of `values`, sent as one parameter however many they are."""
        texts = [str(value) for value in values]
        if self.is_postgresql:
            return column == any_(literal(texts, postgresql.ARRAY(Text)))
        return column.in_(select(func.json_each(json.dumps(texts)).table_valued("value").c.value))

    def now(self) -> datetime | None:
        """The database server's clock, to compare this machine's with; None on SQLite, which has none of its own."""
        if not self.is_postgresql:
            return None
        with self.read() as connection:
            return connection.execute(select(func.clock_timestamp(type_=UtcDateTime()))).scalar_one()

    def tidy(self) -> None:
        """Writes SQLite's log into the file, so that what was deleted is in neither."""
        if not self.is_postgresql:
            with self._told(), self._one_writer, self._reader.connect() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self._writer.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError, DataError):
            raise
        except (DatabaseError, InterfaceError) as error:
            raise _trouble(error, self.place) from None


def _trouble(error: DatabaseError | InterfaceError, place: str) -> WorkspaceError:
    """The driver's first line is kept: it names tables and hosts, never values (hide_parameters is on). A
    plain WorkspaceError means that the file is gone or broken."""
    words = (str(error.orig).strip().splitlines() or [""])[0]
    kind: type[WorkspaceError] = LedgerAway
    fix = "Revise que la base de datos esté encendida y que se llegue a ella; después vuelva a ejecutar."
    if "locked" in words:
        fix = "Otro programa tiene abierto el libro: ciérrelo y vuelva a ejecutar."
    elif any(sign in words for sign in _FULL):
        kind = LedgerFull
        fix = "Libere espacio en el disco y vuelva a ejecutar: no se perdió lo que ya estaba escrito."
    elif any(sign in words for sign in _LOST):
        kind = WorkspaceError
        fix = "Revise que la carpeta siga ahí y que su usuario pueda escribir en ella."
    elif any(sign in words for sign in _BROKEN):
        kind = WorkspaceError
        fix = "El archivo está dañado o no es un libro del robot: restaure la última copia de seguridad."
    return kind(f"no se puede usar el libro de registro: {words}", where=place, fix=fix)


def prepare_sqlite(engine: Engine) -> None:
    """SQLAlchemy's recipe for real transactions on SQLite, with the settings a crash needs.

    synchronous=FULL: with NORMAL a power cut can lose the last commits of a WAL (sqlite.org/pragma.html), and one
    of those may be the intent before a click. secure_delete: what is forgotten is overwritten.
    """

    @event.listens_for(engine, "connect")
    def connected(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # the driver begins nothing by itself
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            raw.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def prepare_postgresql(engine: Engine) -> None:
    """A worker that froze inside a transaction is cut off before others give up waiting for its locks."""

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        with raw.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = '20s'")
            cursor.execute("SET lock_timeout = '30s'")
            # The intent must be on the disk before the click, whatever the server's own choice is.
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false)"
                " WHERE current_setting('synchronous_commit') = 'off'"
            )
        raw.commit()
