"""What a run lives through: a ledger that is away for a while, a disk that is full. The portal is never asked twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from robot.engine.reconcile import Reconciler
from robot.engine.worker import Plan, Worker
from robot.model.errors import BrowserMissing, EvidenceError, LedgerAway, RobotError, WorkspaceError
from robot.model.secret import Secret
from robot.model.state import Phase
from robot.outside.ledger.opening import open_ledger
from robot.outside.vault.key_sources import PassphraseSource
from robot.outside.vault.vault import open_vault
from tests.engine.conftest import World
from tests.engine.fakes import Silence
from tests.postgresql import private_cluster

SOAK = pytest.mark.soak


class Ears(Silence):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def told(self, text: str) -> None:
        self.heard.append(text)


def watching(world: World, patience: timedelta | None = None) -> Worker:
    """One that is stopped once its NRP is in force."""
    ears = Ears()
    object.__setattr__(world.house, "listener", ears)
    worker = Worker(world.house, Reconciler(world.house, live_portal=False), Plan("test", 1, patience))
    wait = world.clock.wait

    async def until_in_force(seconds: float) -> None:
        await wait(seconds)
        if world.record.phase == Phase.IN_FORCE:
            worker.stop()

    world.clock.wait = until_in_force  # type: ignore[method-assign]
    return worker


def away(world: World, monkeypatch: pytest.MonkeyPatch, method: str, times: int, error: RobotError) -> None:
    """The next calls fail; then it works as before."""
    real, left = getattr(world.ledger, method), [error] * times

    def failing(*args: Any, **more: Any) -> Any:
        if left:
            raise left.pop()
        return real(*args, **more)

    monkeypatch.setattr(world.ledger, method, failing)


@pytest.mark.parametrize(
    "method",
    [
        "sent",
        pytest.param("claim", marks=SOAK),
        pytest.param("observe", marks=SOAK),
        pytest.param("open_commit", marks=SOAK),
    ],
)
async def test_a_ledger_that_is_away_is_waited_for_and_told_once(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    worker = watching(world)
    began = world.clock.now()
    away(world, monkeypatch, method, 3, LedgerAway("no se puede usar el libro de registro"))
    await worker.run()
    assert world.record.phase == Phase.IN_FORCE
    assert (len(world.portal.requested), len(world.portal.submitted)) == (1, 1)
    assert len([text for text in world.house.listener.heard if "libro" in text]) == 1  # type: ignore[attr-defined]
    assert world.clock.now() - began >= timedelta(seconds=5 + 15 + 60)


async def test_a_service_waits_for_a_full_disk_to_have_room_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, real, left = watching(world), world.evidence.open_visit, [1, 2]

    def full(*args: Any) -> Any:
        if left:
            left.pop()
            raise EvidenceError("el disco está lleno")
        return real(*args)

    monkeypatch.setattr(world.evidence, "open_visit", full)
    await worker.run()
    assert world.record.phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 1


async def test_a_run_with_an_end_waits_for_the_ledger_only_as_long_as_its_patience(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, began = watching(world, timedelta(minutes=1)), world.clock.now()
    away(world, monkeypatch, "circuit", 10_000, LedgerAway("no se puede usar el libro de registro"))
    with pytest.raises(LedgerAway):
        await worker.run()
    assert timedelta(seconds=20) <= world.clock.now() - began <= timedelta(minutes=1)


@pytest.mark.parametrize("error", [BrowserMissing("no hay navegador"), WorkspaceError("la carpeta ya no está")])
async def test_what_waiting_does_not_mend_ends_a_service(
    world: World, monkeypatch: pytest.MonkeyPatch, error: RobotError
) -> None:
    worker, began = watching(world), world.clock.now()
    away(world, monkeypatch, "circuit", 1, error)
    with pytest.raises(type(error)):
        await worker.run()
    assert world.clock.now() == began


async def test_who_stops_a_service_does_not_wait_for_the_ledger_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = watching(world)
    away(world, monkeypatch, "circuit", 10_000, LedgerAway("no se puede usar el libro de registro"))
    world.clock.wait = lambda seconds: _stop(worker)  # type: ignore[method-assign]
    await worker.run()
    assert worker.bugs == 0


async def _stop(worker: Worker) -> None:
    worker.stop()


@SOAK
@pytest.mark.parametrize("point", ["press menu", "press accept", "press continue", "after continue"])
async def test_a_postgresql_that_is_restarted_in_the_middle_of_a_visit_ends_nothing(world: World, point: str) -> None:
    with private_cluster() as cluster, open_ledger(cluster.url.render_as_string(hide_password=False)) as ledger:
        vault = open_vault(ledger.shelf, PassphraseSource(Secret("words of the test"), cost=2))
        employer, now = world.record.employer, world.clock.now()
        ledger.save_employer(employer, {}, now)
        for owner, kind in world.vault.fingerprints():
            vault.put(owner, kind, world.vault.get(owner, kind), now)
        world.house = replace(world.house, ledger=ledger, vault=vault)
        worker = Worker(world.house, Reconciler(world.house, live_portal=False), Plan("test", 1, None))
        meet, wait, down = world.portal.meet, world.clock.wait, []

        def restarting(at: str) -> None:
            if at == point and not down:
                cluster.stop()
                down.append(True)
            meet(at)

        async def passing(seconds: float) -> None:
            await wait(seconds)
            if down == [True] and seconds == 1 and not worker._tasks:
                cluster.start()
                down.append(False)
            if down != [True] and ledger.record(employer.nrp).phase == Phase.IN_FORCE:
                worker.stop()

        world.portal.meet = restarting  # type: ignore[method-assign]
        world.clock.wait = passing  # type: ignore[method-assign]
        world.clock.next_due = lambda: None if down == [True] else ledger.next_due(None)
        world.clock.at_work = lambda: bool(worker._tasks)
        async with asyncio.timeout(120):
            await worker.run()
        assert down == [True, False]
        assert ledger.record(employer.nrp).phase == Phase.IN_FORCE
        assert (len(world.portal.requested), len(world.portal.submitted)) == (1, 1)
