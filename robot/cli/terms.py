"""terms show, terms approve: the portal's terms are a person's to accept."""

import getpass
from typing import Annotated

import typer

from robot.cli.options import HERE, JsonOption, WorkspaceOption, opened
from robot.console.paper import Paper
from robot.engine.ports import TermsRow
from robot.model.errors import RobotError

app = typer.Typer(help="Términos y condiciones del portal: leerlos y aprobarlos.", no_args_is_help=True)


@app.command("show")
def show(
    fingerprint: Annotated[str | None, typer.Argument(metavar="HUELLA", help="Sólo ese texto.")] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Muestra los textos que el portal ha pedido aceptar y quién los aprobó."""
    paper = Paper()
    with opened(workspace) as open_one:
        rows = [row for row in open_one.ledger.terms() if fingerprint in (None, row.fingerprint)]
        if as_json:
            paper.records([_record(row) for row in rows])
            return
        for row in rows:
            approved = f"aprobados por {row.approved_by}" if row.approved_by else "SIN APROBAR"
            paper.line(f"{row.fingerprint}  «{row.name}»  {approved}", style="bold")
            paper.line(row.text)
            paper.line()
        if not rows:
            paper.line("El portal todavía no ha mostrado términos.")


@app.command("approve")
def approve(
    fingerprints: Annotated[list[str] | None, typer.Argument(metavar="[HUELLA]...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Todos los pendientes.")] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Aprueba términos para todos los NRP del espacio de trabajo. Léalos antes con `terms show`."""
    paper = Paper()
    with opened(workspace) as open_one:
        pending = [row.fingerprint for row in open_one.ledger.terms() if not row.approved_by]
        chosen = pending if every or (not fingerprints and len(pending) == 1) else list(fingerprints or ())
        if not chosen and pending:
            raise RobotError(
                f"Hay {len(pending)} textos por aprobar.",
                where=", ".join(pending),
                fix="Diga cuál (su huella) o --all.",
            )
        for fingerprint in chosen:
            open_one.ledger.approve_terms(fingerprint, getpass.getuser(), open_one.clock.now())
            paper.line(f"Aprobados: {fingerprint}")
        blocks = {record.employer.nrp: record.block for record in open_one.ledger.records()}
        released = [nrp for nrp, block in blocks.items() if block and block.fingerprint in chosen]
        open_one.ledger.wake(released, open_one.clock.now())  # also for a robot that is at work (run --watch)
        if not chosen:
            paper.line("No hay términos por aprobar.")


def _record(row: TermsRow) -> dict[str, str | None]:
    return {
        "fingerprint": row.fingerprint,
        "name": row.name,
        "text": row.text,
        "first_seen": row.first_seen.isoformat(),
        "approved_by": row.approved_by or None,
    }
