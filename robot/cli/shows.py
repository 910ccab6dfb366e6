"""status, explain: what the ledger knows, for people and as JSON. Starts no browser."""

import typer

from robot.cli.options import HERE, JsonOption, NrpArgument, WorkspaceOption, nrp_of, opened, standings
from robot.console.paper import Paper
from robot.report.status import status_record
from robot.report.story import commit_line, event_line
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
        else:
            paper.line("No hay NRP: importe un padrón con `infonavit-robot import PADRÓN.xlsx`.")


def explain(nrp: NrpArgument, workspace: WorkspaceOption = HERE) -> None:
    """La historia de un NRP: lo que se quiere, lo que se vio, lo que se hizo y por qué espera."""
    paper = Paper()
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        record = open_one.ledger.record(number)
        paper.standings([one for one in standings(open_one) if one.record.employer.nrp == number], str(number))
        wanted = record.employer.developer
        paper.line(f"Se quiere: {wanted.service} con {wanted.rfc} {wanted.name}, {wanted.validity}.")
        for row in record.seen.relations or ():
            end = f"{row.end:%d/%m/%Y}" if row.end else "sin fecha"
            paper.line(f"En el portal: {row.service} con {row.developer_rfc} {row.developer_name}, {row.status}, {end}")
        if told := overlap_told(open_one.overlap):
            paper.line(told)
        paper.lines(commit_line(commit) for commit in record.commits)
        paper.lines(event_line(event) for event in open_one.ledger.events(number))
