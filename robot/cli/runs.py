"""run: the worker over one workspace, and what is told at the end. attend is the same, with a person beside it."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.crash import Crashes
from robot.cli.keeping import tidy_evidence
from robot.cli.options import HERE, WorkspaceOption, among, known_nrps, opened
from robot.cli.outlast import outlast
from robot.cli.pauses import common_trouble
from robot.cli.spans import note_run
from robot.cli.telling import Telling, cleaned
from robot.console.attendant import AtTerminal, Nobody
from robot.console.outlet import when_unread
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.engine.worker import Plan, Worker
from robot.model.errors import FlowFilesError, WorkspaceError
from robot.model.identifiers import Nrp
from robot.model.settings import Attend
from robot.outside.settings.shown import versions
from robot.report.status import exit_code

_LOG = logging.getLogger("robot.run")


def register(app: typer.Typer) -> None:
    app.command("run")(run)


def run(
    workspace: WorkspaceOption = HERE,
    watch: Annotated[bool, typer.Option("--watch", help="No termina: espera lo que venga.")] = False,
    nrps: Annotated[list[str] | None, typer.Option("--nrp", help="Sólo éste; se puede repetir.")] = None,
    headed: Annotated[bool, typer.Option("--headed", help="Con el navegador a la vista.")] = False,
) -> None:
    """Trabaja hasta que no haya nada pendiente por ahora; al final escribe el libro de resultados."""
    paper = Paper()
    with opened(workspace) as open_one:
        if watch:
            asyncio.run(outlast(open_one, paper))
        only = None if watch and not nrps else known_nrps(open_one, nrps)  # a service waits for its first roster
        patience = None if watch else open_one.settings.policy.patience
        raise typer.Exit(work(open_one, paper, Shift(only, patience, headed=headed)))


@dataclass(frozen=True, slots=True)
class Shift:
    """What one run works on, and for how long; `person` with `attend`: somebody sits beside it."""

    only: tuple[Nrp, ...] | None
    patience: timedelta | None
    person: AtTerminal | None = None
    attend: Attend | None = None
    headed: bool = False


def work(workspace: Workspace, paper: Paper, shift: Shift) -> int:
    """One run, holding the workspace's lock. Gives the exit code."""
    person = shift.person
    command = "attend" if person else "run"
    with workspace.hold(command), workspace.log():
        _LOG.info("run start", extra={"detail": command, "versions": versions()})
        workspace.clear_after_the_dead()
        tidy_evidence(workspace)
        note_run(workspace, command)
        for line in common_trouble(workspace):
            paper.warn(line)
        telling = Telling(workspace, paper)
        bugs = asyncio.run(_work(workspace, paper, telling, shift))
        found = cleaned(workspace)
        code = 1 if bugs else exit_code(among(found, shift.only))
        paper.lines(common_trouble(workspace))
        telling.end(found, shift.only, bugs=bugs, mailed=shift.only is None and person is None)
        _LOG.info("run end", extra={"code": code})
    return code


async def _work(workspace: Workspace, paper: Paper, telling: Telling, shift: Shift) -> int:
    """The number of our own faults met."""
    pace, person, ahead = workspace.settings.pace, shift.person, None
    if shift.attend is not None:
        own = shift.attend
        pace = replace(pace, visits_at_once=own.visits_at_once, pause=own.pause, quiet_hours=())  # a person is there
        ahead = own.ahead
    mended = _Mended(workspace, paper)
    crashes = Crashes(paper, workspace.folder.root, workspace.environ)
    plan = Plan(workspace.worker_name, pace.visits_at_once, shift.patience, shift.only, ahead, mended)
    bugs = 0
    while True:  # worker after worker, each with the flows as they are when it begins
        async with workspace.browser(headed=shift.headed or person is not None) as browser:
            if _is_due(workspace, shift.only):
                browser.wake()
            house = workspace.house(browser, person or Nobody(), Progress(paper, workspace.clock.now))
            house = replace(house, pace=pace, on_bug=crashes)
            worker = Worker(house, workspace.reconciler(house), plan)
            _stop_politely(worker, paper, person)
            watching = asyncio.create_task(telling.along(bulletins=shift.patience is None and shift.only is None))
            try:
                await worker.run()
            finally:
                watching.cancel()
        bugs += worker.bugs
        if not worker.outdated:
            return bugs


def _is_due(workspace: Workspace, only: tuple[Nrp, ...] | None) -> bool:
    due = workspace.ledger.next_due(only)
    return due is not None and due <= workspace.clock.now()


class _Mended:
    """Whether flow files changed; then the workspace uses them from now on. With mistakes, the old ones stay.

    Asked every few seconds, so it notices too when the workspace is gone: then it raises WorkspaceError.
    """

    def __init__(self, workspace: Workspace, paper: Paper) -> None:
        self._workspace = workspace
        self._paper = paper
        self._watch = workspace.flow_watch()

    def __call__(self) -> bool:
        if not self._workspace.folder.lock.exists():
            fix = "Devuelva la carpeta a su lugar e inicie el robot de nuevo."
            raise WorkspaceError("la carpeta de trabajo ya no está", where=str(self._workspace.folder.root), fix=fix)
        try:
            book = self._watch.newer()
        except FlowFilesError as error:
            self._paper.error(error)
            return False
        if book is None:
            return False
        self._workspace.use(book)
        self._paper.line("Cambiaron los archivos de flujos: se sigue con los nuevos.")
        return True


def _stop_politely(worker: Worker, paper: Paper, person: AtTerminal | None) -> None:
    """The first Ctrl-C or SIGTERM finishes the visits under way, but those that need the person, and so does an end of
    whoever reads what is told (`run | head`); the second cuts off as Python's own Ctrl-C does."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        worker.stop()
        if person is not None and not loop.is_closed():
            loop.call_soon_threadsafe(person.leave)

    def stop(*_: object) -> None:
        paper.warn("Se terminan las visitas en curso; otro Ctrl-C corta de inmediato.")
        end()
        _at_signals(signal.default_int_handler)

    when_unread(end)
    _at_signals(stop)


def _at_signals(act: Callable[..., object]) -> None:
    for wish in (signal.SIGINT, *([signal.SIGTERM] if os.name == "posix" else [])):
        signal.signal(wish, act)
