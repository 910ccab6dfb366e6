"""Options that several commands share, and the way into the workspace they name."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from robot.assembly import Workspace, open_workspace
from robot.console.asking import YesOrNo
from robot.console.paper import Paper
from robot.model.errors import RobotError, said_by_system
from robot.model.flow import Flow, FlowBook
from robot.model.identifiers import Nrp
from robot.model.settings import ENV_WORKSPACE
from robot.report.status import Standing, standing
from robot.rules.calendar import day_in_mexico
from robot.rules.decide import Situation
from robot.rules.foresee import foresee

WorkspaceOption = Annotated[
    Path,
    typer.Option("--workspace", "-w", envvar=ENV_WORKSPACE, help="Carpeta del espacio de trabajo."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Un registro JSON en lugar de texto.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Sin preguntar.")]
HeadedOption = Annotated[bool, typer.Option("--headed", help="A la vista: usted escribe el captcha si lo hay.")]
NrpArgument = Annotated[str, typer.Argument(metavar="NRP", help="Registro patronal, 11 caracteres.")]
HERE = Path()


@contextmanager
def opened(path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(path)
    try:
        yield workspace
    finally:
        workspace.close()


def nrp_of(text: str) -> Nrp:
    try:
        return Nrp(text)
    except ValueError as error:
        raise RobotError(f"«{text}» no es un NRP: {error}.", fix="Los que hay: infonavit-robot status") from None


def sure(paper: Paper, warning: str, *, yes: bool | None) -> None:
    """Asks before something that cannot be taken back. Without a terminal only `--yes` will do; None: the command has
    no such option."""
    paper.warn(warning)
    if yes:
        return
    if not paper.interactive:
        or_yes = "" if yes is None else ", o agregue --yes"
        raise RobotError("Hace falta confirmar.", fix=f"Ejecute el comando en una terminal{or_yes}.")
    try:
        goes_on = YesOrNo.ask("¿Continuar?", default=False)
    except EOFError:
        goes_on = False
    if not goes_on:
        raise typer.Exit(2)


def situation(workspace: Workspace) -> Situation:
    """As far as the reports need it: the time, the settings, what was learned."""
    now = workspace.clock.now()
    quarantined = workspace.ledger.quarantined()
    policy, overlap = workspace.settings.policy, workspace.overlap
    return Situation(now, day_in_mexico(now), policy, quarantined=quarantined, overlap=overlap)


def standings(workspace: Workspace, now: Situation | None = None) -> tuple[Standing, ...]:
    """All NRPs of the ledger, in the roster's order."""
    present = now or situation(workspace)
    last = workspace.ledger.last_evidence()
    return tuple(
        standing(record, present.today, last.get(record.employer.nrp, ""), foresee(record, present))
        for record in workspace.ledger.records()
    )


def among(found: tuple[Standing, ...], only: Collection[Nrp] | None) -> tuple[Standing, ...]:
    """Those that `--nrp` names; None: all."""
    return found if only is None else tuple(one for one in found if one.record.employer.nrp in only)


def known_nrps(workspace: Workspace, texts: list[str] | None) -> tuple[Nrp, ...] | None:
    """Those of `--nrp`, None for all. Raises RobotError for one that was never imported, or when none was."""
    known = {record.employer.nrp for record in workspace.ledger.records()}
    if not known:
        raise RobotError("No hay ningún NRP.", fix="Importe un padrón: infonavit-robot import PADRÓN.xlsx")
    wanted = tuple(nrp_of(text) for text in texts or ())
    strange = [nrp for nrp in wanted if nrp not in known]
    if strange:
        raise RobotError(f"No está en el libro de registro: {', '.join(strange)}.", fix="Vea infonavit-robot status.")
    return wanted or None


def known_flow(book: FlowBook, name: str) -> Flow:
    """Raises RobotError that lists those there are."""
    if name not in book.flows:
        raise RobotError(f"No hay un flujo «{name}».", fix="Los hay: " + ", ".join(book.flows))
    return book.flows[name]


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RobotError(f"No se puede leer {file}: {said_by_system(error)}.", fix="Revise la ruta.") from None


def as_date(text: str | None) -> date | None:
    """A day written as in ISO, AAAA-MM-DD."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RobotError(
            f"«{text}» no es una fecha.", fix="Escríbala como AAAA-MM-DD, por ejemplo 2026-11-23."
        ) from None
