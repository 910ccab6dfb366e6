"""Speed with many NRPs. Plans are checked always, times in the soak."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from robot.model.employer import Employer
from robot.outside.ledger.employers import _new_row
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.ledger.tables import EMPLOYER, VAULT
from tests.outside.ledger.samples import LEASE, NOW, employer, nrp, rfc, save

YEAR = timedelta(days=365)


def crowd(ledger: SqlLedger, count: int, due: Callable[[int], object]) -> None:
    def row(one: Employer) -> dict[str, Any]:
        return _new_row(one, {}, NOW) | {"due_at": due(one.order), "block": None}

    with ledger._database.write() as connection:
        numbers = range(count)
        connection.execute(insert(EMPLOYER), [row(employer(number, rfc=rfc(number % 6760))) for number in numbers])
        if ledger._database.is_postgresql:  # what its autovacuum does by itself
            connection.execute(text("ANALYZE"))


def fastest(act: Callable[[], object]) -> float:
    def once() -> float:
        start = time.perf_counter()
        act()
        return time.perf_counter() - start

    return min(once() for _ in range(10))


def test_sqlite_claims_along_the_index_in_its_order(tmp_path: Path) -> None:
    seen: list[tuple[str, Any]] = []
    with open_ledger(sqlite_address(tmp_path / "ledger.db")) as ledger:
        save(ledger, 1)
        event.listen(
            ledger._database._writer,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, *_: seen.append((statement, parameters)),
        )
        ledger.claim("w", NOW, LEASE, None)
        statement, parameters = next(one for one in seen if one[0].startswith("SELECT"))
        with ledger._database.read() as connection:
            plan = " / ".join(
                row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            )
    assert "employer USING INDEX employer_due (stopped=? AND due_at" in plan
    assert "employer_one_at_work_an_rfc" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.soak
@pytest.mark.alone
def test_a_claim_among_100_000_takes_a_few_milliseconds(ledger: SqlLedger) -> None:
    crowd(ledger, 100_000, lambda number: NOW if number >= 99_000 else NOW + YEAR)
    assert fastest(lambda: ledger.claim("w", NOW, LEASE, None)) < 0.02
    assert fastest(lambda: ledger.claim("w", NOW - YEAR, LEASE, None)) < 0.005
    assert fastest(lambda: ledger.next_due(None)) < 0.02
    wanted = [nrp(number) for number in range(0, 100_000, 20)]
    assert fastest(lambda: ledger.claim("w", NOW, LEASE, wanted)) < 0.1


@pytest.mark.soak
@pytest.mark.alone
def test_10_000_records_are_read_within_a_second(ledger: SqlLedger) -> None:
    crowd(ledger, 10_000, lambda _: NOW + YEAR)
    with ledger._database.write() as connection:
        connection.execute(
            insert(VAULT),
            [
                {"owner": nrp(number), "kind": "portal_password", "version": str(number), "blob": b"x",
                 "fingerprint": str(number), "stored_at": NOW, "current": True}
                for number in range(10_000)
            ],
        )  # fmt: skip
    assert len(ledger.records()) == 10_000
    assert fastest(ledger.records) < 1


@pytest.mark.soak
@pytest.mark.alone
def test_whether_any_of_10_000_stands_otherwise_is_told_in_a_fifth_of_a_second(ledger: SqlLedger) -> None:
    crowd(ledger, 10_000, lambda _: NOW + YEAR)
    assert fastest(ledger.stamp) < 0.2
