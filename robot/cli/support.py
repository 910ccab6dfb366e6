"""support bundle: one file for support, made by hand. After a bug the robot makes one by itself (crash)."""

import os
from pathlib import Path
from typing import Annotated

import typer

from robot.cli.bundle import Wish, make_bundle
from robot.cli.options import HERE, WorkspaceOption, nrp_of
from robot.console.paper import Paper

app = typer.Typer(help="Para pedir ayuda a soporte.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Para pedir ayuda a soporte."""


@app.command("bundle")
def bundle(
    nrp: Annotated[
        str | None, typer.Argument(metavar="[NRP]", help="Del que se trata; sin él, el último que falló.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    out: Annotated[Path | None, typer.Option("--out", help="El archivo; si no, uno nuevo en support.")] = None,
) -> None:
    """Hace un archivo zip para mandar a soporte: versiones, ajustes, bitácora, flujos y evidencia, sin secretos."""
    paper = Paper()
    made = make_bundle(Wish(workspace, dict(os.environ), nrp_of(nrp) if nrp else None, out=out))
    for line in made.missing:
        paper.warn(line)
    paper.line(f"Paquete de soporte: {made.path}")
    paper.line("No lleva secretos; LEEME.txt, adentro, dice qué lleva. Mándelo a soporte por correo.")
