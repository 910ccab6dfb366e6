"""What a stop of the debug mode looks like: the step beside the guide, the screen, and each control it would use.

Drawn from values only; asks the browser nothing. No secret is in a value: they are named and shown as dots.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from robot.engine.direct import Moment
from robot.model.drift import Drift
from robot.model.employer import Employer
from robot.model.faults import Tried
from robot.model.flow import (
    Action,
    CommitKind,
    FlowBook,
    Step,
    TypeSecret,
    Variable,
)
from robot.model.outcome import Ending, Outcome
from robot.model.screen import Screen, Target
from robot.model.sight import Near, Sight
from robot.rules.drift import in_long, in_short, screens_alike
from robot.rules.flow_map import ENDINGS, leads_told, sentence
from robot.rules.flow_uses import act_on
from robot.rules.places import without_folders

DOTS = "••••••"
_SENT = {
    CommitKind.RELATION: "Solicitud de la relación de confianza",
    CommitKind.SERVICE_PASSWORD: "Solicitud de la contraseña de Servicios de Intercomunicación",
    CommitKind.RECOVER: "Recuperación de la contraseña de Servicios de Intercomunicación",
    CommitKind.CANCEL: "Cancelación de la contraseña de Servicios de Intercomunicación",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the step as it would be done. `how` says what is done to the target; `tried` is filled in later."""

    told: str
    target: Target | None = None
    how: str = ""
    tried: tuple[Tried, ...] = ()

    @property
    def found(self) -> int | None:
        """The place of the candidate that would be used."""
        return next((rank for rank, one in enumerate(self.tried) if one.matches == 1), None)


@dataclass(frozen=True, slots=True)
class View:
    """All that a stop shows. `sight` is what the portal shows now, `near` what else it is like."""

    moment: Moment
    book: FlowBook
    acts: tuple[Act, ...]
    sight: Sight
    near: tuple[Near, ...] = ()


def acts_of(step: Step, screen: Screen | None, book: FlowBook, values: Mapping[Variable, str]) -> tuple[Act, ...]:
    return tuple(_act(action, step, screen, book, values) for action in step.actions)


def _act(action: Action, step: Step, screen: Screen | None, book: FlowBook, values: Mapping[Variable, str]) -> Act:
    name = getattr(action, "target", None)
    target = screen.targets.get(name) if screen and name else None
    told = sentence(action, step, book)
    for variable, value in values.items():
        told = told.replace(f"${{{variable}}}", value)
    if isinstance(action, TypeSecret):
        told = told.replace(action.secret, f"{DOTS} ({action.secret})", 1)
    return Act(told, target, act_on(action))


def drawn(view: View) -> RenderableType:
    moment = view.moment
    title = f"[bold]Paso {moment.index + 1} de {len(moment.flow.steps)} · {escape(moment.flow.title)}[/]"
    style = "red" if moment.outcome else "yellow" if moment.step.commits else "cyan"
    parts: list[RenderableType] = [_facts(view)]
    if view.acts:
        parts.append(_table(view.acts))
    return Panel(Group(*parts), title=title, title_align="left", border_style=style)


def _facts(view: View) -> Table:
    facts = Table.grid(padding=(0, 1))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, text in _told(view):
        facts.add_row(name, text)
    return facts


def _told(view: View) -> Iterator[tuple[str, Text]]:
    moment, step = view.moment, view.moment.step
    if moment.outcome:
        yield "Falla", Text(fall_told(moment.outcome), style="bold red")
        for line in in_long(moment.outcome.drift):
            yield "", Text(line)
    yield "Archivo", Text(without_folders(str(step.place)))
    if step.guide:
        yield "Guía", Text(step.guide)
    yield "Pantalla", _screen_told(view)
    surely = view.sight.screen in step.on
    if not (moment.outcome and moment.outcome.drift):
        for one in screens_alike(view.near[: 1 if surely else None], view.sight.controls):
            yield "", Text(in_short(Drift(alike=(one,))), style="dim")
    if step.commits:
        again = (
            "ya se hizo en este flujo: no se repite" if moment.barred else "no se puede deshacer; se le pregunta antes"
        )
        yield "Envía", Text(f"{_SENT[step.commits]}: {again}", style="bold yellow")
    on = " · ".join(leads_told([lead for lead in step.then if lead.ending is None], view.book))
    ends = [lead for lead in step.then if lead.ending not in (None, Ending.PORTAL_DOWN)]
    for number, (text, style) in enumerate(
        [(on, "")] * bool(on) + [(led, "dim") for led in leads_told(ends, view.book)]
    ):
        yield "" if number else "Lleva a", Text(text, style=style)


