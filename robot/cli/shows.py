"""status, explain: what the ledger knows, for people and as JSON. Starts no browser."""

import typer

from robot.cli.options import HERE, JsonOption, NrpArgument, WorkspaceOption, nrp_of, opened, standings
from robot.cli.pauses import common_trouble
from robot.console.paper import Paper
from robot.report.status import status_record
from robot.report.story import story, story_record
from robot.rules.renewal import overlap_told


def register(app: typer.Typer) -> None:
    app.command("status")(status)
    app.command("explain")(explain)


def status(workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:
    """Cómo está cada NRP, por qué, y qué sigue."""
    paper = Paper()
    with opened(workspace) as open_one:
        found = standings(open_one)
        if as_json:
            paper.records([status_record(one) for one in found])
        elif found:
            paper.standings(found)
            paper.lines(common_trouble(open_one))
        else:
            paper.line("No hay NRP: importe un padrón con `infonavit-robot import PADRÓN.xlsx`.")


def explain(nrp: NrpArgument, workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:
    """La historia de un NRP: lo que se quiere, lo que se vio, lo que se hizo, por qué espera y qué sigue."""
    paper = Paper()
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        employer = open_one.ledger.record(number).employer
        one = next(one for one in standings(open_one) if one.record.employer.nrp == number)
        events, told = open_one.ledger.events(number), overlap_told(open_one.overlap)
        if as_json:
            paper.records(story_record(one, events, told))
            return
        paper.line(f"{employer.nrp}  {employer.name}  (RFC {employer.rfc})", style="bold")
        for chapter in story(one, events, told):
            paper.line()
            paper.line(chapter.title, style="bold cyan")
            paper.lines(f"  {line}" for line in chapter.lines)
