"""An empty ledger on each database that the robot may use."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from tests.postgresql import fresh_database, postgresql_server

__all__ = ["postgresql_server"]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield sqlite_address(tmp_path / "ledger.db")
        else:
            yield stack.enter_context(fresh_database(request.getfixturevalue("postgresql_server")))


@pytest.fixture
def ledger(address: str) -> Iterator[SqlLedger]:
    with open_ledger(address) as opened:
        yield opened


@pytest.fixture
def other(address: str, ledger: SqlLedger) -> Iterator[SqlLedger]:
    """A second robot on the same database."""
    with open_ledger(address) as opened:
        yield opened
