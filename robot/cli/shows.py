"""status, plan, explain: what the ledger knows, for people and as JSON. Starts no browser."""

from typing import Any

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, JsonOption, NrpArgument, WorkspaceOption, nrp_of, opened, standings
from robot.console.paper import Paper
from robot.engine.lessons import overlap_of
from robot.model.secret import SecretKind
from robot.report.plan import plan_record
from robot.report.status import Standing, status_record
from robot.report.story import commit_line, event_line
from robot.rules.calendar import MEXICO
from robot.rules.efirma import certificate_facts

_DAYS = ("renew_on", "end", "efirma_ends", "authorised_until")


def register(app: typer.Typer) -> None:
    app.command("status")(status)
    app.command("plan")(plan)
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


def plan(workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:
    """Lo que viene: renovaciones, vencimientos, e.firmas que terminan, lo que necesita a una persona."""
    paper = Paper()
    with opened(workspace) as open_one:
        records = [_planned(open_one, one) for one in standings(open_one)]
        if as_json:
            paper.records(records)
            return
        rows = [
            (
                one["nrp"],
                one["name"],
                *(_day(one[key]) for key in ("renew_on", "end", "efirma_ends", "authorised_until")),
            )
            for one in sorted(records, key=lambda one: one["renew_on"] or one["end"] or "9999")
        ]
        headers = ("NRP", "Empresa", "Se renueva", "Fin de vigencia", "Termina e.firma", "Autorización hasta")
        paper.table("Lo que viene", headers, rows)


def _planned(workspace: Workspace, one: Standing) -> dict[str, Any]:
    cer = workspace.vault.get(one.record.employer.certificate, SecretKind.EFIRMA_CER)
    facts = certificate_facts(cer.reveal()) if cer else None
    overlap = overlap_of(workspace.ledger, workspace.book.portal.address)
    ends = facts.not_after.astimezone(MEXICO) if facts else None
    return plan_record(one, workspace.settings.policy, overlap, ends)


def _day(iso: str | None) -> str:
    return "/".join(reversed(iso[:10].split("-"))) if iso else ""


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
        paper.lines(commit_line(commit) for commit in record.commits)
        paper.lines(event_line(event) for event in open_one.ledger.events(number))
