"""One flow for one NRP because a person asked for it. Used by `flows run`, `password recover` and `password cancel`."""

import asyncio
from pathlib import Path

import typer

from robot.assembly import Workspace
from robot.cli.options import opened, sure
from robot.console.attendant import Nobody
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.engine.desk import LEASE
from robot.engine.ports import LeaseLost
from robot.engine.worker import Plan, Worker
from robot.model.errors import RobotError
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome

_FOR_A_PERSON = (Ending.NEEDS_PERSON, Ending.REFUSED, Ending.CREDENTIAL)
_GOOD = (Ending.DONE, Ending.NOTHING_TO_DO, Ending.WAITING)


def run_flow_of(path: Path, nrp: Nrp, flow: str, *, yes: bool, headed: bool = False) -> bool:
    """True when the flow ended well; ends the program with 4 when it did not."""
    paper = Paper()
    with opened(path) as workspace:
        chosen = workspace.book.flows.get(flow)
        if chosen is None:
            raise RobotError(f"No hay un flujo «{flow}».", fix="Los hay: " + ", ".join(workspace.book.flows))
        workspace.ledger.record(nrp)
        if chosen.commits:
            sure(paper, chosen.warning or f"«{chosen.title}» envía algo al portal que no se puede deshacer.", yes=yes)
        with workspace.hold(f"flows run {flow}"), workspace.log():
            workspace.free_own_leases()
            outcome = asyncio.run(_visit(workspace, paper, nrp, flow, headed))
        paper.line(f"{chosen.title}: {outcome.ending}. {outcome.words} {outcome.detail}".strip())
        if outcome.ending not in _GOOD:
            raise typer.Exit(3 if outcome.ending in _FOR_A_PERSON else 4)
        return True


async def _visit(workspace: Workspace, paper: Paper, nrp: Nrp, flow: str, headed: bool) -> Outcome:
    now = workspace.clock.now()
    workspace.ledger.wake((nrp,), now)
    claim = workspace.ledger.claim(workspace.worker_name, now, LEASE, (nrp,))
    if claim is None:
        raise RobotError(f"{nrp} está detenido u ocupado.", fix=f"Vea `infonavit-robot explain {nrp}`.")
    async with workspace.browser(headed=headed) as browser:
        house = workspace.house(browser, Nobody(), Progress(paper, workspace.clock.now))
        reconciler = workspace.reconciler(house)
        worker = Worker(house, reconciler, Plan(workspace.worker_name, 1, None))
        try:
            return await worker.while_held(claim, reconciler.run_one(claim, flow))
        except LeaseLost:
            raise RobotError(f"Otro robot se hizo cargo de {nrp}.", fix=f"infonavit-robot explain {nrp}") from None
