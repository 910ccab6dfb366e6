"""run and attend: the worker over one workspace, and the result workbook at the end."""

import asyncio
import logging
import os
import signal
from datetime import timedelta
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, WorkspaceOption, known_nrps, opened
from robot.cli.telling import Telling, cleaned
from robot.cli.tools import versions
from robot.console.attendant import AtTerminal, Nobody
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.engine.house import Attendant
from robot.engine.worker import Plan, Worker
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.outside.evidence.retention import delete_older
from robot.report.status import exit_code

_LOG = logging.getLogger("robot.run")
_FOR_A_PERSON = (Reason.CAPTCHA, Reason.TERMS)


def register(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("attend")(attend)


def run(
    workspace: WorkspaceOption = HERE,
    watch: Annotated[bool, typer.Option("--watch", help="No termina: espera lo que venga.")] = False,
    nrps: Annotated[list[str] | None, typer.Option("--nrp", help="Sólo éste; se puede repetir.")] = None,
    headed: Annotated[bool, typer.Option("--headed", help="Con el navegador a la vista.")] = False,
) -> None:
    """Trabaja hasta que no haya nada pendiente por ahora; al final escribe el libro de resultados."""
    with opened(workspace) as open_one:
        only = known_nrps(open_one, nrps)
        patience = None if watch else open_one.settings.policy.patience
        code = work(open_one, Paper(), only=only, patience=patience, headed=headed, attendant=Nobody())
        raise typer.Exit(code)


def attend(
    workspace: WorkspaceOption = HERE,
    nrps: Annotated[list[str] | None, typer.Option("--nrp", help="Sólo éste; se puede repetir.")] = None,
) -> None:
    """Con el navegador a la vista: usted escribe el captcha o aprueba términos, y el robot sigue solo."""
    paper = Paper()
    with opened(workspace) as open_one:
        only = known_nrps(open_one, nrps)
        waiting = [
            record.employer.nrp for record in open_one.ledger.records()
            if record.block and record.block.reason in _FOR_A_PERSON and (only is None or record.employer.nrp in only)
        ]  # fmt: skip
        paper.line(f"{len(waiting)} NRP esperan a una persona.")
        open_one.ledger.wake(waiting, open_one.clock.now())
        patience = open_one.settings.policy.hold_for_mail
        code = work(open_one, paper, only=only, patience=patience, headed=True, attendant=AtTerminal(paper))
        raise typer.Exit(code)


def work(
    workspace: Workspace, paper: Paper, *, only: tuple[Nrp, ...] | None, patience: timedelta | None, headed: bool,
    attendant: Attendant,
) -> int:  # fmt: skip
    """One run, holding the workspace's lock. Gives the exit code."""
    _drop_old_evidence(workspace)
    command = "attend" if attendant.present else "run"
    with workspace.hold(command), workspace.log():
        _LOG.info("run start", extra={"detail": command, "versions": versions()})
        workspace.free_own_leases()
        telling = Telling(workspace, paper)
        bugs = asyncio.run(_work(workspace, paper, telling, only, patience, headed, attendant))
        found = cleaned(workspace)
        code = 1 if bugs else exit_code(tuple(one for one in found if only is None or one.record.employer.nrp in only))
        telling.end(found, only, bugs=bugs, mailed=only is None and not attendant.present)
        _LOG.info("run end", extra={"code": code})
    return code


async def _work(
    workspace: Workspace, paper: Paper, telling: Telling, only: tuple[Nrp, ...] | None, patience: timedelta | None,
    headed: bool, attendant: Attendant,
) -> int:  # fmt: skip
    """The number of our own faults met."""
    pace = workspace.settings.pace
    plan = Plan(workspace.worker_name, 1 if attendant.present else pace.visits_at_once, patience, only)
    async with workspace.browser(headed=headed) as browser:
        house = workspace.house(browser, attendant, Progress(paper, workspace.clock.now))
        worker = Worker(house, workspace.reconciler(house), plan)
        _stop_politely(worker, paper)
        watching = asyncio.create_task(telling.along(bulletins=patience is None and only is None))
        try:
            await worker.run()
        finally:
            watching.cancel()
    return worker.bugs


def _drop_old_evidence(workspace: Workspace) -> None:
    days = workspace.settings.evidence.keep_days
    if days is not None:
        delete_older(workspace.folder.evidence, workspace.clock.now() - timedelta(days=days))


def _stop_politely(worker: Worker, paper: Paper) -> None:
    """The first Ctrl-C finishes the visits under way; the second is Python's own."""

    def stop(*_: object) -> None:
        paper.warn("Se terminan las visitas en curso; otro Ctrl-C corta de inmediato.")
        worker.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, stop)
    if os.name == "posix":
        signal.signal(signal.SIGTERM, stop)
