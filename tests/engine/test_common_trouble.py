"""Trouble that is not one NRP's: the portal is down, a flow is broken, a secret is shared, a person says pause."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

import pytest

from robot.engine.lessons import let_try
from robot.engine.reconcile import Reconciler
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.faults import Fault, OriginRefused, PortalTrouble, TableFault, TargetFault
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.screen import By, Candidate, Place, Target
from robot.model.secret import Secret, SecretKind
from robot.model.settings import Pace, QuietHours
from robot.model.state import Phase
from robot.rules.circuit import Circuit, Hold
from tests.engine.conftest import NRP, RFC, World
from tests.engine.fakes import START

MISSING = TargetFault(
    Target("x", "y", (Candidate(By.BUTTON, "Y", Place("f.yaml", 3, 5)),), Place("f.yaml", 3, 5)), "no está"
)
HOUR = timedelta(hours=1)


class Ear:
    """A listener that keeps what concerns all NRPs."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def visit_started(self, record: object) -> None: ...

    def flow_started(self, record: object, title: str) -> None: ...

    def released(self, record: object) -> None: ...

    def told(self, text: str) -> None:
        self.heard.append(text)


def crowd(world: World, count: int) -> list[Nrp]:
    """That many NRPs in all, of one certificate."""
    nrps = [NRP]
    for number in range(1, count):
        nrp = Nrp(f"B{number:010d}")
        employer = Employer(
            nrp, RFC, f"EMPRESA {number}", "nomina@ejemplo.mx", CONTPAQI, "c" * 64,
            authorisation=Authorisation("Ana Ruiz", START.date().replace(year=2028)), order=number,
        )  # fmt: skip
        world.ledger.save_employer(employer, {}, world.clock.now())
        world.vault.put(nrp, SecretKind.PORTAL_PASSWORD, Secret("portal-pw"), world.clock.now())
        nrps.append(nrp)
    return nrps


def break_at(world: World, point: str, fault: Exception) -> list[str]:
    """The visits that came there, a line each."""
    fallen: list[str] = []

    def meet(name: str) -> None:
        if name == point:
            fallen.append(name)
            raise fault

    world.portal.meet = meet  # type: ignore[method-assign]
    return fallen


def mend(world: World) -> None:
    world.portal.meet = lambda name: None  # type: ignore[method-assign]


def change_files(world: World, *names: str) -> None:
    """Flows of these names have other files from now on."""
    flows = {**world.house.book.flows}
    for name in names:
        flows[name] = replace(flows[name], fingerprint=f"changed {flows[name].fingerprint}")
    world.house = replace(world.house, book=replace(world.house.book, flows=flows))


def hear(world: World) -> list[str]:
    ear = Ear()
    world.house = replace(world.house, listener=ear)
    return ear.heard


def reasons(world: World) -> list[Reason | None]:
    return [record.block.reason if record.block else None for record in world.ledger.records()]


@pytest.fixture(autouse=True)
def patient_clock(world: World) -> None:
    """The clock leaps over an open circuit, too."""

    def next_moment():  # noqa: ANN202
        due, opens = world.ledger.next_due(None), world.ledger.circuit().open_until
        return max(due, opens) if due and opens else due

    world.clock.next_due = next_moment


async def test_a_portal_that_is_down_for_all_is_asked_by_one_probe_at_a_time(world: World) -> None:
    crowd(world, 12)
    heard = hear(world)
    break_at(world, "open", PortalTrouble("HTTP 503"))
    await world.run(timedelta(minutes=20))
    visits = sorted(event.at for record in world.ledger.records() for event in world.ledger.events(record.employer.nrp))
    waits = [round((later - earlier) / timedelta(minutes=1)) for earlier, later in pairwise(visits)]
    assert waits[:5] == [0, 0, 0, 1, 5] and waits == sorted(waits)
    assert max(record.failures for record in world.ledger.records()) == 1
    assert len(heard) == len(visits) - 3 and "HTTP 503" in heard[0]
    mend(world)
    await world.run(8 * HOUR)  # longer than any pause of the circuit
    assert world.ledger.circuit() == Circuit()
    assert "de nuevo" in heard[-1]
    assert {record.phase for record in world.ledger.records()} <= {Phase.IN_FORCE, Phase.NEEDS_PERSON}


