"""How a ledger is opened, made, upgraded and refused."""

import os
import socket
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from robot.engine.ports import Ledger
from robot.model.errors import LedgerAway, WorkspaceError
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.ledger.tables import METADATA
from tests.outside.ledger.samples import NOW, nrp, save

FIRST_SCHEMA = Path(__file__).parent / "first_schema.sql"


def test_the_ledger_keeps_the_promise_of_the_engine(ledger: SqlLedger) -> None:
    promised = [name for name in vars(Ledger) if not name.startswith("_")]
    assert [name for name in promised if not callable(getattr(ledger, name, None))] == []


def test_the_migrations_make_exactly_the_tables_that_are_queried(ledger: SqlLedger) -> None:
    with ledger._database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert differences == []


def test_what_was_written_is_there_when_it_is_opened_again(address: str) -> None:
    with open_ledger(address) as first:
        save(first, 1)
        record = first.record(nrp(1))
    with open_ledger(address) as second:
        assert second.records() == (record,)


def test_robots_that_open_a_new_ledger_together_make_it_once(address: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(open_ledger, [address] * 4))
    for number, ledger in enumerate(opened):
        save(ledger, number)
    assert len(opened[0].records()) == 4
    for ledger in opened:
        ledger.close()


def test_a_ledger_of_a_newer_robot_is_refused(address: str) -> None:
    with open_ledger(address) as ledger, ledger._database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WorkspaceError, match="más nueva.*9999") as refused:
        open_ledger(address)
    assert "misma versión" in refused.value.fix


def test_a_ledger_made_by_the_first_schema_is_read(tmp_path: Path) -> None:
    """The file was dumped by the first release; it is never written again."""
    file = tmp_path / "ledger.db"
    with sqlite3.connect(file) as old:
        old.executescript(FIRST_SCHEMA.read_text("utf-8"))
    old.close()
    with open_ledger(sqlite_address(file)) as ledger:
        first, second = ledger.records()
        assert first.employer.name == "MUÑOZ & HIJOS 1, S.A. DE C.V."
        assert [(commit.kind, commit.state) for commit in first.commits] == [
            ("service_password", "confirmed"),
            ("relation", "open"),
        ]
        assert first.seen.relations is not None and first.seen.relations[0].folio == "77"
        assert first.commits[1].marks[0].uidnext == 42
        assert second.block is not None and second.block.reason == "terms"
        assert ledger.events(first.employer.nrp)[0].details == {"outcome": "waiting"}
        assert ledger.quarantined() == {"q": "Contraseña incorrecta"}
        assert ledger.terms()[0].text == "Acepto…"
        assert ledger.circuit().why == "mantenimiento"
        assert ledger.shelf.get(first.employer.nrp, "portal_password") is not None
        assert ledger.claim("w", NOW, NOW - NOW, None) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX's")
def test_nobody_else_can_read_the_file_or_its_log(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        with open_ledger(sqlite_address(tmp_path / "ledger.db")) as ledger:
            save(ledger, 1)
            rights = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    finally:
        os.umask(mask)
    assert rights == {"ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}


def test_sqlite_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    with open_ledger(sqlite_address(tmp_path / "ledger.db")) as ledger, ledger._database.read() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2
        assert pragma("foreign_keys") == 1
        assert pragma("secure_delete") == 1
        assert pragma("busy_timeout") == 30_000


def test_a_path_with_odd_signs_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "nómina 100% #1?&x=ñ"
    folder.mkdir()
    with open_ledger(sqlite_address(folder / "ledger.db")) as ledger:
        save(ledger, 1)
    assert (folder / "ledger.db").stat().st_size > 0


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("no es una dirección", "no se entiende"),
        ("mysql://x/y", "«mysql»"),
        ("sqlite://", "necesita un archivo"),
        ("sqlite:///:memory:", "necesita un archivo"),
        ("postgresql://robot:s3cret@127.0.0.1:1/none", "no se puede usar"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_spanish(address: str, words: str) -> None:
    with pytest.raises(WorkspaceError, match=words) as told:
        open_ledger(address)
    assert told.value.fix
    assert "s3cret" not in str(told.value)


def test_a_server_that_takes_the_call_and_says_nothing_is_not_waited_for_longer_than_its_address_says() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place, began = f"127.0.0.1:{silent.getsockname()[1]}", time.monotonic()
        with pytest.raises(LedgerAway):
            open_ledger(f"postgresql://robot@{place}/x?connect_timeout=2&sslmode=disable")
    assert time.monotonic() - began < 8  # of itself it waits for ten seconds


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no se puede crear") as told:
        open_ledger(sqlite_address(tmp_path / "none" / "ledger.db"))
    assert "carpeta" in told.value.fix
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_ledger_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"this is not a database, it is a letter to my grandmother" * 20)
    before = file.read_bytes()
    with pytest.raises(WorkspaceError, match="no se puede usar") as told:
        open_ledger(sqlite_address(file))
    assert "dañado" in told.value.fix
    assert file.read_bytes() == before
