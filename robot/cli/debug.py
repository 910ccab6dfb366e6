"""debug: one NRP in a slow window, step by step, with a person who stops it, mends the YAML and goes on."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, NrpArgument, WorkspaceOption, known_flow, nrp_of, opened
from robot.cli.pauses import insist
from robot.cli.single import claimed, eyes_of, visited
from robot.console.attendant import AtTerminal
from robot.console.debugger import Debugger, Seat
from robot.console.keyboard import Keyboard
from robot.console.mending import Mender
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.console.stops import Stops, refuse_unknown
from robot.engine.lessons import let_try
from robot.model.errors import RobotError
from robot.model.identifiers import Nrp
from robot.model.outcome import OF_FLOWS, Outcome
from robot.outside.editor import edit
from robot.rules.duration import read_duration

_MILLISECOND = timedelta(milliseconds=1)


def register(app: typer.Typer) -> None:
    app.command("debug")(debug)


def debug(
    nrp: NrpArgument,
    workspace: WorkspaceOption = HERE,
    flow: Annotated[str | None, typer.Option("--flow", help="Sólo este flujo; sin esto, lo que toque.")] = None,
    breaks: Annotated[
        list[str] | None,
        typer.Option("--break", metavar="PASO|PANTALLA", help="Dónde detenerse; se puede repetir."),
    ] = None,
    slow: Annotated[str, typer.Option("--slow", metavar="DURACIÓN", help="Pausa tras cada acto.")] = "250ms",
) -> None:
    """Paso a paso y a la vista, para soporte: detener, corregir el YAML y seguir en el mismo navegador."""
    paper = Paper()
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        _refuse_nonsense(open_one, number, flow, breaks or [])
        insist(open_one, paper)
        pause = _span(slow) / _MILLISECOND
        with open_one.hold("debug"), open_one.log():
            open_one.clear_after_the_dead()
            outcome = asyncio.run(_session(open_one, paper, number, (flow, Stops(set(breaks or ())), pause)))
        record = open_one.ledger.record(number)
        if outcome is None:
            paper.line(f"Ahora no hay una visita que hacer: {record.phase_text}", style="bold")
            paper.line("Para ejecutar un flujo de todos modos: --flow FLUJO (infonavit-robot flows show los lista).")
        else:
            paper.line(f"{number}: {record.phase_text}", style="bold")


def _refuse_nonsense(workspace: Workspace, nrp: Nrp, flow: str | None, breaks: list[str]) -> None:
    workspace.ledger.record(nrp)
    if flow is not None:
        known_flow(workspace.book, flow)
    for wish in breaks:
        refuse_unknown(wish, workspace.book)


def _span(text: str) -> timedelta:
    try:
        return read_duration(text)
    except ValueError as error:
        raise RobotError(f"--slow {text}: {error}") from None


async def _session(
    workspace: Workspace, paper: Paper, nrp: Nrp, how: tuple[str | None, Stops, float]
) -> Outcome | None:
    """One visit under a person's eyes; None when there was nothing to visit the portal for."""
    flow, stops, slow_mo = how
    now, ledger = workspace.clock.now(), workspace.ledger
    block = ledger.record(nrp).block
    if block is not None and block.reason in OF_FLOWS:
        ledger.lift_block(nrp, now)  # a person has come to look at it
    let_try(ledger, nrp)
    claim = claimed(workspace, nrp)
    keys = Keyboard(paper.prompt)
    mender = Mender(paper, keys, workspace.drafts(), edit)
    seat = Seat(paper, keys, ledger.record(nrp).employer, eyes_of, mender)
    async with workspace.browser(headed=True, slow_mo=slow_mo) as browser:
        progress = Progress(paper, workspace.clock.now)
        house = workspace.house(browser, AtTerminal(paper, workspace.clock, 1), progress)
        house = replace(house, director=Debugger(seat, workspace.book, stops))
        try:
            return await visited(workspace, house, claim, flow)
        finally:
            await mender.close()
