"""init, import, check, and what a person says about one NRP: stop, retry, confirm, forget."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated

import typer

from robot.assembly import Workspace, create_workspace
from robot.cli.checks import Check, run_checks
from robot.cli.options import HERE, NrpArgument, WorkspaceOption, YesOption, nrp_of, opened, sure
from robot.console.paper import Paper
from robot.engine.intake import Importer, Intake
from robot.engine.lessons import let_try
from robot.model.errors import RobotError, RosterError, said_by_system
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.roster import Roster
from robot.model.state import Event
from robot.outside.roster_file.kept import save_table
from robot.outside.roster_file.read import read_roster
from robot.outside.support_file import forget_bundles

_SAVED = {"new": "nuevo", "changed": "cambió", "same": "igual"}


def register(app: typer.Typer) -> None:
    app.command("init")(init)
    app.command("import")(take_in)
    app.command("check")(check)
    app.command("stop")(stop)
    app.command("retry")(retry)
    app.command("confirm")(confirm)
    app.command("forget")(forget)


def init(folder: Annotated[Path, typer.Argument(help="Carpeta nueva o vacía.")] = HERE) -> None:
    """Crea un espacio de trabajo: settings.yaml, la llave de la bóveda y el libro de registro."""
    paper = Paper()
    workspace = create_workspace(folder)
    paper.line(f"Espacio de trabajo: {workspace.folder.root}")
    paper.line(f"Ajustes:            {workspace.folder.settings}")
    paper.line(f"Llave de la bóveda: {workspace.key_place}.")
    paper.line("                    Guarde un respaldo aparte: sin ella los secretos no se pueden leer.")
    paper.line("Siga con: infonavit-robot import PADRÓN.xlsx")
    workspace.close()


def take_in(
    roster: Annotated[Path, typer.Argument(metavar="PADRÓN", help="Excel o CSV, una fila por NRP.")],
    workspace: WorkspaceOption = HERE,
) -> None:
    """Importa el padrón. Volver a importarlo cambia sólo lo que cambió y no borra a nadie."""
    paper = Paper()
    with opened(workspace) as open_one:
        settings = open_one.settings
        names = {mailbox.name for mailbox in settings.mailboxes}
        found = read_roster(roster, defaults=settings.developer, authorisation=settings.authorisation, mailboxes=names)
        with open_one.hold_import():
            intake = _store(open_one, paper, found)
        _tell(paper, found, intake)
        if found.mistakes:
            rest = "las demás filas quedaron importadas" if found.rows else "no se importó nada"
            title = f"{len(found.mistakes)} error(es) en el padrón; {rest}"
            raise RosterError(title, found.mistakes)
        if intake.at_work:
            raise RobotError(
                "El robot siguió trabajando con algunos NRP, que quedaron como estaban.",
                where=", ".join(intake.at_work),
                fix="Repita la importación en unos minutos: las demás filas ya están.",
            )


def _store(workspace: Workspace, paper: Paper, found: Roster) -> Intake:
    def waiting(rows: int) -> None:
        paper.line(f"El robot está en el portal con {rows} de estas filas: se espera a que termine.")

    importer = Importer(workspace.ledger, workspace.vault, workspace.clock, live_portal=workspace.live_portal)
    intake = asyncio.run(importer.take_in(found, whole=bool(found.table.rows), waiting=waiting))
    if found.table.rows:
        try:
            save_table(found.table, workspace.folder.roster)
        except OSError as error:
            why = said_by_system(error)
            paper.warn(
                f"No se pudo guardar la copia del padrón para el libro de resultados: {why}. Impórtelo otra vez."
            )
    return intake


def _tell(paper: Paper, found: Roster, intake: Intake) -> None:
    paper.line(
        f"Importados: {intake.count('new')} nuevos, {intake.count('changed')} con cambios, "
        f"{intake.count('same')} sin cambios."
    )
    if intake.at_work:
        paper.warn(f"Sin importar, por ahora: {', '.join(intake.at_work)}")
    paper.lines(f"Nota: {notice}" for notice in found.notices)
    for one in intake.taken:
        if one.problem:
            paper.warn(f"{one.nrp}: {one.problem}")
        if one.to_confirm:
            paper.warn(f"{one.nrp}: cambió la e.firma; confirme con: infonavit-robot confirm {one.nrp}")
    if intake.gone:
        paper.warn(f"Ya no están en el padrón (no se borró nada): {', '.join(intake.gone)}")


def check(workspace: WorkspaceOption = HERE) -> None:
    """Revisa todo lo que se puede saber sin tocar el portal: flujos, e.firmas, autorizaciones, buzones, navegador."""
    paper = Paper()
    with opened(workspace) as open_one:
        results = run_checks(open_one)
        for one in results:
            _tell_check(paper, one)
        bad = [one for one in results if not one.good]
        paper.line(f"{len(results) - len(bad)} bien, {len(bad)} por corregir.")
        raise typer.Exit(3 if bad else 0)


def _tell_check(paper: Paper, one: Check) -> None:
    paper.line(f"{'bien' if one.good else 'MAL ':4}  {one.subject}: {one.text}", style="" if one.good else "yellow")
    if one.todo:
        paper.line(f"      {one.todo}")


def stop(nrp: NrpArgument, workspace: WorkspaceOption = HERE) -> None:
    """Detiene un NRP: el robot no lo toca hasta `retry`."""
    with opened(workspace) as open_one:
        now = open_one.clock.now()
        open_one.ledger.set_stopped(nrp_of(nrp), True, now)
        open_one.ledger.add_event(Event(nrp_of(nrp), now, "stopped", {}))
        Paper().line(f"{nrp_of(nrp)} detenido.")


def retry(
    nrp: NrpArgument,
    workspace: WorkspaceOption = HERE,
    same_secret: Annotated[
        bool, typer.Option("--same-secret", help="Escribir una vez más el dato que el portal rechazó.")
    ] = False,
    yes: YesOption = False,
) -> None:
    """Vuelve a intentar un NRP: alguien arregló lo que lo detenía."""
    with opened(workspace) as open_one:
        now, number = open_one.clock.now(), nrp_of(nrp)
        block = open_one.ledger.record(number).block
        if block is not None and block.reason is Reason.CHANGED:
            raise RobotError(block.text, fix=block.todo)
        if block is not None and block.reason is Reason.UNPROVEN:
            open_one.ledger.write_off(number, now)
        if same_secret:
            _vouch(open_one, number, yes=yes)
        open_one.ledger.set_stopped(number, False, now)
        open_one.ledger.lift_block(number, now)
        let_try(open_one.ledger, number)
        open_one.ledger.add_event(Event(number, now, "retry", {}))
        Paper().line(f"{number} se intentará en el siguiente `infonavit-robot run`.")


def _vouch(workspace: Workspace, nrp: Nrp, *, yes: bool) -> None:
    """A person says that a refused secret is right: the portal was wrong, or the account was unlocked."""
    refused = set(workspace.ledger.record(nrp).fingerprints.values()) & set(workspace.ledger.quarantined())
    if not refused:
        raise RobotError(f"El portal no ha rechazado ningún dato de {nrp}.", fix=f"infonavit-robot explain {nrp}")
    sure(
        Paper(),
        "Se escribirá una vez más el mismo dato que el portal rechazó; si no es correcto, la cuenta puede bloquearse.",
        yes=yes,
    )
    now = workspace.clock.now()
    for fingerprint in refused:
        workspace.ledger.lift_quarantine(fingerprint, now)
    workspace.ledger.add_event(Event(nrp, now, "same secret", {"by": workspace.machine}))


def confirm(nrp: NrpArgument, workspace: WorkspaceOption = HERE) -> None:
    """Confirma que la e.firma o el representante de un NRP cambió de verdad."""
    with opened(workspace) as open_one:
        now, number = open_one.clock.now(), nrp_of(nrp)
        block = open_one.ledger.record(number).block
        if block is None or block.reason is not Reason.CHANGED:
            raise RobotError(f"{number} no tiene un cambio por confirmar.", fix=f"infonavit-robot explain {number}")
        open_one.ledger.lift_block(number, now)
        open_one.ledger.add_event(Event(number, now, "confirmed", {"by": open_one.machine}))
        Paper().line(f"{number}: e.firma confirmada.")


def forget(nrp: NrpArgument, workspace: WorkspaceOption = HERE, yes: YesOption = False) -> None:
    """Borra para siempre un NRP: sus secretos, su historia y su evidencia."""
    paper = Paper()
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        open_one.ledger.record(number)
        sure(paper, f"Se borrará todo lo de {number}. En el portal no cambia nada.", yes=yes)
        open_one.ledger.forget(number, open_one.clock.now())
        evidence = open_one.folder.evidence / number
        shutil.rmtree(evidence, ignore_errors=True)
        forget_bundles(open_one.folder.support)
        if evidence.exists():
            paper.warn(f"Otro programa tiene abierta parte de su evidencia; ciérrelo y bórrela a mano: {evidence}")
        paper.line(f"{number} borrado.")
