"""One person and several NRPs with a captcha: the line, the window in front, and what becomes of whoever leaves it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from fixtures.efirma_maker.identities import valid_nrp, valid_rfc
from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import Pair, make_pair
from robot.engine.house import PartEnd
from robot.engine.reconcile import Reconciler
from robot.engine.visit import SESSION
from robot.engine.worker import Plan, Worker
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Reason
from robot.model.screen import Target
from robot.model.secret import Secret, SecretKind
from robot.model.settings import Pace
from robot.model.sight import Sight, Used
from robot.model.state import Phase, Record
from robot.model.terms import TermsRow
from tests.engine.conftest import World
from tests.engine.fakes import FakeDriver, FakePortal

NRPS = tuple(Nrp(valid_nrp(number)) for number in range(1, 6))
IN_A_YEAR = ("Avisos", "CAC840428RH1", "20/11/2026", "20/11/2027")


@dataclass
class Person:
    """Answers as told, by NRP: `right` unless said otherwise; each answer is used once."""

    answers: dict[Nrp, list[str]] = field(default_factory=lambda: defaultdict(list))
    first: str = ""  # whoever is in front first
    present: bool = True
    seen: list[Nrp] = field(default_factory=list)
    ends: list[PartEnd] = field(default_factory=list)
    in_front: int = 0
    skipped: asyncio.Event = field(default_factory=asyncio.Event)

    def shown(self, record: Record, reason: str, times: int) -> None:
        if times == 1:
            self.in_front += 1
            assert self.in_front == 1, "two windows at once"
            self.seen.append(record.employer.nrp)

    async def skip(self) -> None:
        await self.skipped.wait()
        self.skipped.clear()

    def over(self, end: PartEnd) -> None:
        self.in_front -= 1
        self.ends.append(end)

    async def approve(self, row: TermsRow, before: TermsRow | None) -> bool:
        return True


@dataclass
class Crowd:
    """Several NRPs, each with its portal, and the person beside them. `opens`: how often each login was opened."""

    world: World
    person: Person
    portals: dict[Nrp, FakePortal]
    prepared: list[Nrp] = field(default_factory=list)
    visits: list[Nrp | None] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    wanted_ready: int = 0

    async def attend(self, *, ahead: int = 3, visits: int = 8) -> dict[Nrp, Record]:
        house = replace(self.world.house, pace=Pace(visits, timedelta(0)))
        plan = Plan("attend", visits, timedelta(minutes=5), ahead=ahead)
        await Worker(house, Reconciler(house, live_portal=False), plan).run()
        return {nrp: self.world.ledger.record(nrp) for nrp in self.portals}

    @asynccontextmanager
    async def visit(self, kept_session: Secret | None, *, recorded: bool = False) -> AsyncIterator[FakeDriver]:
        yield CrowdDriver(self, Nrp(kept_session.reveal_text()) if kept_session else None)


class CrowdDriver(FakeDriver):
    """Knows whose login it is once the NRP is filled in, or by the session that was kept."""

    def __init__(self, crowd: Crowd, nrp: Nrp | None) -> None:
        super().__init__(crowd.portals[nrp or NRPS[0]])
        self.crowd, self.nrp, self.kept = crowd, nrp, nrp is not None

    async def open(self, address: str) -> None:
        self.screen = "inside" if self.kept else "home"
        if self.kept:
            self.crowd.visits.append(self.nrp)

    async def fill(self, target: Target, text: str) -> Used:
        if target.name == "nrp":
            self.nrp = Nrp(text)
            self.portal = self.crowd.portals[self.nrp]
        return await super().fill(target, text)

    async def type_secret(self, target: Target, secret: Secret) -> Used:
        if self.screen == "login_captcha" and self.nrp:
            self.crowd.prepared.append(self.nrp)
            if len(self.crowd.prepared) >= self.crowd.wanted_ready:
                self.crowd.ready.set()
        return await super().type_secret(target, secret)

    async def kept_session(self) -> Secret:
        return Secret(str(self.nrp))

    async def until_changed(self, expected: Collection[str], limit: timedelta) -> Sight:
        assert self.nrp is not None
        person = self.crowd.person
        answers = [person.first] if person.first else person.answers[self.nrp]
        person.first = ""
        match answers.pop(0) if answers else "right":
            case "wrong":
                return Sight("captcha")
            case "nothing":
                self.portal.clock.at += limit
                return Sight("login_captcha")
            case "later":
                self.crowd.person.skipped.set()
                await asyncio.Event().wait()
            case "goes home":
                self.crowd.person.present = False
                self.crowd.person.skipped.set()
                await asyncio.Event().wait()
            case "looks around":
                await asyncio.wait_for(self.crowd.ready.wait(), 10)
            case "slow":
                await asyncio.wait_for(self.crowd.ready.wait(), 10)
                self.portal.clock.at += timedelta(seconds=150)
        self.crowd.visits.append(self.nrp)
        return await super().until_changed(expected, limit)


@pytest.fixture(scope="module")
def pairs() -> dict[Nrp, Pair]:
    return {
        nrp: make_pair(
            rfc=valid_rfc("AB" + "CDEFG"[number], date(2001, 5, 14)), name=f"EMPRESA {number}",
            representative_rfc="VADA800927DJ3", not_before=datetime(2025, 1, 1, tzinfo=UTC),
            not_after=datetime(2029, 1, 1, tzinfo=UTC), key=shared_key(0),
        )
        for number, nrp in enumerate(NRPS)
    }  # fmt: skip


@pytest.fixture
def crowd(world: World, pairs: dict[Nrp, Pair]) -> Iterator[Crowd]:
    """Each has its password and its relation already: a visit is a login and two looks."""
    world.ledger.set_stopped(world.record.employer.nrp, True, world.clock.now())
    made = Crowd(world, Person(), {})
    for nrp, pair in pairs.items():
        made.portals[nrp] = FakePortal(world.clock, captcha=True, service_password="S", rows=[IN_A_YEAR])
        employer = Employer(
            nrp, Rfc(pair.rfc), pair.rfc, "nomina@ejemplo.mx", CONTPAQI, pair.rfc,
            authorisation=Authorisation("Ana Ruiz", date(2028, 1, 1)),
        )  # fmt: skip
        world.ledger.save_employer(employer, {}, world.clock.now())
        now = world.clock.now()
        world.vault.put(nrp, SecretKind.PORTAL_PASSWORD, Secret("portal-pw"), now)
        world.vault.put(pair.rfc, SecretKind.EFIRMA_CER, Secret(pair.cer), now)
        world.vault.put(pair.rfc, SecretKind.EFIRMA_KEY, Secret(pair.key), now)
        world.vault.put(pair.rfc, SecretKind.EFIRMA_PASSPHRASE, Secret(pair.passphrase.encode()), now)
    limit = timedelta(seconds=150)  # within a lease, since no heartbeat comes here
    policy = replace(world.house.policy, person_limit=limit)
    world.house = replace(world.house, attendant=made.person, browser=made, policy=policy)
    yield made


async def test_one_window_at_a_time_in_the_order_of_the_line_and_the_next_ones_are_ready(crowd: Crowd) -> None:
    crowd.person.first = "looks around"
    crowd.wanted_ready = 3
    records = await crowd.attend(ahead=3)
    assert crowd.person.seen == list(dict.fromkeys(crowd.prepared)) and set(crowd.person.seen) == set(NRPS)
    assert crowd.person.ends == [PartEnd.DONE] * 5
    assert {record.phase for record in records.values()} == {Phase.IN_FORCE}


async def test_no_more_than_the_wished_number_is_prepared(crowd: Crowd) -> None:
    crowd.person.first = "looks around"
    crowd.wanted_ready = 3
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(crowd.attend(ahead=2), 5)
    assert sorted(crowd.prepared) == sorted(NRPS[:2])


async def test_a_wrong_code_stays_with_the_same_turn(crowd: Crowd) -> None:
    crowd.person.answers[NRPS[1]] = ["wrong", "wrong"]
    records = await crowd.attend()
    assert sorted(crowd.person.seen) == sorted(NRPS)
    assert crowd.prepared.count(NRPS[1]) == 3  # everything but the code was filled in again
    assert records[NRPS[1]].phase == Phase.IN_FORCE


async def test_what_waited_too_long_is_opened_anew_before_it_is_shown(crowd: Crowd) -> None:
    crowd.person.first = "slow"
    crowd.wanted_ready = 2
    await crowd.attend(ahead=2)
    assert len(crowd.prepared) == 6
    assert sorted(crowd.person.seen) == sorted(NRPS)  # each was shown once, and fresh


async def test_who_does_nothing_sends_it_to_the_end_of_the_line_once(crowd: Crowd) -> None:
    crowd.person.answers[NRPS[1]] = ["nothing"]
    records = await crowd.attend(ahead=1)
    assert crowd.person.seen == [*NRPS, NRPS[1]]
    assert {record.phase for record in records.values()} == {Phase.IN_FORCE}


async def test_missed_twice_it_waits_for_the_next_attend_and_is_not_lost(crowd: Crowd) -> None:
    crowd.person.answers[NRPS[1]] = ["nothing", "nothing"]
    record = (await crowd.attend())[NRPS[1]]
    assert record.block is not None and record.block.reason is Reason.CAPTCHA
    crowd.world.ledger.wake((NRPS[1],), crowd.world.clock.now())
    assert (await crowd.attend())[NRPS[1]].phase == Phase.IN_FORCE


async def test_one_left_for_later_is_parked_and_the_others_go_on(crowd: Crowd) -> None:
    crowd.person.answers[NRPS[2]] = ["later"]
    records = await crowd.attend()
    assert crowd.person.ends.count(PartEnd.LATER) == 1 and crowd.person.seen.count(NRPS[2]) == 1
    block = records.pop(NRPS[2]).block
    assert block is not None and block.reason is Reason.CAPTCHA
    assert {record.phase for record in records.values()} == {Phase.IN_FORCE}


async def test_when_the_person_goes_what_needs_them_is_parked_and_nothing_is_shown(crowd: Crowd) -> None:
    crowd.person.answers[NRPS[1]] = ["goes home"]
    records = await crowd.attend(ahead=1)
    assert crowd.person.seen == list(NRPS[:2])
    reasons = [record.block.reason for record in records.values() if record.block]
    assert set(reasons) == {Reason.CAPTCHA} and len(reasons) <= 4


async def test_a_kept_session_goes_in_before_the_line_and_needs_nobody(crowd: Crowd) -> None:
    crowd.world.vault.put(NRPS[4], SESSION, Secret(str(NRPS[4])), crowd.world.clock.now())
    await crowd.attend(ahead=1)
    assert crowd.visits[0] == NRPS[4] and NRPS[4] not in crowd.person.seen


async def test_a_mail_that_is_awaited_keeps_nobody_else_waiting(crowd: Crowd) -> None:
    """The login is held for the mail only while no other NRP wants the place; its session is kept."""
    first = crowd.portals[NRPS[0]]
    first.service_password, first.rows, first.sends_mail = None, [], False
    crowd.world.mail.portal = first
    before = crowd.world.clock.now()
    await asyncio.wait_for(crowd.attend(visits=1, ahead=1), 20)
    told = [event for event in crowd.world.ledger.events(NRPS[1]) if event.kind == "visit"]
    assert told[0].at - before < crowd.world.house.policy.hold_for_mail
    assert len(first.requested) == 1
