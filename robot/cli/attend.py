"""attend: a person beside the robot. First what can be settled at the terminal, then one window after the other."""

import os
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, WorkspaceOption, known_nrps, opened
from robot.cli.pauses import insist
from robot.cli.questions import ask, unasked
from robot.cli.runs import Shift, work
from robot.console.attendant import AtTerminal
from robot.console.paper import Paper
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.settings import Attend

_IN_A_WINDOW = (Reason.CAPTCHA, Reason.TERMS)
_TO_VERIFY = timedelta(minutes=5)  # beyond the first look: the logins made here serve for it


def register(app: typer.Typer) -> None:
    app.command("attend")(attend)


def attend(
    workspace: WorkspaceOption = HERE,
    nrps: Annotated[list[str] | None, typer.Option("--nrp", help="Sólo éste; se puede repetir.")] = None,
) -> None:
    """Con usted al lado: pregunta lo que se resuelve aquí, prepara las entradas y usted sólo escribe los captchas."""
    paper = Paper()
    with opened(workspace) as open_one:
        only = known_nrps(open_one, nrps)
        asked: set[Nrp] = set()
        while True:  # what comes up while the windows pass by is asked at the end of the round
            ask(open_one, paper, only, asked)
            code = _windows(open_one, paper, only)
            if not paper.interactive or not unasked(open_one, only, asked):
                break
        raise typer.Exit(code)


def _windows(workspace: Workspace, paper: Paper, only: tuple[Nrp, ...] | None) -> int:
    """One round with the browser in sight; gives its exit code."""
    insist(workspace, paper)
    now = workspace.clock.now()
    workspace.ledger.change_circuit(lambda known: known.probed(now))
    waiting = [
        record.employer.nrp for record in workspace.ledger.records()
        if record.block and record.block.reason in _IN_A_WINDOW and _meant(record.employer.nrp, only)
    ]  # fmt: skip
    workspace.ledger.wake(waiting, now)
    due = [
        record for record in workspace.ledger.records()
        if record.due_at is not None and record.due_at <= now and not record.stopped
        and _meant(record.employer.nrp, only)
    ]  # fmt: skip
    paper.line(f"{len(waiting)} NRP esperan a una persona; {len(due)} por atender en total.")
    own = _fit(workspace.settings.attend)
    patience = workspace.settings.policy.looks[0] + _TO_VERIFY
    return work(workspace, paper, Shift(only, patience, AtTerminal(paper, workspace.clock, len(due)), own))


def _fit(own: Attend) -> Attend:
    """A small machine cannot show many windows at once."""
    return replace(own, visits_at_once=min(own.visits_at_once, own.ahead + 2 * (os.cpu_count() or 1)))


def _meant(nrp: Nrp, only: Collection[Nrp] | None) -> bool:
    return only is None or nrp in only
