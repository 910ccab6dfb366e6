"""One look at a mailbox serves all NRPs that wait on it: the real mailbox room on a mail server, the real ledger."""

import imaplib
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fixtures.mail_server.mails import password_mail
from fixtures.mail_server.server import HOST, Account, RunningMailServer
from robot.engine.bugs import Bugs
from robot.engine.mail_round import MailRound
from robot.engine.pickup import pick_up
from robot.model.errors import MailError
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp, Rfc
from robot.model.mailbox import MailboxSettings, Picked, PickupPolicy
from robot.model.secret import Secret
from robot.model.state import MailMark, Phase
from robot.outside.mailbox.mail import ImapMail
from tests.engine.conftest import World

USER = "avisos@despacho.test"
LEASE = timedelta(minutes=3)
POLL = timedelta(seconds=3)


def number(count: int) -> Nrp:
    return Nrp(f"Y{1_000_000_000 + count}")


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    with RunningMailServer((Account(USER, "clave", ("patron@empresa.test",)),)) as running:
        yield running


@pytest.fixture
def mail(server: RunningMailServer) -> Iterator[ImapMail]:
    settings = MailboxSettings(
        "firma", HOST, USER, Secret("clave"), port=server.imap_port, ca_file=server.ca_file,
        folders=("INBOX",), policy=PickupPolicy(from_domains=("portal.test",)),
    )  # fmt: skip
    room = ImapMail([settings])
    yield room
    room.close()


def waits(world: World, nrp: Nrp, marks: tuple[MailMark, ...]) -> None:
    now, ledger = world.clock.now(), world.ledger
    rfc = Rfc(f"AAA{int(nrp[-4:]) % 28 + 1:02d}0101AA{int(nrp[-1])}")
    ledger.save_employer(replace(world.record.employer, nrp=nrp, rfc=rfc, email="patron@empresa.test"), {}, now)
    claim = ledger.claim("other", now, LEASE, (nrp,))
    assert claim is not None
    asked = ledger.open_commit(claim, CommitKind.SERVICE_PASSWORD, (), marks, now)
    ledger.sent(claim, asked.id, "", now)
    far = now + timedelta(hours=1)
    ledger.release(claim, due_at=far, phase=Phase.WAITING, text="", block=None, failures=0, awaits_mail=True)


@pytest.mark.parametrize("count", [12, pytest.param(1000, marks=pytest.mark.soak)])
async def test_a_mail_makes_only_the_nrp_it_names_due_and_a_quiet_look_costs_the_same_for_one_and_for_many(
    world: World, mail: ImapMail, server: RunningMailServer, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    world.house = replace(world.house, mail=mail)
    world.ledger.set_stopped(world.record.employer.nrp, True, world.clock.now())
    marks = mail.marks("firma")
    for one in range(count):
        waits(world, number(one), marks)
    commands: list[str] = []
    command = imaplib.IMAP4._command  # type: ignore[attr-defined]

    def counted(self: Any, name: str, *args: Any) -> Any:
        commands.append(name)
        return command(self, name, *args)

    monkeypatch.setattr(imaplib.IMAP4, "_command", counted)
    round_ = MailRound(world.house, Bugs(world.house))
    round_.make()
    began, commands[:] = time.process_time(), []
    for _ in range(5):
        world.clock.at += POLL
        round_.make()
    assert len(commands) <= 5 * 2, commands
    assert (time.process_time() - began) / 5 < 0.25
    assert world.ledger.claim("w", world.clock.now(), LEASE, None) is None
    server.deliver(password_mail(number(7), "Nueva7#"), to="patron@empresa.test")
    commands.clear()
    world.clock.at += POLL
    round_.make()
    assert len(commands) <= 8, commands
    claim = world.ledger.claim("w", world.clock.now(), LEASE, None)
    assert claim is not None and claim.nrp == number(7)
    assert claim.awaits_mail
    assert world.ledger.claim("w", world.clock.now(), LEASE, None) is None
    found = await pick_up(world.house, claim, world.ledger.record(number(7)))
    assert isinstance(found, Picked)


def test_a_mailbox_that_is_down_does_not_keep_those_of_another_waiting(world: World) -> None:
    def marks(mailbox: str, uidnext: int = 1) -> tuple[MailMark, ...]:
        if mailbox == "caído":
            raise MailError("MAIL_CONNECT", "no responde", retry=True)
        return (MailMark(mailbox, "INBOX", 1, uidnext + len(world.portal.mails)),)

    world.mail.marks = marks  # type: ignore[method-assign]
    world.ledger.set_stopped(world.record.employer.nrp, True, world.clock.now())
    waits(world, number(1), (MailMark("caído", "INBOX", 1, 1),))
    waits(world, number(2), marks("bien"))
    round_ = MailRound(world.house, Bugs(world.house))
    round_.make()
    world.portal.mails.append("x")
    world.clock.at += POLL
    round_.make()
    claim = world.ledger.claim("w", world.clock.now(), LEASE, None)
    assert claim is not None and claim.nrp == number(2)
    assert world.ledger.claim("w", world.clock.now(), LEASE, None) is None
