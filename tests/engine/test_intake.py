"""A roster is taken in beside a robot that is at work: nothing is lost, and no visit has its ground pulled away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from robot.engine.desk import LEASE
from robot.engine.intake import Importer, Intake
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp, Rfc
from robot.model.roster import Roster, RosterRow, RosterTable
from robot.model.secret import Secret, SecretKind
from robot.model.state import Claim, CommitState, Phase
from robot.rules.calendar import day_in_mexico
from tests.engine.conftest import NRP, RFC, World

SIBLING, STRANGER = Nrp("B1234567890"), Nrp("Z1234567890")


@pytest.fixture
def row(world: World, pair) -> Callable[..., RosterRow]:
    """A row of the roster; what is not given is as the ledger has it."""
    first = world.record.employer

    def made(nrp: Nrp = NRP, *, rfc: Rfc = RFC, password: str = "portal-pw", **changes: object) -> RosterRow:
        certificate = first.certificate if rfc == RFC else "d" * 64
        employer: Employer = replace(first, nrp=nrp, rfc=rfc, certificate=certificate, **changes)
        secrets = {
            SecretKind.PORTAL_PASSWORD: Secret(password), SecretKind.EFIRMA_CER: Secret(pair.cer),
            SecretKind.EFIRMA_KEY: Secret(pair.key), SecretKind.EFIRMA_PASSPHRASE: Secret(pair.passphrase),
        }  # fmt: skip
        return RosterRow(2, employer, secrets)

    return made


async def take_in(world: World, *rows: RosterRow, waits: list[int] | None = None) -> Intake:
    importer = Importer(world.ledger, world.vault, world.clock, live_portal=False)
    roster = Roster(rows, (), (), RosterTable((), frozenset(), ()))
    return await importer.take_in(roster, whole=False, waiting=(waits if waits is not None else []).append)


def at_work(world: World, nrp: Nrp = NRP) -> Claim:
    claim = world.ledger.claim("a robot", world.clock.now(), LEASE, (nrp,))
    assert claim is not None
    return claim


def at_each_wait(world: World, act: Callable[[], None]) -> None:
    wait = world.clock.wait

    async def acting(seconds: float) -> None:
        act()
        await wait(seconds)

    world.clock.wait = acting  # type: ignore[method-assign]


def password(world: World, nrp: Nrp = NRP) -> str:
    found = world.vault.get(nrp, SecretKind.PORTAL_PASSWORD)
    return found.reveal_text() if found else ""


async def test_a_changed_row_waits_for_the_end_of_the_visit_and_the_others_do_not(world: World, row) -> None:
    await take_in(world, row())
    claim, seen, waits = at_work(world), [], []

    def visit_ends() -> None:
        seen.append((password(world), password(world, STRANGER)))
        if len(seen) == 3:
            world.ledger.release(claim, due_at=None, phase="", text="", block=None, failures=0)

    at_each_wait(world, visit_ends)
    stranger = row(STRANGER, rfc=Rfc("TNO010514AB8"), password="suya")
    intake = await take_in(world, row(password="nueva"), stranger, waits=waits)
    assert seen == [("portal-pw", "suya")] * 3
    assert (waits, intake.at_work) == ([1], ())
    assert {one.nrp: one.saved for one in intake.taken} == {STRANGER: "new", NRP: "changed"}
    assert password(world) == "nueva"
    assert world.record.due_at is not None


async def test_a_row_whose_visit_does_not_end_is_left_as_it_was_and_named(world: World, row) -> None:
    await take_in(world, row())
    claim, before = at_work(world), world.record
    at_each_wait(world, lambda: world.ledger.extend(claim, world.clock.now(), LEASE))
    intake = await take_in(world, row(password="nueva", email="otro@ejemplo.mx"))
    assert (intake.taken, intake.at_work) == ((), (NRP,))
    assert (password(world), world.record) == ("portal-pw", before)
    world.ledger.release(claim, due_at=None, phase="", text="", block=None, failures=0)
    assert (await take_in(world, row(password="nueva", email="otro@ejemplo.mx"))).count("changed") == 1


async def test_the_lease_of_a_robot_that_was_killed_is_waited_out(world: World, row) -> None:
    await take_in(world, row())
    at_work(world)
    assert (await take_in(world, row(password="nueva"))).at_work == ()
    assert password(world) == "nueva"


async def test_a_row_that_changes_nothing_waits_for_nobody(world: World, row) -> None:
    await take_in(world, row())
    at_work(world)
    start = world.clock.now()
    assert (await take_in(world, row(order=7))).count("same") == 1
    assert world.clock.now() == start


async def test_another_nrp_with_the_efirma_that_a_visit_is_using_waits_too(world: World, row) -> None:
    await take_in(world, row(), row(SIBLING))
    claim = at_work(world)
    at_each_wait(world, lambda: world.ledger.extend(claim, world.clock.now(), LEASE))
    intake = await take_in(world, row(SIBLING, authorisation=Authorisation("Luis", day_in_mexico(world.clock.now()))))
    assert intake.at_work == (SIBLING,)


async def test_a_request_that_the_robot_settles_at_the_same_moment_does_not_stop_the_import(
    world: World, row, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take_in(world, row())
    claim = at_work(world)
    commit = world.ledger.open_commit(claim, CommitKind.SERVICE_PASSWORD, (), (), world.clock.now())
    waiting = world.ledger.waiting_for_mail()
    world.ledger.resolve(claim, commit.id, CommitState.CONFIRMED, world.clock.now())
    world.ledger.release(claim, due_at=None, phase="", text="", block=None, failures=0)
    monkeypatch.setattr(world.ledger, "waiting_for_mail", lambda: waiting)
    secrets = {**row().secrets, SecretKind.SERVICE_PASSWORD: Secret("Servicio-9")}
    assert (await take_in(world, replace(row(), secrets=secrets))).count("changed") == 1


async def test_a_watching_robot_takes_up_a_row_that_is_imported_meanwhile(world: World, row) -> None:
    world.ledger.forget(NRP, world.clock.now())
    worker = world.worker(None)  # type: ignore[arg-type]  # watch: no end
    wait, ticks = world.clock.wait, []

    async def waits(seconds: float) -> None:
        ticks.append(seconds)
        if len(ticks) == 3:
            await take_in(world, row())
        settled = [one for one in world.ledger.records() if one.phase == Phase.IN_FORCE]
        if settled or len(ticks) > 5000:
            worker.stop()
        await wait(seconds)

    world.clock.wait = waits  # type: ignore[method-assign]
    await worker.run()
    assert world.record.phase == Phase.IN_FORCE
    assert world.record.employer.developer == CONTPAQI
    assert len(world.portal.submitted) == 1
    assert world.clock.now() - world.portal.submitted[0] < timedelta(hours=1)
