"""pause and resume: no visit starts anywhere on this ledger until somebody says so. Starts no browser.

And what a person who asks for a visit is told first, when the robot by itself would make none.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, WorkspaceOption, opened, sure
from robot.console.paper import Paper
from robot.engine.lessons import troubles_of
from robot.model.errors import FlowFilesError, RobotError
from robot.outside.ledger.story import Audit
from robot.report.portal import portal_lines
from robot.rules.calendar import MEXICO
from robot.rules.circuit import Circuit, Hold, quiet

_QUIET = "Son horas de descanso (`quiet_hours`): por su cuenta el robot no inicia visitas."


def register(app: typer.Typer) -> None:
    app.command("pause")(pause)
    app.command("resume")(resume)


def pause(
    workspace: WorkspaceOption = HERE,
    until: Annotated[str | None, typer.Option(metavar="FECHA-HORA", help="AAAA-MM-DDTHH:MM, hora de México.")] = None,
    reason: Annotated[str, typer.Option(help="Por qué; se muestra en `status`.")] = "",
) -> None:
    """Ninguna visita se inicia en este libro hasta `resume`; las que están en curso terminan."""
    with opened(workspace) as open_one:
        now = open_one.clock.now()
        hold = Hold(now, _moment(until, now), reason.rstrip("."))
        open_one.ledger.change_circuit(lambda known: replace(known, hold=hold))
        open_one.ledger.add_audit(Audit(now, "paused", {"by": open_one.machine, "until": hold.until, "reason": reason}))
        Paper().lines(common_trouble(open_one))


def resume(workspace: WorkspaceOption = HERE) -> None:
    """Las visitas siguen: termina la pausa, y se vuelve a intentar un portal que no respondía."""
    with opened(workspace) as open_one:
        open_one.ledger.change_circuit(lambda _: Circuit())
        open_one.ledger.add_audit(Audit(open_one.clock.now(), "resumed", {"by": open_one.machine}))
        Paper().lines(("Las visitas pueden iniciar.", *common_trouble(open_one)))


def insist(workspace: Workspace, paper: Paper, *, yes: bool | None = None) -> None:
    """A portal that is down or quiet hours do not stop a person's visits, but the person is told, and says so.

    Raises RobotError while visits are paused."""
    now, circuit = workspace.clock.now(), workspace.ledger.circuit()
    if circuit.held(now):
        raise RobotError("Las visitas están en pausa.", fix="Para seguir: infonavit-robot resume")
    against = portal_lines(circuit, (), now) if circuit.is_open(now) else ()
    if quiet(workspace.settings.pace, now):
        against = (*against, _QUIET)
    if against:
        sure(paper, " ".join(against), yes=yes)


def common_trouble(workspace: Workspace) -> tuple[str, ...]:
    """What now concerns all NRPs, for `status` and `run`."""
    ledger, now = workspace.ledger, workspace.clock.now()
    try:
        present = {flow.fingerprint for flow in workspace.book.flows.values()}
    except FlowFilesError as broken:  # who pauses, or looks, is not kept from it
        return (*portal_lines(ledger.circuit(), (), now), f"{broken.title} Véalos con `infonavit-robot flows check`.")
    troubles = [one for fingerprint, one in troubles_of(ledger).items() if fingerprint in present]
    return portal_lines(ledger.circuit(), troubles, now)


def _moment(text: str | None, now: datetime) -> datetime | None:
    """Without a zone it is the time of Mexico City."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise RobotError(f"«{text}» no es una fecha con hora.", fix="Por ejemplo: --until 2026-11-23T18:30") from None
    moment = read if read.tzinfo else read.replace(tzinfo=MEXICO)
    if moment <= now:
        raise RobotError(f"«{text}» ya pasó.", fix="Indique un momento futuro, o no use --until.")
    return moment
