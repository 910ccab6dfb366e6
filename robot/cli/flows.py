"""flows check, schema, show, run: the YAML beside the guide, and one flow for one NRP on explicit command."""

from pathlib import Path
from typing import Annotated

import typer

from robot.cli.options import HERE, NrpArgument, WorkspaceOption, YesOption, known_flow, nrp_of
from robot.cli.single import run_flow_of
from robot.console.paper import Paper
from robot.model.errors import RobotError
from robot.model.flow import FlowBook
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.flow_files.schema import schema_text
from robot.rules.flow_map import draw

app = typer.Typer(help="Los flujos YAML.", no_args_is_help=True)


def _book(workspace: Path) -> FlowBook:
    """The shipped flows with the workspace's own over them, where there are any."""
    own = workspace / "flows"
    return load_book((shipped_flows(), own) if own.is_dir() else (shipped_flows(),))


@app.command("check")
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[CARPETA]", help="Otros flujos, sobre los de fábrica.")
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Dice todos los errores de todos los archivos, sin abrir el navegador."""
    paper = Paper()
    if folder and not folder.is_dir():
        raise RobotError(f"No hay una carpeta {folder}.", fix="Revise la ruta.")
    book = load_book((shipped_flows(), folder)) if folder else _book(workspace)
    paper.line(f"{len(book.flows)} flujos y {len(book.screens)} pantallas, sin errores.")
    for report in book.reports:
        paper.warn(report)


@app.command("schema")
def schema() -> None:
    """El esquema JSON de los archivos, para el editor."""
    Paper().raw(schema_text())


@app.command("show")
def show(
    flow: Annotated[str | None, typer.Argument(metavar="[FLUJO]")] = None, workspace: WorkspaceOption = HERE
) -> None:
    """Dibuja un flujo como las pantallas que pasa, junto a los pasos de la guía; sin nombre, los lista."""
    paper = Paper()
    book = _book(workspace)
    if flow is None:
        paper.table(
            "Flujos", ("Flujo", "Título", "Guía"), [(one.name, one.title, one.guide) for one in book.flows.values()]
        )
        return
    paper.line(draw(known_flow(book, flow), book))


@app.command("run")
def run(
    flow: Annotated[str, typer.Argument(metavar="FLUJO")],
    nrp: NrpArgument,
    workspace: WorkspaceOption = HERE,
    yes: YesOption = False,
    headed: Annotated[bool, typer.Option("--headed", help="Con el navegador a la vista.")] = False,
) -> None:
    """Ejecuta un flujo para un NRP: bajar la responsiva, exportar la tabla, ver los términos..."""
    run_flow_of(workspace, nrp_of(nrp), flow, yes=yes, headed=headed)
