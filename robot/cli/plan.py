"""plan: the coming weeks, what needs a person, and when each NRP is renewed. Starts no browser, opens no vault."""

from datetime import date
from typing import Annotated

import typer

from robot.cli.options import HERE, JsonOption, WorkspaceOption, opened, situation, standings
from robot.console.paper import Paper
from robot.model.state import Phase
from robot.report.plan import Planned, Week, captcha_share, plan_record, planned, week_record, weeks_ahead
from robot.rules.renewal import overlap_told

_LAST_VISITS = 200
_WEEK_HEADERS = (
    "Del", "Al", "Altas", "Renovaciones", "Vencimientos", "e.firmas que terminan", "Autorizaciones que terminan",
    "Visitas", "CAPTCHA",
)  # fmt: skip
_WAITS_FOR_PERSON = (Phase.NEEDS_PERSON, Phase.FAILED)


def register(app: typer.Typer) -> None:
    app.command("plan")(plan)


def plan(
    workspace: WorkspaceOption = HERE,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=156, help="Cuántas semanas.")] = 8,
    totals: Annotated[bool, typer.Option("--totals", help="Sólo las semanas, sin la lista de los NRP.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Lo que viene: renovaciones, vencimientos, e.firmas que terminan, captchas, lo que necesita a una persona."""
    paper = Paper()
    with opened(workspace) as open_one:
        now = situation(open_one)
        found = tuple(planned(one, now.policy, now.overlap) for one in standings(open_one, now))
        share = captcha_share(open_one.ledger.last_visits(_LAST_VISITS))
        ahead = weeks_ahead(found, now.today, weeks, share)
        if as_json:
            paper.records([week_record(one) for one in ahead] if totals else [plan_record(one) for one in found])
            return
        paper.table("Las semanas que vienen", _WEEK_HEADERS, map(_week_row, ahead))
        if told := overlap_told(now.overlap):
            paper.line(told)
        if not totals:
            _lists(paper, found)


def _lists(paper: Paper, found: tuple[Planned, ...]) -> None:
    waiting = [one.standing for one in found if one.standing.state in _WAITS_FOR_PERSON]
    if waiting:
        paper.standings(waiting, "Necesitan a una persona ahora")
    warned = [
        (one.standing.record.employer.nrp, _day(warning.before), warning.text, warning.todo)
        for one in found for warning in one.standing.warnings
    ]  # fmt: skip
    if warned:
        paper.table("Lo que detendrá una renovación", ("NRP", "Antes del", "Aviso", "Qué hacer"), warned)
    rows = [
        (
            one.standing.record.employer.nrp, one.standing.record.employer.name, _day(one.renew_on), _day(one.end),
            _day(one.efirma_ends), _day(one.authorised_until),
        )
        for one in sorted(found, key=lambda one: one.renew_on or one.end or date.max)
    ]  # fmt: skip
    headers = ("NRP", "Empresa", "Se renueva", "Fin de vigencia", "Termina e.firma", "Autorización hasta")
    paper.table("Lo que viene", headers, rows)


def _week_row(week: Week) -> tuple[str, ...]:
    counts = (
        week.registrations, week.renewals, week.expiries, week.efirmas, week.authorisations, week.visits, week.captchas
    )  # fmt: skip
    return _day(week.first), _day(week.last), *(str(count) if count else "" for count in counts)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
