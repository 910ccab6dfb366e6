"""terms show, terms approve: the portal's terms are a person's to accept."""

from typing import Annotated, Any

import typer

from robot.cli.options import HERE, JsonOption, WorkspaceOption, opened
from robot.console.attendant import show_terms
from robot.console.paper import Paper
from robot.model.errors import RobotError
from robot.model.terms import TermsRow
from robot.rules.terms_changed import changed_lines, replaced

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
        known = open_one.ledger.terms()
        rows = [row for row in known if fingerprint in (None, row.fingerprint)]
        if as_json:
            paper.records([_record(row, replaced(row, known)) for row in rows])
            return
        for row in rows:
            show_terms(paper, row, replaced(row, known))
        if fingerprint and not rows:
            raise RobotError(f"No hay términos con la huella {fingerprint}.", fix="Véalas con: terms show")
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
            open_one.ledger.approve_terms(fingerprint, open_one.machine, open_one.clock.now())
            paper.line(f"Aprobados: {fingerprint}")
        if not chosen:
            paper.line("No hay términos por aprobar.")


def _record(row: TermsRow, before: TermsRow | None) -> dict[str, Any]:
    """`replaces`: the text of the same name approved before; `diff`: what changed since, sentence by sentence."""
    return {
        "fingerprint": row.fingerprint,
        "name": row.name,
        "text": row.text,
        "first_seen": row.first_seen.isoformat(),
        "approved_by": row.approved_by or None,
        "replaces": before.fingerprint if before else None,
        "diff": list(changed_lines(before.text, row.text)) if before else [],
    }
