"""Who may work on which NRP, and until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from robot.engine.ports import LeaseLost
from robot.model.flow import CommitKind
from robot.model.state import Seen
from robot.outside.clock import DatabaseClock, SystemClock
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.ledger.tables import EMPLOYER
from tests.outside.ledger.samples import LEASE, MINUTE, NOW, claim, employer, let_go, nrp, rfc, save


def test_the_nrp_longest_due_is_claimed_first_and_then_in_roster_order(ledger: SqlLedger) -> None:
    save(ledger, 3, 1, 2)
    ledger.wake([nrp(2)], NOW - MINUTE)
    assert [claim(ledger).nrp for _ in range(3)] == [nrp(2), nrp(1), nrp(3)]


def test_an_nrp_that_is_not_due_yet_is_left_alone(ledger: SqlLedger) -> None:
    save(ledger, 1)
    let_go(ledger, claim(ledger), due_at=NOW + MINUTE)
    assert ledger.claim("w", NOW, LEASE, None) is None
    assert ledger.claim("w", NOW + MINUTE, LEASE, None) is not None


def test_a_parked_nrp_is_never_claimed(ledger: SqlLedger) -> None:
    save(ledger, 1)
    let_go(ledger, claim(ledger), due_at=None)
    assert ledger.claim("w", NOW + 10_000 * MINUTE, LEASE, None) is None
    assert ledger.next_due(None) is None


def test_a_stopped_nrp_is_not_claimed_until_it_is_started_again(ledger: SqlLedger) -> None:
    save(ledger, 1)
    ledger.set_stopped(nrp(1), True, NOW)
    assert ledger.claim("w", NOW, LEASE, None) is None
    assert ledger.next_due(None) is None
    ledger.set_stopped(nrp(1), False, NOW)
    assert claim(ledger).nrp == nrp(1)


def test_only_the_nrps_asked_for_are_claimed(ledger: SqlLedger) -> None:
    save(ledger, 1, 2, 3)
    found = ledger.claim("w", NOW, LEASE, [nrp(3)])
    assert found is not None and found.nrp == nrp(3)
    assert ledger.claim("w", NOW, LEASE, [nrp(3)]) is None
    assert ledger.claim("w", NOW, LEASE, []) is None


def test_a_claimed_nrp_is_claimed_by_nobody_else_until_its_lease_runs_out(ledger: SqlLedger) -> None:
    save(ledger, 1)
    first = claim(ledger, "a")
    assert first.until == NOW + LEASE
    assert ledger.claim("b", NOW + LEASE - MINUTE, LEASE, None) is None
    second = claim(ledger, "b", NOW + LEASE)
    assert second.nrp == first.nrp
    assert second.token != first.token


def test_who_was_replaced_can_write_nothing_any_more(ledger: SqlLedger) -> None:
    save(ledger, 1)
    old = claim(ledger, "a")
    claim(ledger, "b", NOW + LEASE)
    for write in (
        lambda: ledger.observe(old, Seen(service_password=True)),
        lambda: ledger.extend(old, NOW, LEASE),
        lambda: ledger.open_commit(old, CommitKind.RELATION, (), (), NOW),
        lambda: ledger.sent(old, 1, "", NOW),
        lambda: ledger.looked(old, 1, NOW),
        lambda: ledger.use_mail(old, "m", NOW),
        lambda: let_go(ledger, old),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert ledger.record(nrp(1)).seen == Seen()
    assert ledger.record(nrp(1)).commits == ()
    assert ledger.used_mails() == frozenset()


def test_an_extended_lease_holds_longer(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = ledger.extend(claim(ledger, "a"), NOW + 2 * MINUTE, LEASE)
    assert held.until == NOW + 2 * MINUTE + LEASE
    assert ledger.claim("b", NOW + LEASE, LEASE, None) is None
    ledger.observe(held, Seen(service_password=True))


def test_two_nrps_of_one_rfc_are_never_at_work_together(ledger: SqlLedger) -> None:
    save(ledger, 1, 2, rfc=rfc(7))
    first = claim(ledger, "a")
    assert ledger.claim("b", NOW, LEASE, None) is None
    let_go(ledger, first)
    assert claim(ledger, "b").nrp == nrp(2)


def test_a_lease_that_ran_out_does_not_come_back_once_another_nrp_of_the_rfc_is_at_work(ledger: SqlLedger) -> None:
    save(ledger, 1, 2, rfc=rfc(7))
    ledger.wake([nrp(2)], NOW + MINUTE)
    first = claim(ledger, "a")
    ledger.wake([nrp(1)], NOW + 2 * MINUTE)
    second = claim(ledger, "b", NOW + LEASE)
    assert (first.nrp, second.nrp) == (nrp(1), nrp(2))
    with pytest.raises(LeaseLost):
        ledger.extend(first, NOW + LEASE, LEASE)


def test_a_lease_that_ran_out_unnoticed_can_be_extended(ledger: SqlLedger) -> None:
    save(ledger, 1)
    late = NOW + LEASE + MINUTE
    assert ledger.extend(claim(ledger), late, LEASE).until == late + LEASE
    assert ledger.claim("b", late, LEASE, None) is None


def test_the_database_itself_refuses_two_leases_of_one_rfc(ledger: SqlLedger) -> None:
    save(ledger, 1, 2, rfc=rfc(7))
    claim(ledger)
    with pytest.raises(IntegrityError), ledger._database.write() as connection:
        connection.execute(
            update(EMPLOYER)
            .where(EMPLOYER.c.nrp == nrp(2))
            .values(lease_owner="x", lease_token="y", lease_until=NOW + LEASE)
        )


def test_a_release_keeps_what_the_visit_came_to(ledger: SqlLedger) -> None:
    save(ledger, 1)
    let_go(ledger, claim(ledger), due_at=NOW + MINUTE)
    record = ledger.record(nrp(1))
    assert (record.due_at, record.phase, record.phase_text) == (NOW + MINUTE, "waiting", "se espera")
    assert record.failures == 2
    assert ledger.at_work(NOW) == {}


def test_who_was_woken_during_a_visit_is_due_again_right_after_it(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    ledger.wake([nrp(1)], NOW + MINUTE)
    let_go(ledger, held, due_at=NOW + 1000 * MINUTE)
    assert ledger.record(nrp(1)).due_at == NOW + MINUTE
    let_go(ledger, claim(ledger, now=NOW + MINUTE), due_at=NOW + 1000 * MINUTE)
    assert ledger.record(nrp(1)).due_at == NOW + 1000 * MINUTE


def test_next_due_tells_when_a_claim_can_succeed(ledger: SqlLedger) -> None:
    assert ledger.next_due(None) is None
    save(ledger, 1, 2, rfc=rfc(7))
    save(ledger, 3)
    assert ledger.next_due(None) == NOW
    held = claim(ledger)
    assert ledger.next_due([nrp(1), nrp(2)]) == held.until
    let_go(ledger, claim(ledger), due_at=NOW + 9 * MINUTE)
    assert ledger.next_due(None) == held.until
    let_go(ledger, held, due_at=NOW + 5 * MINUTE)
    assert ledger.next_due([nrp(1), nrp(3)]) == NOW + 5 * MINUTE
    assert ledger.next_due([nrp(3)]) == NOW + 9 * MINUTE


def test_the_leases_of_a_dead_worker_are_freed_by_name(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    claim(ledger, "host_a:1")
    claim(ledger, "host%b:1")
    assert ledger.at_work(NOW) == {nrp(1): "host_a:1", nrp(2): "host%b:1"}
    assert ledger.forget_leases_of("hostxa") == 0
    assert ledger.forget_leases_of("host%") == 1
    assert ledger.at_work(NOW) == {nrp(1): "host_a:1"}
    assert claim(ledger).nrp == nrp(2)
    assert ledger.forget_leases_of("") == 2


def test_many_threads_of_two_robots_never_claim_the_same_nrp(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, *range(60))

    def work(robot: SqlLedger) -> list[str]:
        mine = []
        while (found := robot.claim("w", NOW, LEASE, None)) is not None:
            mine.append(found.nrp)
        return mine

    with ThreadPoolExecutor(6) as threads:
        claimed = [found for mine in threads.map(work, [ledger, other] * 3) for found in mine]
    assert sorted(claimed) == [nrp(number) for number in range(60)]


def test_many_threads_of_two_robots_never_work_on_one_rfc_together(ledger: SqlLedger, other: SqlLedger) -> None:
    for number in range(40):
        ledger.save_employer(employer(number, rfc=rfc(number % 4)), {}, NOW)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda robot: robot.claim("w", NOW, LEASE, None), [ledger, other] * 8))
    held = [one for one in found if one is not None]
    assert len(held) == 4
    assert len({ledger.record(one.nrp).employer.rfc for one in held}) == 4


def test_a_machine_whose_clock_is_an_hour_ahead_takes_no_lease_from_another(
    ledger: SqlLedger, other: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not ledger._database.is_postgresql:
        pytest.skip("a file has one machine and one clock")
    save(ledger, 1)
    right = DatabaseClock(ledger.skew).now()
    ledger.wake([nrp(1)], right)
    held = ledger.claim("a", right, LEASE, None)
    true_time = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: true_time(self) + 60 * MINUTE)
    ahead = DatabaseClock(other.skew)
    assert held is not None
    assert other.claim("b", ahead.now(), LEASE, None) is None
    assert other.claim("b", SystemClock().now(), LEASE, None) is not None  # what the wrong clock would have done


def test_the_database_servers_clock_can_be_compared_with_ours(ledger: SqlLedger) -> None:
    here = SystemClock().now()
    assert abs(ledger.skew(here)) < MINUTE
    behind = ledger.skew(here - 60 * MINUTE)
    assert behind > 59 * MINUTE if ledger._database.is_postgresql else behind == timedelta(0)
