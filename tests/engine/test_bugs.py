"""An exception that nobody expected: its NRP is put aside with a number, nobody else stops, nothing is sent twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

import robot.engine.reconcile as reconcile
from robot.model.identifiers import Nrp
from robot.model.secret import SecretKind
from robot.model.state import Phase, Record
from robot.rules.bug import bug_of
from robot.rules.decide import Decision, Situation, decide
from tests.engine.conftest import NRP, World
from tests.engine.test_trouble import away, watching

OTHERS = (Nrp("B1234567890"), Nrp("C1234567890"))


def listening(world: World) -> list[tuple[str, Nrp | None]]:
    """The bugs told from now on, by number and NRP."""
    told: list[tuple[str, Nrp | None]] = []
    world.house = replace(world.house, on_bug=lambda error, nrp: told.append((bug_of(error).number, nrp)))
    return told


async def test_a_bug_in_a_rule_has_one_number_for_all_who_meet_it_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rule(record: Record, now: Situation) -> Decision:
        if record.employer.nrp == OTHERS[1]:
            return decide(record, now)
        raise KeyError(record.employer.name)

    for nrp in OTHERS:  # without a password of the portal, so that it is told as missing
        world.ledger.save_employer(replace(world.record.employer, nrp=nrp, name=f"OTRA {nrp}"), {}, world.clock.now())
    monkeypatch.setattr(reconcile, "decide", rule)
    told, worker = listening(world), world.worker()
    await worker.run()

    numbers = {number for number, _ in told}
    assert (worker.bugs, len(numbers), {nrp for _, nrp in told}) == (2, 1, {NRP, OTHERS[0]})
    for nrp in (NRP, OTHERS[0]):
        record = world.ledger.record(nrp)
        assert (record.phase, record.due_at) == (Phase.FAILED, None)
        assert all(number in record.phase_text for number in numbers)
        assert [event.details["number"] for event in world.ledger.events(nrp) if event.kind == "bug"] == [*numbers]
    assert world.ledger.record(OTHERS[1]).phase == Phase.NEEDS_PERSON


async def test_a_bug_right_after_a_commit_sends_nothing_twice(world: World) -> None:
    submit = world.portal.submit

    def submitted() -> None:
        submit()
        raise ZeroDivisionError

    world.portal.submit = submitted  # type: ignore[method-assign]
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    told = listening(world)
    await world.run()
    assert (len(told), world.record.phase, len(world.portal.submitted)) == (1, Phase.FAILED, 1)
    [bug] = [event for event in world.evidence.events if event["kind"] == "bug"]
    assert bug["number"] == told[0][0] and "al_terminar" in world.evidence.kept

    await world.run()  # the next run looks what became of it
    assert (world.record.phase, len(world.portal.submitted)) == (Phase.IN_FORCE, 1)


async def test_a_bug_with_one_mailbox_keeps_nobody_from_looking_for_their_mail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def news(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(world.mail, "news", news)
    told = listening(world)
    await world.run()
    assert [nrp for _, nrp in told] == [None]
    assert world.record.phase == Phase.IN_FORCE


async def test_a_service_outlives_a_bug_and_a_run_with_an_end_ends_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = listening(world)
    away(world, monkeypatch, "circuit", 1, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await world.worker(timedelta(minutes=1)).run()
    assert not told  # the door tells it

    away(world, monkeypatch, "circuit", 1, ZeroDivisionError())
    worker = watching(world)
    await worker.run()
    assert (worker.bugs, [nrp for _, nrp in told]) == (1, [None])
    assert world.record.phase == Phase.IN_FORCE


async def test_a_record_that_cannot_be_read_is_not_taken_up_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: Nrp) -> Record:
        raise ValueError("no es una fecha")

    monkeypatch.setattr(type(world.ledger), "record", lambda _self, nrp: unreadable(nrp))
    told, worker = listening(world), world.worker()
    await worker.run()
    monkeypatch.undo()
    assert (worker.bugs, [nrp for _, nrp in told]) == (1, [NRP])
    assert (world.record.phase, world.record.due_at) == (Phase.FAILED, None)
