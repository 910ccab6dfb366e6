"""The vault's rows: one current version of each secret, older ones only when asked for."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from robot.model.sealed import SecretShelf, VaultLock
from robot.outside.ledger.shelf import SqlShelf
from robot.outside.ledger.sql_ledger import SqlLedger
from tests.outside.ledger.samples import nrp, sealed

LOCK = VaultLock("file", b"\x00salt", '{"n": 1}', b"\xffcheck")
FIRST, SECOND = sealed(nrp(1), "k", "v1", "a"), sealed(nrp(1), "k", "v2", "b")


def shelf_of(ledger: SqlLedger) -> SecretShelf:
    return ledger.shelf


def test_the_first_lock_stands(ledger: SqlLedger, other: SqlLedger) -> None:
    assert shelf_of(ledger).lock() is None
    assert shelf_of(ledger).put_lock(LOCK) == LOCK
    assert shelf_of(other).put_lock(replace(LOCK, salt=b"other")) == LOCK
    assert shelf_of(other).lock() == LOCK


def test_robots_that_start_together_agree_on_the_lock(ledger: SqlLedger, other: SqlLedger) -> None:
    locks = [replace(LOCK, salt=bytes([number])) for number in range(6)]
    shelves = [ledger.shelf, other.shelf] * 3
    with ThreadPoolExecutor(6) as threads:
        found = set(threads.map(SqlShelf.put_lock, shelves, locks))
    assert len(found) == 1


def test_the_last_version_put_is_the_current_one(ledger: SqlLedger) -> None:
    shelf = shelf_of(ledger)
    assert shelf.get(nrp(1), "k") is None
    shelf.put(FIRST, keep_old=True)
    shelf.put(SECOND, keep_old=True)
    assert shelf.get(nrp(1), "k") == SECOND
    assert set(shelf.every(nrp(1))) == {FIRST, SECOND}
    assert shelf.fingerprints() == {(nrp(1), "k"): "b"}


def test_old_versions_can_be_left_behind(ledger: SqlLedger) -> None:
    shelf = shelf_of(ledger)
    shelf.put(FIRST, keep_old=True)
    shelf.put(SECOND, keep_old=False)
    assert [*shelf.every(nrp(1))] == [SECOND]


def test_one_kind_or_all_kinds_are_forgotten_with_their_history(ledger: SqlLedger) -> None:
    shelf = shelf_of(ledger)
    for one in (FIRST, SECOND, sealed(nrp(1), "l", "v3"), sealed(nrp(1), "m", "v4"), sealed(nrp(2), "k", "v5")):
        shelf.put(one, keep_old=True)
    shelf.forget(nrp(1), "k")
    assert {one.kind for one in shelf.every(nrp(1))} == {"l", "m"}
    assert set(shelf.fingerprints()) == {(nrp(1), "l"), (nrp(1), "m"), (nrp(2), "k")}
    shelf.forget(nrp(1), None)
    assert set(shelf.fingerprints()) == {(nrp(2), "k")}


def test_robots_that_put_the_same_secret_together_leave_one_current(ledger: SqlLedger, other: SqlLedger) -> None:
    versions = [sealed(nrp(1), "k", f"v{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(partial(SqlShelf.put, keep_old=True), [ledger.shelf, other.shelf] * 4, versions))
    assert {*ledger.shelf.every(nrp(1))} == {*versions}
    assert ledger.shelf.get(nrp(1), "k") in versions