@pytest.mark.parametrize("nrps", [30, pytest.param(300, marks=pytest.mark.soak)])
async def test_a_hung_portal_costs_all_nrps_one_pause_and_not_a_time_out_each(world: World, nrps: int) -> None:
    crowd(world, nrps)
    heard = hear(world)
    world.portal.captcha = True  # the shortest visit there is
    back, hung = START + timedelta(minutes=5), []

    def hang(point: str) -> None:
        if point == "open" and world.clock.now() < back:
            world.clock.at += timedelta(minutes=1)
            hung.append(world.clock.now())
            raise PortalTrouble("El portal no respondió en 60 segundos.")

    world.portal.meet = hang  # type: ignore[method-assign]
    await world.run(HOUR)
    assert len(hung) == 4  # the visits that open the circuit; the probe a pause later finds it back
    assert len(heard) == 2 and "de nuevo" in heard[1]
    assert set(reasons(world)) == {Reason.CAPTCHA} and world.browser.visits == nrps + 4
    assert world.clock.now() - START < timedelta(minutes=15)


async def test_a_mail_is_picked_up_while_the_portal_is_left_alone(world: World) -> None:
    world.portal.sends_mail = False
    await world.run(timedelta(minutes=1))
    world.portal.mails.append("Servicio-1")
    world.ledger.change_circuit(lambda _: Circuit(hold=Hold(world.clock.now())))
    visits = world.browser.visits
    await world.run(2 * HOUR)
    assert SecretKind.SERVICE_PASSWORD in world.record.fingerprints
    assert world.browser.visits == visits and not world.portal.submitted
    world.ledger.change_circuit(lambda _: Circuit())
    assert (await world.run(2 * HOUR)).phase == Phase.IN_FORCE


async def test_a_pause_that_comes_while_a_visit_waits_for_its_turn_counts(world: World) -> None:
    crowd(world, 2)
    world.house = replace(world.house, pace=Pace(pause=timedelta(seconds=40)))
    claim = world.ledger.claim("another", world.clock.now(), timedelta(minutes=3), [NRP])
    world.ledger.begin_visit(claim, world.clock.now(), world.house.pace)
    world.ledger.release(claim, due_at=world.clock.now(), phase="", text="", block=None, failures=0)
    wait = world.clock.wait

    async def paused_meanwhile(seconds: float) -> None:
        if seconds == 5:
            world.ledger.change_circuit(lambda _: Circuit(hold=Hold(START)))
        await wait(seconds)

    world.clock.wait = paused_meanwhile  # type: ignore[method-assign]
    await world.run(HOUR)
    assert world.browser.visits == 0
    assert world.ledger.at_work(world.clock.now()) == {}


async def test_a_turn_that_comes_in_quiet_hours_is_no_turn(world: World) -> None:
    quiet = QuietHours(time(10, 0, 3), time(10, 30))  # it is 10:00 in Mexico
    world.house = replace(world.house, pace=Pace(pause=timedelta(seconds=40), quiet_hours=(quiet,)))
    claim = world.ledger.claim("another", world.clock.now(), timedelta(minutes=3), None)
    world.ledger.begin_visit(claim, world.clock.now(), world.house.pace)
    world.ledger.release(claim, due_at=world.clock.now(), phase="", text="", block=None, failures=0)
    await world.run(timedelta(seconds=20))
    assert world.browser.visits == 0


async def test_a_persons_visit_goes_out_to_a_portal_that_is_left_alone_but_never_beside_another_of_its_rfc(
    world: World,
) -> None:
    _, sibling = crowd(world, 2)
    world.house = replace(world.house, pace=Pace(quiet_hours=(QuietHours(time(0), time(23, 59)),)))
    now, lease = world.clock.now(), timedelta(minutes=3)
    world.ledger.change_circuit(lambda _: Circuit(4, now + HOUR, "HTTP 503"))
    reconciler = Reconciler(world.house, live_portal=False)
    claim = world.ledger.claim("robot", now, lease, [NRP])
    assert await reconciler.reconcile(claim) is None and world.browser.visits == 0
    claim = world.ledger.claim("person", now, lease, [NRP])
    assert world.ledger.claim("another", now, lease, [sibling]) is None
    assert await reconciler.reconcile(claim, commanded=True) is not None
    assert world.browser.visits == 1


@pytest.mark.parametrize(
    ("point", "fault", "place"),
    [
        ("press menu", MISSING, "f.yaml:3:5"),
        ("read", TableFault("La tabla «relations» no tiene los encabezados esperados."), "look_relations.yaml:"),
    ],
)
async def test_a_flow_that_fails_for_three_nrps_is_stopped_for_all_and_says_so_once(
    world: World, point: str, fault: Fault, place: str
) -> None:
    crowd(world, 30)
    heard = hear(world)
    fallen = break_at(world, point, fault)
    await world.run(HOUR)
    assert len(fallen) == 3
    assert sorted(reasons(world)) == ["flow fault"] * 3 + ["flow stopped"] * 27
    phases = sorted(record.phase for record in world.ledger.records())
    assert phases == [Phase.FAILED] * 3 + [Phase.NEEDS_PERSON] * 27
    assert len(heard) == 1 and place in heard[0]
    await world.run(HOUR)
    assert len(fallen) == 3


