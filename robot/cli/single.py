"""One flow for one NRP because a person asked for it. Used by `flows run`, `password recover` and
`password cancel`; and by `debug` and `probe`, for a visit of one claimed NRP."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import typer

from robot.assembly import Workspace
from robot.cli.options import known_flow, opened, sure
from robot.cli.pauses import insist
from robot.console.attendant import AtTerminal, Nobody
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.engine.desk import LEASE
from robot.engine.direct import DebugDriver
from robot.engine.house import House
from robot.engine.ports import Driver, LeaseLost
from robot.engine.worker import Plan, Worker
from robot.model.errors import RobotError
from robot.model.identifiers import Nrp
from robot.model.outcome import WELL, Ending, Outcome
from robot.model.state import Claim
from robot.outside.browser.visit import PortalVisit
from robot.report.happened import outcome_told

T = TypeVar("T")

_FOR_A_PERSON = (Ending.NEEDS_PERSON, Ending.REFUSED, Ending.CREDENTIAL)


def run_flow_of(path: Path, nrp: Nrp, flow: str, *, yes: bool, headed: bool = False) -> None:
    """Ends the program with 3 or 4 when the flow did not end well. `headed`: a person is there to help."""
    paper = Paper()
    with opened(path) as workspace:
        chosen = known_flow(workspace.book, flow)
        workspace.ledger.record(nrp)
        insist(workspace, paper, yes=yes)
        if chosen.commits:
            sure(paper, chosen.warning or f"«{chosen.title}» envía algo al portal que no se puede deshacer.", yes=yes)
        person = AtTerminal(paper, workspace.clock, expected=1) if headed else None
        outcome = run_flow_in(workspace, paper, nrp, flow, person)
        paper.line(f"{chosen.title}: {outcome_told(outcome)}")
        if outcome.ending not in WELL:
            raise typer.Exit(3 if outcome.ending in _FOR_A_PERSON else 4)


def run_flow_in(workspace: Workspace, paper: Paper, nrp: Nrp, flow: str, person: AtTerminal | None) -> Outcome:
    """One visit for this flow, holding the workspace's lock; with a person beside it the browser is in sight."""
    with workspace.hold(f"flows run {flow}"), workspace.log():
        workspace.clear_after_the_dead()
        return asyncio.run(_visit(workspace, paper, nrp, flow, person))


async def _visit(workspace: Workspace, paper: Paper, nrp: Nrp, flow: str, person: AtTerminal | None) -> Outcome:
    claim = claimed(workspace, nrp)
    async with workspace.browser(headed=person is not None) as browser:
        house = workspace.house(browser, person or Nobody(), Progress(paper, workspace.clock.now))
        outcome = await visited(workspace, house, claim, flow)
        assert outcome is not None
        return outcome


def claimed(workspace: Workspace, nrp: Nrp) -> Claim:
    """The NRP, due now because a person asked. Raises RobotError when it is stopped or somebody else's."""
    now = workspace.clock.now()
    workspace.ledger.wake((nrp,), now)
    claim = workspace.ledger.claim(workspace.worker_name, now, LEASE, (nrp,))
    if claim is None:
        raise RobotError(f"{nrp} está detenido u ocupado.", fix=f"Vea `infonavit-robot explain {nrp}`.")
    return claim


async def visited(workspace: Workspace, house: House, claim: Claim, flow: str | None) -> Outcome | None:
    """One visit for `flow`, or for what is due; None when nothing is."""
    reconciler = workspace.reconciler(house)
    work = reconciler.run_one(claim, flow) if flow else reconciler.reconcile(claim, commanded=True)
    return await held(workspace, house, claim, work)


async def held(workspace: Workspace, house: House, claim: Claim, work: Coroutine[None, None, T]) -> T:
    """`work`, with the claim's lease kept alive. Raises RobotError when another robot took the NRP over."""
    worker = Worker(house, workspace.reconciler(house), Plan(workspace.worker_name, 1, None))
    try:
        return await worker.while_held(claim, work)
    except LeaseLost:
        nrp = claim.nrp
        raise RobotError(f"Otro robot se hizo cargo de {nrp}.", fix=f"infonavit-robot explain {nrp}") from None


def eyes_of(driver: Driver) -> DebugDriver:
    """What a person may ask of the browser beside a visit's own driver."""
    assert isinstance(driver, PortalVisit)
    return driver.showing
