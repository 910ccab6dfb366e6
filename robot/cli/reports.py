"""report: the page on one run, made again or in another way; nothing is visited."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from robot.cli.options import HERE, WorkspaceOption, among, known_nrps, opened
from robot.cli.page import PAGE, Sheet, write_report
from robot.cli.spans import LAST, span_of
from robot.cli.telling import Telling, cleaned
from robot.console.paper import Paper


class Pictures(StrEnum):
    LINK = "link"
    EMBED = "embed"


def register(app: typer.Typer) -> None:
    app.command("report")(report)


def report(
    workspace: WorkspaceOption = HERE,
    run: Annotated[str, typer.Option("--run", metavar="last|all|CORRIDA", help="De qué corrida.")] = LAST,
    nrps: Annotated[list[str] | None, typer.Option("--nrp", help="Sólo éste; se puede repetir.")] = None,
    pictures: Annotated[
        Pictures, typer.Option("--pictures", help="link: enlaces a la evidencia; embed: dentro del informe.")
    ] = Pictures.LINK,
    out: Annotated[Path | None, typer.Option("--out", help=f"El archivo; si no, results/{PAGE}.")] = None,
) -> None:
    """Escribe el informe de una corrida: un solo archivo HTML que se puede mandar por correo."""
    paper = Paper()
    with opened(workspace) as open_one:
        only = known_nrps(open_one, nrps)
        span = span_of(open_one, run)
        found = among(cleaned(open_one), only)
        sheet = Sheet(out or open_one.folder.results / PAGE, pictures is Pictures.EMBED)
        write_report(open_one, found, Telling(open_one, paper).summary(found, run=False), span, sheet)
        paper.line(f"Informe: {sheet.path}")
