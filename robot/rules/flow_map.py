"""Draws a flow as the screens it passes, with the guide's steps beside, for a person who compares it with the guide.

Pure; called by `flows show` and `flows check`. Names no candidate and no value but the names of secrets.
"""

from collections.abc import Iterator, Sequence

from robot.model.flow import (
    AcceptTerms,
    Action,
    Choose,
    Click,
    Download,
    Fill,
    Flow,
    FlowBook,
    KeepTerms,
    Lead,
    Note,
    Open,
    Person,
    Read,
    Step,
    Template,
    Tick,
    TypeSecret,
    UploadSecret,
    Variable,
)
from robot.model.outcome import Ending
from robot.model.screen import Place
from robot.rules.duration import write_duration

_GUIDE_WIDTH = 22
_FEW = 4
ENDINGS = {
    Ending.DONE: "hecho",
    Ending.NOTHING_TO_DO: "no hay nada que hacer",
    Ending.WAITING: "a esperar",
    Ending.PORTAL_DOWN: "el portal no funciona, se intenta después",
    Ending.REFUSED: "el portal dijo que no",
    Ending.CREDENTIAL: "secreto rechazado, no se repite",
    Ending.NEEDS_PERSON: "le toca a una persona",
    Ending.SCREEN_UNKNOWN: "pantalla desconocida",
    Ending.FLOW_FAULT: "el flujo y el portal no concuerdan",
}


def draw(flow: Flow, book: FlowBook) -> str:
    """Each step: the guide's step, the screen, what is done on it, and where it may lead."""
    lines = [f"{flow.name}: {flow.title}"]
    lines += [f"Guía: {flow.guide}"] if flow.guide else []
    lines += [f"Solo por orden expresa. {flow.warning}"] if flow.on_command_only else []
    everywhere = _everywhere(flow)
    for step in flow.steps:
        told = list(_step(step, book, everywhere))
        lines += [""] if told else []
        for guide, text in zip([step.guide, *[""] * len(told)], told, strict=False):
            lines.append(f"{guide:<{_GUIDE_WIDTH}}| {text}".rstrip())
    if everywhere:
        titles = ", ".join(_title(lead.screen, book) for lead in everywhere)
        lines += ["", f"En cualquier paso: {titles} = fin: {ENDINGS[Ending.PORTAL_DOWN]}."]
    return "\n".join(lines) + "\n"


def _everywhere(flow: Flow) -> tuple[Lead, ...]:
    """The leads to a lost session, which every step has alike."""
    common = [lead for lead in flow.steps[0].then if lead.ending is Ending.PORTAL_DOWN]
    return tuple(lead for lead in common if all(lead in step.then for step in flow.steps))


def _step(step: Step, book: FlowBook, everywhere: tuple[Lead, ...]) -> Iterator[str]:
    """Nothing for a step that only looks where the portal is."""
    leads = [lead for lead in step.then if lead not in everywhere]
    if not step.actions and {lead.screen for lead in leads} == set(step.on):
        return
    yield f"[{_titles(step.on, book)}]" if step.on else "[cualquier pantalla]"
    for action in step.actions:
        if action is step.actions[-1] and step.next:
            onward = sentence(Click(step.next, step.place), step, book)
            yield f"    si el formulario viene en partes, tras cada una: {onward}"
        if action is step.actions[-1] and not isinstance(action, Read):
            yield from _before_the_last(step)
        yield f"    {sentence(action, step, book)}"
    if step.actions and isinstance(step.actions[-1], Read):
        yield from _before_the_last(step)
    yield from (f"    -> {told}" for told in leads_told(leads, book))
    yield f"       (a más tardar en {write_duration(step.within)})"


def leads_told(leads: Sequence[Lead], book: FlowBook) -> Iterator[str]:
    """The screens of each group, and what it means to get there."""
    for names, ending in _gathered(leads).items():
        told = "" if ending is None else f"   (fin: {ENDINGS[ending]})"
        yield f"{_titles(names, book)}{told}"


def _before_the_last(step: Step) -> Iterator[str]:
    if step.end_if:
        yield f"    si ya hay una relación que dura más allá del horizonte -> fin: {ENDINGS[step.end_if]}"
    if step.commits:
        yield "    ! lo que sigue no se puede deshacer: se anota antes y se hace una sola vez"


def _gathered(leads: Sequence[Lead]) -> dict[tuple[str, ...], Ending | None]:
    """Leads that were written as one group stay one."""
    places: dict[Place, list[Lead]] = {}
    for lead in leads:
        places.setdefault(lead.place, []).append(lead)
    return {tuple(lead.screen for lead in group): group[0].ending for group in places.values()}


def _titles(names: tuple[str, ...], book: FlowBook) -> str:
    """All of a few, the first of many."""
    if len(names) <= _FEW:
        return " / ".join(_title(name, book) for name in names)
    return f"{_title(names[0], book)} y {len(names) - 1} pantallas más"


def _title(name: str, book: FlowBook) -> str:
    screen = book.screens.get(name)
    return screen.title if screen else name


def sentence(action: Action, step: Step, book: FlowBook) -> str:
    """What an act does, Spanish, as a person reads it beside the guide."""
    match action:
        case Open(address=address):
            return f"abre {_text(address)}"
        case Click(target=name):
            return f"presiona {_control(name, step, book)}"
        case Fill(target=name, text=text):
            return f"escribe {_text(text)} en {_control(name, step, book)}"
        case Choose(target=name, option=option):
            return f"elige {_text(option)} en {_control(name, step, book)}"
        case TypeSecret(target=name, secret=secret):
            return f"escribe el secreto {secret} en {_control(name, step, book)}"
        case UploadSecret(target=name, secret=secret):
            return f"adjunta {secret} en {_control(name, step, book)}"
        case Tick(target=name):
            return f"marca {_control(name, step, book)}, si está"
        case Download(target=name, kind=kind):
            return f"presiona {_control(name, step, book)} y guarda el {kind.upper()}"
        case _:
            return _act_without_control(action)


def _act_without_control(action: Action) -> str:
    match action:
        case AcceptTerms(name=name):
            return f"guarda los términos «{name}» y los acepta si alguien ya los aprobó"
        case KeepTerms(name=name):
            return f"guarda los términos «{name}»"
        case Read(table=name):
            return f"lee la tabla {name}"
        case Note(service_password_exists=exists):
            return "anota que ya hay contraseña" if exists else "anota que no hay contraseña"
        case Person(reason=reason):
            return f"espera a una persona ({reason})"
        case _:
            return str(action)


def _control(name: str, step: Step, book: FlowBook) -> str:
    """A control by what a person reads on the portal: its first candidate."""
    for screen in (book.screens[each] for each in step.on if each in book.screens):
        if name in screen.targets:
            return f"«{screen.targets[name].candidates[0].value}»"
    return name


def _text(template: Template) -> str:
    return "".join(f"${{{part}}}" if isinstance(part, Variable) else part for part in template.parts)
