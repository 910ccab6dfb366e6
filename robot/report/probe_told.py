"""What a probe found, in Spanish words that the terminal and the page share. Pure."""

from collections.abc import Iterator

from robot.model.outcome import Ending
from robot.model.probed import ProbedControl, ProbedFlow, ProbedScreen, Walk
from robot.report.happened import ENDINGS
from robot.rules.advice import advice
from robot.rules.drift import yaml_line
from robot.rules.places import without_folders

ACTS = {
    "press": "presionar", "text": "escribir en", "choice": "elegir en", "tick": "marcar", "file": "adjuntar en",
    "": "reconocer por",
}  # fmt: skip


def control_told(one: ProbedControl) -> str:
    """Whether it would be found, and by what."""
    if one.rank is not None:
        later = f" (candidato {one.rank + 1} de {len(one.tried)})" if one.rank else ""
        return f"{one.tried[one.rank].candidate}{later}"
    if one.several:
        return "coincide con varios"
    return "no está" if one.needed else "no está; en este recorrido no hizo falta"


def proposed(one: ProbedControl) -> str:
    """The line of YAML that was tried and would find it; else what it may be, for a person to decide."""
    if one.fits:
        return f"- {yaml_line(one.fits)}"
    there = (*one.sought.near, *one.sought.there) if one.sought else ()
    told = f"A la vista: {', '.join(map(yaml_line, there))}" if there else "Nada a la vista se le parece"
    return f"{told}. Decídalo usted: envía algo o recibe un secreto" if one.use.guarded else told


def flow_told(flow: ProbedFlow) -> str:
    if flow.outcome is None:
        return ""
    if flow.held:
        return f"Hasta lo que ya no se hace: {flow.held}."
    if not flow.fell:
        return "Completo."
    reason, todo = advice(flow.outcome.reason) if flow.outcome.reason else ("", "")
    parts = (ENDINGS[flow.outcome.ending].capitalize() + ".", reason, flow.outcome.words, flow.outcome.detail, todo)
    return without_folders(" ".join(part for part in parts if part))


def left_out(walk: Walk) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Why flows were not walked, and which."""
    whys = dict.fromkeys(flow.why for flow in walk.flows if flow.outcome is None)
    return tuple((why, tuple(one.title for one in walk.flows if one.why == why)) for why in whys)


def screen_counts(screen: ProbedScreen) -> tuple[int, int, int]:
    """Controls found by their first candidate, by another one, and not found although the walk needed them."""
    found = [one.rank for one in screen.controls if one.rank is not None]
    return found.count(0), len(found) - found.count(0), sum(one.breaks for one in screen.controls)


def verdict(walk: Walk) -> str:
    wrong = ", ".join(_counted(walk))
    return f"Por corregir o atender: {wrong}." if wrong else "Hasta donde se llegó, nada fallaría."


def _counted(walk: Walk) -> Iterator[str]:
    fell = [flow.outcome.ending for flow in walk.flows if flow.fell and flow.outcome]
    waits = fell.count(Ending.NEEDS_PERSON)
    for count, one, many in (
        (len(walk.unknown), "pantalla desconocida", "pantallas desconocidas"),
        (len(walk.breaks), "control que falta", "controles que faltan"),
        (waits, "recorrido que espera a una persona", "recorridos que esperan a una persona"),
        (len(fell) - waits, "recorrido a medias", "recorridos a medias"),
    ):
        if count:
            yield f"{count} {one if count == 1 else many}"