async def test_a_mended_flow_releases_all_of_them(world: World) -> None:
    crowd(world, 5)
    break_at(world, "press menu", MISSING)
    await world.run(HOUR)
    mend(world)
    change_files(world, *world.house.book.flows)
    await world.run(2 * HOUR)
    assert not {Reason.FLOW_FAULT, Reason.FLOW_STOPPED} & set(reasons(world))


async def test_only_its_own_file_releases_a_stopped_flow_and_one_that_still_fails_is_told_once_more(
    world: World,
) -> None:
    crowd(world, 8)
    heard = hear(world)
    break_at(world, "press menu", MISSING)
    for files, visits in (((), 3), (("log_out", "register_relation"), 3), (("look_password",), 6), ((), 6)):
        change_files(world, *files)
        await world.run(HOUR)
        assert world.browser.visits == visits and len(heard) == visits / 3
    assert sorted(reasons(world)) == ["flow fault"] * 3 + ["flow stopped"] * 5


async def test_a_page_of_another_origin_for_three_nrps_stops_the_flow_for_all_until_its_origins_change(
    world: World,
) -> None:
    crowd(world, 30)
    heard = hear(world)
    break_at(world, "press enter", OriginRefused("La página está en https://otra.example:443."))
    await world.run(HOUR)
    assert world.browser.visits == 3 and world.portal.logins == 0
    assert sorted(reasons(world)) == ["flow stopped"] * 27 + ["origin"] * 3
    assert len(heard) == 1 and "https://otra.example" in heard[0] and "origins" in heard[0]
    await world.run(HOUR)
    assert world.browser.visits == 3
    mend(world)
    change_files(world, *world.house.book.flows)
    await world.run(2 * HOUR)
    assert not {Reason.ORIGIN, Reason.FLOW_STOPPED} & set(reasons(world))


async def test_one_nrp_that_gets_past_the_other_origin_releases_those_that_met_it(world: World) -> None:
    nrps = crowd(world, 5)
    break_at(world, "press enter", OriginRefused("La página está en https://otra.example:443."))
    await world.run(HOUR)
    mend(world)
    let_try(world.ledger, nrps[0])
    world.ledger.lift_block(nrps[0], world.clock.now())
    await world.run(2 * HOUR)
    assert not {Reason.ORIGIN, Reason.FLOW_STOPPED} & set(reasons(world))


async def test_one_nrp_may_try_a_stopped_flow_and_when_it_gets_through_all_go_on(world: World) -> None:
    nrps = crowd(world, 6)
    heard = hear(world)
    break_at(world, "press menu", MISSING)
    await world.run(HOUR)
    last = nrps[-1]
    for visits in (4, 4):  # one try is one try
        world.ledger.lift_block(last, world.clock.now())
        let_try(world.ledger, last) if visits == 4 and world.browser.visits == 3 else None
        await world.run(HOUR)
        assert world.browser.visits == visits
    mend(world)
    let_try(world.ledger, last)
    world.ledger.lift_block(last, world.clock.now())
    await world.run(2 * HOUR)
    assert "funcionó" in heard[-1]
    assert not {Reason.FLOW_FAULT, Reason.FLOW_STOPPED} & set(reasons(world))


@pytest.mark.parametrize("point", ["press enter", "press menu"])
async def test_failures_at_other_places_or_with_a_success_between_stop_no_flow(world: World, point: str) -> None:
    crowd(world, 6)
    fail = iter([True, True, False, True, True, False] * 20)

    def meet(name: str) -> None:
        if name == point and next(fail):
            raise MISSING

    world.portal.meet = meet  # type: ignore[method-assign]
    heard = hear(world)
    await world.run(HOUR)
    assert heard == []


async def test_one_refused_efirma_stops_the_second_nrp_of_that_certificate_without_a_try(world: World) -> None:
    crowd(world, 2)
    world.portal.accepts_efirma = False
    for _ in range(3):
        await world.run(HOUR)
    assert reasons(world) == [Reason.CREDENTIAL] * 2
    signings = [event for record in world.ledger.records() for event in world.ledger.events(record.employer.nrp)
                if event.kind == "signing"]  # fmt: skip
    assert len(signings) == 1


async def test_a_refused_portal_password_is_tried_again_only_when_a_person_vouches_for_it(world: World) -> None:
    world.portal.portal_password = "another"
    for _ in range(4):
        await world.run(HOUR)
        world.ledger.lift_block(NRP, world.clock.now())
    assert world.portal.logins == 1
    (refused,) = world.ledger.quarantined()
    world.ledger.lift_quarantine(refused, world.clock.now())
    world.portal.portal_password = "portal-pw"
    assert (await world.run(2 * HOUR)).phase == Phase.IN_FORCE
