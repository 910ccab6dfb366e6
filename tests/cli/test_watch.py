"""`run --watch` as it is: the real command on a real workspace; only the portal, the browser and the time are not."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from robot import assembly
from robot.assembly import Workspace
from robot.cli import outlast, runs
from robot.console.paper import Paper
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.secret import Secret, SecretKind
from robot.outside.flow_files.load import shipped_flows
from tests.cli.conftest import NRP, Robot
from tests.engine.fakes import FakeBrowser, FakeClock, FakePortal
from tests.engine.test_common_trouble import MISSING

Moment = Callable[[], bool]


class WatchClock(FakeClock):
    """`plot`: what happens while the service waits, one thing after the other: when, and what. After the last one it
    is stopped as systemd does it."""

    def __init__(self, at: object, plot: list[tuple[Moment, Callable[[], object]]]) -> None:
        super().__init__()
        self.at = at  # type: ignore[assignment]
        self._waits = 0
        self._plot = [*plot, (lambda: True, lambda: signal.raise_signal(signal.SIGTERM))]

    async def wait(self, seconds: float) -> None:
        await super().wait(60 if seconds == 15 else seconds)  # nobody listens along
        self._waits += 1
        assert self._waits < 2000, "what the plot waits for never came"
        if self._plot and self._plot[0][0]():
            self._plot.pop(0)[1]()


@pytest.fixture
def stage(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., FakePortal]]:
    """Sets the fake outside up for commands that are given after it."""

    def set_up(*plot: tuple[Moment, Callable[[], object]]) -> FakePortal:
        clock = WatchClock(workspace.clock.now(), list(plot))
        clock.next_due = lambda: workspace.ledger.next_due(None)
        clock.at_work = lambda: bool(workspace.ledger.at_work(clock.at))
        portal = FakePortal(clock)
        monkeypatch.setattr(assembly, "SystemClock", lambda: clock)
        monkeypatch.setattr(assembly, "LateBrowser", lambda *_: ClosingBrowser(portal))
        return portal

    before = signal.getsignal(signal.SIGTERM)
    yield set_up
    signal.signal(signal.SIGTERM, before)
    signal.signal(signal.SIGINT, signal.default_int_handler)


class ClosingBrowser(FakeBrowser):
    def wake(self) -> None: ...

    async def close(self) -> None: ...


def company(workspace: Workspace, count: int) -> None:
    """That many NRPs in all."""
    now, first = workspace.clock.now(), workspace.ledger.record(NRP).employer
    for number in range(1, count):
        nrp = Nrp(f"B{number:010d}")
        workspace.ledger.save_employer(replace(first, nrp=nrp, order=number), {}, now)
        workspace.vault.put(nrp, SecretKind.PORTAL_PASSWORD, Secret("clave-1"), now)


def waiting(workspace: Workspace) -> set[Reason | None]:
    return {record.block.reason if record.block else None for record in workspace.ledger.records()}


def test_a_service_takes_a_mended_flow_in_and_all_whom_it_stopped_go_on(
    ready: Robot, workspace: Workspace, stage: Callable[..., FakePortal]
) -> None:
    company(workspace, 5)
    name = "look_password.yaml"

    def mend() -> None:
        portal.meet = lambda point: None  # type: ignore[method-assign]
        own = workspace.folder.flows / name
        shutil.copy(shipped_flows() / name, own)
        own.write_text(own.read_text("utf-8") + "# corregido\n", "utf-8")

    def break_down(point: str) -> None:
        if point == "press menu":
            raise MISSING

    portal = stage(
        (lambda: waiting(workspace) == {Reason.FLOW_FAULT, Reason.FLOW_STOPPED}, mend),
        (lambda: waiting(workspace) == {Reason.TERMS}, lambda: None),
    )
    portal.meet = break_down  # type: ignore[method-assign]
    portal.portal_password = "clave-1"
    code, told, err = ready("run", "--watch")
    assert code == 3, err
    assert waiting(workspace) == {Reason.TERMS}
    assert told.count("Se detiene el flujo") == 1 and told.count("Cambiaron los archivos de flujos") == 1


def other_ledger(workspace: Workspace, address: str) -> None:
    with workspace.folder.settings.open("a", encoding="utf-8") as settings:
        settings.write(f"ledger:\n  url: {address}\n")


def test_a_service_that_starts_before_its_ledger_is_there_waits_and_says_so_once(
    ready: Robot, workspace: Workspace, stage: Callable[..., FakePortal], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage((lambda: waiting(workspace) == {Reason.TERMS}, lambda: None)).portal_password = "clave-1"
    drive, rests = workspace.folder.root.parent / "unidad", []

    class Boot(FakeClock):
        async def wait(self, seconds: float) -> None:
            rests.append(seconds)
            if len(rests) == 5:
                drive.mkdir()
                for part in workspace.folder.root.glob("ledger.db*"):
                    (drive / part.name).symlink_to(part)

    monkeypatch.setattr(outlast, "SystemClock", Boot)
    other_ledger(workspace, f"sqlite:///{drive.as_posix()}/ledger.db")
    code, _, err = ready("run", "--watch")
    assert code == 3, err
    assert rests == [5, 15, 60, 300, 300]
    assert err.count("no se puede crear el libro de registro") == 1 and "Se vuelve a intentar" in err
    assert waiting(workspace) == {Reason.TERMS}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM")
async def test_the_first_sigterm_ends_the_run_politely_and_the_second_cuts_off(stage: object) -> None:  # noqa: ARG001
    class Stopped:
        times = 0

        def stop(self) -> None:
            self.times += 1

    worker = Stopped()
    runs._stop_politely(worker, Paper(), None)  # type: ignore[arg-type]
    signal.raise_signal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    assert worker.times == 1


def test_a_plain_run_ends_where_its_database_is_away(ready: Robot, workspace: Workspace) -> None:
    before = workspace.ledger.records()
    other_ledger(workspace, "postgresql://robot@127.0.0.1:1/libro")
    code, _, err = ready("run")
    assert code == 2 and "no se puede usar el libro de registro" in err and "encendida" in err
    assert workspace.ledger.records() == before