def _screen_told(view: View) -> Text:
    sight = view.sight
    if sight.screen is None and not view.moment.step.on and view.moment.outcome is None:
        return Text("todavía ninguna", style="dim")
    if sight.screen is None:
        text = Text("ninguna que el robot conozca", style="bold red")
    else:
        text = Text(f"{view.book.screens[sight.screen].title} ({sight.screen})", style="bold green")
        expected = view.moment.step.on
        if expected and sight.screen not in expected:
            text.append(f"  — este paso es de {', '.join(expected)}", style="yellow")
    if sight.also:
        text.append(f"; también {', '.join(sight.also)}", style="dim")
    if sight.down:
        text.append(f"  {sight.down}", style="red")
    return text


def _table(acts: Sequence[Act]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", expand=False)
    for header in ("N.º", "Qué", "Lo encuentra", "Coincide"):
        table.add_column(header, overflow="fold")
    for number, act in enumerate(acts, 1):
        table.add_row(str(number), escape(act.told), _finder(act), _matches(act))
    return table


def _finder(act: Act) -> Text:
    if act.target is None:
        return Text("")
    name = f"{act.target.screen}.{act.target.name}"
    if act.found is None:
        return Text(f"{name}: nada, de {len(act.target.candidates)} candidatos", style="bold red")
    drift = "" if act.found == 0 else f"  (candidato {act.found + 1} de {len(act.target.candidates)})"
    return Text(f"{act.tried[act.found].candidate}{drift}", style="green" if act.found == 0 else "yellow")


def _matches(act: Act) -> Text:
    if act.target is None:
        return Text("")
    if act.found is None:
        return Text("ninguna" if all(one.matches == 0 for one in act.tried) else "varias", style="bold red")
    return Text("una", style="green")


def candidates_drawn(act: Act) -> Table:
    """Each candidate of a control with its matches, for someone who tries it."""
    assert act.target is not None
    title = f"{act.target.screen}.{act.target.name}  {without_folders(str(act.target.place))}"
    table = Table(title=title, title_justify="left", box=None)
    table.add_column("Candidato", overflow="fold")
    table.add_column("Coincidencias", justify="right")
    for rank, one in enumerate(act.tried):
        style = "bold green" if rank == act.found else "red" if one.matches > 1 else "dim"
        used = "  ← éste se usaría" if rank == act.found else ""
        table.add_row(Text(one.candidate + used, style=style), Text(str(one.matches), style=style))
    return table


def sending_drawn(kind: CommitKind, employer: Employer) -> Panel:
    """Exactly what would be sent, before the question."""
    developer = employer.developer
    facts = Table.grid(padding=(0, 2))
    rows = [("NRP", employer.nrp), ("Patrón", f"{employer.name} ({employer.rfc})")]
    if kind is CommitKind.RELATION:
        rows += [
            ("Servicio", developer.service), ("Desarrollador", f"{developer.name} ({developer.rfc})"),
            ("Vigencia", developer.validity),
        ]  # fmt: skip
    if kind.by_mail:
        rows.append(("Llega al correo", employer.email))
    for name, text in rows:
        facts.add_row(Text(name, style="dim"), Text(text, style="bold"))
    return Panel(facts, title=f"[bold]SE VA A ENVIAR: {_SENT[kind]}[/]", title_align="left", border_style="bold yellow")


def fall_told(outcome: Outcome) -> str:
    ending = ENDINGS[outcome.ending]
    where = f" [{without_folders(outcome.where)}]" if outcome.where else ""
    first = f"{ending[:1].upper()}{ending[1:]}."
    return " ".join(part for part in (first, outcome.words, outcome.detail) if part) + where
