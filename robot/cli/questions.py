"""What a person can settle at the terminal before any window opens. For attend; a run's summary tells the rest."""

from collections.abc import Collection

from rich.prompt import Prompt

from robot.assembly import Workspace
from robot.cli.passwords import keep_typed, typed_twice
from robot.cli.single import run_flow_in
from robot.console.asking import YesOrNo
from robot.console.attendant import ACCEPT, AtTerminal, show_terms
from robot.console.paper import Paper
from robot.model.errors import AtWork
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.state import Record
from robot.report.happened import outcome_told
from robot.rules.advice import advice
from robot.rules.terms_changed import replaced

_TYPE, _RECOVER, _LATER = "1", "2", "3"
_MENU = f"  {_TYPE} escribirla ahora · {_RECOVER} autorizar que el robot la recupere · {_LATER} dejarlo para después"
_RECOVERY = "Recuperarla puede cambiarla: la nómina deja de descargar avisos hasta que tenga la nueva. ¿Lo autoriza?"


def ask(workspace: Workspace, paper: Paper, only: Collection[Nrp] | None, asked: set[Nrp]) -> None:
    """Terms first, since one answer may serve all; then each service password that nobody here knows."""
    if not paper.interactive:
        return
    _ask_terms(workspace, paper, only)
    for record in unasked(workspace, only, asked):
        asked.add(record.employer.nrp)
        _ask_password(workspace, paper, record)


def unasked(workspace: Workspace, only: Collection[Nrp] | None, asked: Collection[Nrp]) -> list[Record]:
    """Those whose service password nobody here knows, and about whom nobody was asked yet."""
    return [
        record for record in _blocked(workspace, only)
        if record.block and record.block.reason is Reason.PASSWORD_UNKNOWN and record.employer.nrp not in asked
    ]  # fmt: skip


def _ask_terms(workspace: Workspace, paper: Paper, only: Collection[Nrp] | None) -> None:
    met = {record.block.fingerprint for record in _blocked(workspace, only) if record.block}
    known = workspace.ledger.terms()
    for row in known:
        if row.approved_by or row.fingerprint not in met:
            continue
        show_terms(paper, row, replaced(row, known))
        if YesOrNo.ask(ACCEPT, default=False):
            workspace.ledger.approve_terms(row.fingerprint, workspace.machine, workspace.clock.now())


def _ask_password(workspace: Workspace, paper: Paper, record: Record) -> None:
    employer = record.employer
    paper.line(f"{employer.nrp}  {employer.name}", style="bold yellow")
    paper.line(f"  {advice(Reason.PASSWORD_UNKNOWN)[0]}")
    paper.line(_MENU)
    answer = Prompt.ask("  ¿Cuál?", choices=[_TYPE, _RECOVER, _LATER], default=_LATER, show_choices=False)
    if answer == _TYPE:
        _keep(workspace, paper, employer.nrp)
    if answer == _RECOVER and YesOrNo.ask(f"  {_RECOVERY}", default=False):
        outcome = run_flow_in(
            workspace, paper, employer.nrp, "recover_password", AtTerminal(paper, workspace.clock, expected=1)
        )
        paper.line(f"  Recuperarla: {outcome_told(outcome)}")


def _keep(workspace: Workspace, paper: Paper, nrp: Nrp) -> None:
    try:
        keep_typed(workspace, nrp, typed_twice())
    except AtWork as busy:  # another machine's robot: the others are asked all the same
        paper.warn(busy.in_line)
    else:
        paper.line("  Guardada; el robot sigue solo.", style="green")


def _blocked(workspace: Workspace, only: Collection[Nrp] | None) -> list[Record]:
    return [
        record for record in workspace.ledger.records()
        if record.block is not None and not record.stopped and (only is None or record.employer.nrp in only)
    ]  # fmt: skip
