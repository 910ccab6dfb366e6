"""A dry walk with everything real but browser, portal and person: what it refuses, what it leaves, how it goes on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

import pytest

from robot.engine.desk import LEASE
from robot.engine.direct import Moment
from robot.engine.ports import Driver
from robot.engine.probe import Outing, Probed, probe
from robot.model.errors import RobotError
from robot.model.faults import TargetFault, Tried
from robot.model.outcome import Ending, Reason
from robot.model.probed import ProbedScreen, Walk
from robot.model.screen import Target
from robot.model.secret import Secret, SecretKind
from robot.model.settings import Pace, QuietHours
from robot.model.sight import Control, Near, Sight
from robot.model.state import Claim
from robot.rules.circuit import Hold
from tests.engine.conftest import NRP, World
from tests.engine.fakes import FakeDriver, FakePerson
from tests.engine.test_worker import MISSING


class Eyes:
    """Sees what the driver is at; each first candidate matches, but those that are `lost`."""

    def __init__(self, driver: FakeDriver, lost: frozenset[str]) -> None:
        self.driver = driver
        self.lost = lost

    async def sight(self) -> Sight:
        return await self.driver.sight()

    async def rivals(self, among: object = ()) -> tuple[Near, ...]:
        return ()

    async def counts(self, target: Target, act: str, *, mark: str = "", every: bool = False) -> tuple[Tried, ...]:
        there = 0 if target.name in self.lost and len(target.candidates) > 1 else 1
        return tuple(Tried(one.value, there if rank == 0 else 0) for rank, one in enumerate(target.candidates))

    async def controls(self) -> tuple[Control, ...]:
        return ()

    async def tree(self) -> str:
        return f"- {self.driver.screen}"

    def hand_over(self, given: bool) -> None: ...


@dataclass
class Hand:
    """Takes the window over as often as it has something to do there."""

    does: list[Callable[[], None]] = field(default_factory=list)
    asked: list[Moment] = field(default_factory=list)

    async def takes_over(self, moment: Moment, seen: ProbedScreen | None) -> bool:
        self.asked.append(moment)
        if not self.does:
            return False
        self.does.pop(0)()
        return True


@dataclass
class Probing:
    world: World
    lost: frozenset[str] = frozenset()
    hand: Hand = field(default_factory=Hand)
    flows: tuple[str, ...] = ()

    def claim(self) -> Claim:
        now = self.world.clock.now()
        self.world.ledger.wake((NRP,), now)
        claim = self.world.ledger.claim("test", now, LEASE, (NRP,))
        assert claim is not None
        return claim

    async def walked(self) -> Probed:
        before = self.world.record
        outing = Outing(self.eyes, self.hand, self.files, self.flows)
        return await probe(self.world.house, self.claim(), before, outing)

    def eyes(self, driver: Driver) -> Eyes:
        assert isinstance(driver, FakeDriver)
        return Eyes(driver, self.lost)

    def files(self, walk: Walk) -> Iterable[tuple[str, bytes]]:
        yield "sondeo.html", walk.nrp.encode()


@pytest.fixture
def probing(world: World) -> Probing:
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    return Probing(world)


async def test_everything_is_seen_up_to_what_sends_and_nothing_is_sent_or_written_down(probing: Probing) -> None:
    world, before = probing.world, probing.world.record
    probed = await probing.walked()
    names = {one.name for one in probed.walk.screens}
    assert {"login", "password_exists", "relations_terms", "relations", "relation_form"} <= names
    assert not world.portal.submitted and not world.portal.requested
    assert world.record == before and not world.record.commits
    assert [one.kind for one in world.ledger.events(NRP)].count("signing") == 0
    held = next(one for one in probed.walk.flows if one.name == "register_relation")
    assert "Aceptar" in held.held and not probed.walk.breaks
    assert probed.files == ("sondeo.html",) and world.evidence.events[-1] == {"kind": "closed", "outcome": "sondeo"}
    assert world.evidence.kept["arbol_relations.txt"] == b"- relations"


async def test_no_secret_but_the_portals_password_reaches_the_browser(
    probing: Probing, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed: list[Secret] = []

    async def typing(self: FakeDriver, target: Target, secret: Secret) -> None:
        typed.append(secret)
        self.typed["portal"] = secret

    monkeypatch.setattr(FakeDriver, "type_secret", typing)
    monkeypatch.delattr(FakeDriver, "upload_secret")
    await probing.walked()
    assert [one.reveal_text() for one in typed] == ["portal-pw"] * probing.world.portal.logins


async def test_a_control_that_would_be_missed_is_told_with_its_candidates(probing: Probing) -> None:
    probing.lost = frozenset({"recover", "export"})
    walk = (await probing.walked()).walk
    assert {one.name for one in walk.breaks} == {"password_exists.recover", "relations.export"}
    (event,) = [one for one in probing.world.evidence.events if one.get("screen") == "relations" and "controls" in one]
    assert {one["target"]: one["rank"] for one in event["controls"]}["relations.export"] is None


async def test_unattended_it_stops_at_the_terms_that_nobody_approved_and_goes_on_elsewhere(probing: Probing) -> None:
    world = probing.world
    world.house = replace(world.house, attendant=FakePerson(approves=False))
    walk = (await probing.walked()).walk
    fallen = {one.name: one.outcome.reason for one in walk.flows if one.outcome and one.fell}
    assert set(fallen.values()) == {Reason.TERMS}
    assert all(one.why for one in walk.flows if one.outcome is None)
    assert not [row for row in world.ledger.terms() if row.approved_by]


async def test_a_captcha_without_a_person_ends_the_walk_there(probing: Probing) -> None:
    probing.world.portal.captcha = True
    walk = (await probing.walked()).walk
    assert walk.outcome.reason is Reason.CAPTCHA
    assert [one.name for one in walk.flows if one.outcome] == ["log_in"]


async def test_where_it_cannot_go_on_a_person_does_and_the_walk_goes_on_from_there(probing: Probing) -> None:
    world = probing.world
    world.portal.faults["press menu"] = TargetFault(MISSING, "No se encontró «menu».")
    probing.hand.does = [lambda: None]
    walk = (await probing.walked()).walk
    assert probing.hand.asked[0].step.on == ("inside",)
    assert not [one for one in walk.flows if one.name == "download_responsiva" and one.fell]
    assert "relation_form" in {one.name for one in walk.screens}


async def test_where_nobody_helps_the_flow_ends_and_those_that_pass_there_are_left_out(probing: Probing) -> None:
    probing.world.portal.faults["press menu"] = TargetFault(MISSING, "No se encontró «menu».")
    walk = (await probing.walked()).walk
    assert [one.name for one in walk.flows if one.fell] == ["download_responsiva"]
    assert {one.name for one in walk.flows if one.outcome} == {"log_in", "download_responsiva"}


@pytest.mark.parametrize("part", [0, 1])
async def test_with_half_of_the_screens_unknown_it_says_so_and_sends_nothing(probing: Probing, part: int) -> None:
    world = probing.world
    book = world.house.book
    known = {name: screen for at, (name, screen) in enumerate(sorted(book.screens.items())) if at % 2 == part}
    world.house = replace(world.house, book=replace(book, screens=known))
    unseen = FakeDriver.await_screen

    async def seen(self: FakeDriver, expected: object, limit: timedelta) -> Sight:
        sight = await unseen(self, expected, limit)  # type: ignore[arg-type]
        return sight if sight.screen in known else Sight(None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeDriver, "await_screen", seen)
        walk = (await probing.walked()).walk
    assert walk.unknown and walk.outcome.ending is Ending.SCREEN_UNKNOWN
    assert not world.portal.submitted and not world.portal.requested


async def test_a_password_that_the_portal_refuses_is_not_typed_again(probing: Probing) -> None:
    world = probing.world
    world.put(SecretKind.PORTAL_PASSWORD, "otra")
    walk = (await probing.walked()).walk
    assert walk.outcome.ending is Ending.CREDENTIAL and world.portal.logins == 1
    with pytest.raises(RobotError):
        await probing.walked()
    assert world.portal.logins == 1


@pytest.mark.parametrize("closed", ["paused", "quiet"])
async def test_it_keeps_to_pauses_and_quiet_hours_and_leaves_the_nrp_as_it_was(probing: Probing, closed: str) -> None:
    world, before = probing.world, probing.world.record
    if closed == "paused":
        world.ledger.change_circuit(lambda known: replace(known, hold=Hold(world.clock.now())))
    else:
        hours = QuietHours(time(0, 0), time(23, 59))
        world.house = replace(world.house, pace=Pace(pause=timedelta(0), quiet_hours=(hours,)))
    with pytest.raises(RobotError, match="Ahora no se puede"):
        await probing.walked()
    assert world.browser.visits == 0 and world.record == before


async def test_one_flow_alone_is_walked_when_it_is_asked_for(probing: Probing) -> None:
    probing.flows = ("look_password",)
    walk = (await probing.walked()).walk
    assert [one.name for one in walk.flows] == ["log_in", "look_password"]
