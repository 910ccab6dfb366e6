"""A service password is asked for only where its mail can be read, and one NRP at a time where mails name nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from robot.engine.mail_turn import TAKEN
from robot.model.errors import MailError
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Reason
from robot.model.state import CommitState, MailMark, Phase
from tests.engine.conftest import NRP, World

OTHER = Nrp("B1234567890")
LEASE = timedelta(minutes=3)


def someone_else_waits(world: World, mailbox: str = "firma") -> None:
    """Another NRP has an open request on the mailbox; its own due time is far away."""
    now, ledger = world.clock.now(), world.ledger
    ledger.save_employer(replace(world.record.employer, nrp=OTHER, rfc=Rfc("AAA010101AAA")), {}, now)
    claim = ledger.claim("other", now, LEASE, (OTHER,))
    assert claim is not None
    asked = ledger.open_commit(claim, CommitKind.SERVICE_PASSWORD, (), (MailMark(mailbox, "INBOX", 1, 1),), now)
    ledger.sent(claim, asked.id, "", now)
    ledger.release(claim, due_at=None, phase=Phase.WAITING, text="", block=None, failures=0)


def it_got_its_mail(world: World) -> None:
    (asked,) = world.ledger.record(OTHER).commits
    world.ledger.resolve_by_hand(OTHER, asked.id, CommitState.CONFIRMED, world.clock.now())


async def test_on_an_exclusive_mailbox_the_next_nrp_waits_without_a_login_until_the_one_before_has_its_mail(
    world: World,
) -> None:
    world.mail.one_at_a_time = True
    someone_else_waits(world)
    waiting = await world.run(timedelta(minutes=20))
    assert (world.portal.logins, world.portal.requested) == (0, [])
    assert (waiting.phase, waiting.phase_text, waiting.failures) == (Phase.WAITING, TAKEN, 0)
    it_got_its_mail(world)
    assert (await world.run()).phase == Phase.IN_FORCE
    assert len(world.portal.requested) == 1


async def test_nobody_waits_for_a_turn_on_another_mailbox_or_on_one_that_takes_many(world: World) -> None:
    someone_else_waits(world)
    assert (await world.run()).phase == Phase.IN_FORCE


async def test_of_two_robots_that_ask_at_once_on_an_exclusive_mailbox_only_the_first_clicks(world: World) -> None:
    world.mail.one_at_a_time = True
    meet = world.portal.meet

    def other_robot(point: str) -> None:
        if point == "press menu" and world.ledger.waiting_for_mail() == ():
            someone_else_waits(world)  # after this one looked, and before its own intent
        meet(point)

    world.portal.meet = other_robot  # type: ignore[method-assign]
    late = await world.run(timedelta(minutes=20))
    assert world.portal.requested == []
    assert [commit.state for commit in late.commits] == [CommitState.WITHDRAWN]
    world.portal.meet = meet  # type: ignore[method-assign]
    it_got_its_mail(world)
    assert (await world.run()).phase == Phase.IN_FORCE
    assert len(world.portal.requested) == 1


@pytest.mark.parametrize("retry", [True, False])
async def test_a_mailbox_that_cannot_be_read_costs_no_login_and_does_not_count_as_the_portals_fault(
    world: World, retry: bool
) -> None:
    world.mail.error = MailError("MAIL_X", "El buzón no abre.", where="buzón «firma»", fix="Revíselo.", retry=retry)
    record = await world.run(timedelta(minutes=30))
    assert world.portal.logins == 0
    assert world.ledger.circuit().down == 0
    if retry:
        assert record.phase == Phase.RETRYING
    else:
        assert record.block is not None and record.block.reason is Reason.MAILBOX
        assert "Revíselo." in record.block.text
    world.mail.error = None
    world.ledger.wake((NRP,), world.clock.now())
    assert (await world.run()).phase == Phase.IN_FORCE
