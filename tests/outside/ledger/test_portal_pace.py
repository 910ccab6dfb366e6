"""When a visit may start: one row for all robots of a ledger."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from robot.model.settings import Pace
from robot.model.state import Claim
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.rules.circuit import Circuit, Hold
from tests.outside.ledger.samples import LEASE, MINUTE, NOW, claim, let_go, nrp, save

PACE = Pace(pause=timedelta(seconds=10))
OPEN = Circuit(4, NOW + MINUTE, "mantenimiento")


def begun(robot: SqlLedger, held: Claim, now: datetime = NOW) -> datetime | None:
    return robot.begin_visit(held, now, PACE)


def test_of_many_robots_that_ask_together_one_starts_and_the_others_hear_when_to_ask_again(
    ledger: SqlLedger, other: SqlLedger
) -> None:
    save(ledger, *range(6))
    held = [claim(ledger) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        starts = sorted(threads.map(begun, [ledger, other] * 3, held))  # type: ignore[type-var]
    assert starts == [NOW] + [NOW + PACE.pause] * 5
    assert begun(other, held[0], NOW + PACE.pause) == NOW + PACE.pause


def test_a_start_that_a_wrong_clock_put_far_ahead_holds_nobody_up(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    ledger.begin_visit(held, NOW + 1000 * MINUTE, PACE)
    assert begun(ledger, held) == NOW


def test_a_pause_of_a_person_holds_for_all_robots_and_for_a_visit_on_command(
    ledger: SqlLedger, other: SqlLedger
) -> None:
    save(ledger, 1)
    held = claim(ledger)
    hold = Hold(NOW, None, "auditoría")
    ledger.change_circuit(lambda known: replace(known, hold=hold))
    assert other.circuit().hold == hold
    assert begun(other, held) is None
    assert other.begin_visit(held, NOW, PACE, commanded=True) is None
    other.change_circuit(lambda _: Circuit())
    assert begun(ledger, held) == NOW


def test_no_visit_starts_while_the_circuit_is_open_but_on_command(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    assert ledger.change_circuit(lambda _: OPEN) == other.circuit() == OPEN
    assert begun(other, held) is None
    assert other.begin_visit(held, NOW, PACE, commanded=True) == NOW


def test_the_probe_goes_out_alone_and_a_killed_one_does_not_close_the_portal_for_ever(
    ledger: SqlLedger, other: SqlLedger
) -> None:
    save(ledger, 1, 2)
    first, second = claim(ledger), claim(other)
    ledger.change_circuit(lambda _: OPEN)
    let_go(ledger, second, due_at=NOW)
    later = NOW + 2 * MINUTE
    assert begun(ledger, first, later) == later
    assert other.claim("b", later, LEASE, None, 1) is None
    assert begun(other, claim(other, now=later), later + MINUTE / 2) is None
    after_its_lease = NOW + LEASE
    let_go(other, claim(other, now=NOW + 2 * LEASE), due_at=after_its_lease)
    assert other.claim("b", NOW + 2 * LEASE, LEASE, None, 1) is not None


def test_visits_at_once_count_in_all_robots_and_looks_for_mail_do_not(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, 1, 2, 3)
    held = claim(ledger)
    ledger.release(held, due_at=NOW, phase="waiting", text="", block=None, failures=0, awaits_mail=True)
    ledger.wake([nrp(2)], NOW - MINUTE)
    ledger.wake([nrp(3)], NOW - MINUTE)
    assert ledger.next_due(None, mail_only=True) == NOW
    first = ledger.claim("a", NOW, LEASE, None, 1)
    mail = other.claim("b", NOW, LEASE, None, 1)
    assert first is not None and first.nrp == nrp(2) and not first.awaits_mail
    assert mail is not None and mail.nrp == nrp(1) and mail.awaits_mail
    assert other.claim("b", NOW, LEASE, None, 1) is None
    assert other.claim("b", NOW, LEASE, None, 2) is not None
