"""What happens when the database is in trouble: full, gone, or held by a robot that froze."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from robot.model.errors import WorkspaceError
from robot.model.state import Event
from robot.outside.ledger.sql_ledger import SqlLedger
from tests.outside.ledger.samples import LEASE, NOW, nrp, save


def long_story(ledger: SqlLedger) -> None:
    for _ in range(100):
        ledger.add_event(Event(nrp(1), NOW, "visit", {"words": "x" * 10_000}))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_loses_nothing(ledger: SqlLedger) -> None:
    save(ledger, 1)
    record = ledger.record(nrp(1))
    with ledger._database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 60")
    with pytest.raises(WorkspaceError, match="no se puede usar el libro") as told:
        long_story(ledger)
    assert "espacio" in told.value.fix
    assert "xxx" not in str(told.value)
    before = len(ledger.events(nrp(1)))
    with ledger._database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    long_story(ledger)
    assert len(ledger.events(nrp(1))) == before + 100
    assert ledger.record(nrp(1)) == record


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_dropped_is_made_anew(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, 1)
    with other._database.write() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert ledger.claim("w", NOW, LEASE, None) is not None


@pytest.mark.soak
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_robot_frozen_in_a_transaction_does_not_stop_the_others(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, 1)
    with (
        pytest.raises(WorkspaceError, match="no se puede usar"),
        ThreadPoolExecutor(1) as threads,
        ledger._database.write_alone() as frozen,
    ):
        found = threads.submit(other.claim, "w", NOW, LEASE, None).result(timeout=40)
        assert found is not None and found.nrp == nrp(1)
        frozen.execute(text("SELECT 1"))
