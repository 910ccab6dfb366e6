"""Events of one visit, as evidence keeps them, made into its story. Pure; called where a report is made.

An event that is not known here is left out, and one that lacks a key is shown without it: what a visit of an older
robot left can be told too.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from robot.model.outcome import Ending, Reason
from robot.report.visits import Act, FlowRun, Scene, VisitStory
from robot.rules.advice import advice
from robot.rules.drift import drift_from_plain
from robot.rules.places import without_folders

Details = Mapping[str, Any]

_SECRETS = {
    "portal_password": "escribió la contraseña del portal",
    "service_password": "escribió la contraseña de intercomunicación",
    "efirma_passphrase": "escribió la contraseña de la e.firma",
    "efirma_cer": "adjuntó el certificado (.cer)",
    "efirma_key": "adjuntó la clave privada (.key)",
}
_HANDS = {"press": "pulsó", "fill": "llenó", "choose": "eligió en", "tick": "marcó"}


def visit_story(
    nrp: str, folder: str, events: Iterable[Details], titles: Mapping[str, str], *, whole: bool
) -> VisitStory | None:
    """`titles` of the screens, by name. None when nothing was written down."""
    told = [(datetime.fromisoformat(event["at"]), event) for event in events if "at" in event and "kind" in event]
    if not told:
        return None
    begun, ended = told[0][0], told[-1][0]
    closed = next((str(event.get("outcome", "")) for _, event in told if event["kind"] == "closed"), "")
    flows = tuple(_flow(part, titles) for part in _split(told, "flow") if part[0][1]["kind"] == "flow")
    return VisitStory(nrp, folder, begun, (ended - begun).total_seconds(), closed, whole, flows)


_Told = list[tuple[datetime, Details]]


def _split(told: _Told, kind: str) -> Iterator[_Told]:
    """A part begins with each event of this kind; what stands before the first one is a part, too."""
    part: _Told = []
    for one in told:
        if one[1]["kind"] == kind and part:
            yield part
            part = []
        part.append(one)
    yield part


def _flow(told: _Told, titles: Mapping[str, str]) -> FlowRun:
    head = told[0][1]
    outcome: Details = next((event for _, event in told if event["kind"] in ("outcome", "log out")), {})
    own = [one for one in told if one[1]["kind"] != "closed"]
    begun, ended = told[0][0], own[-1][0]
    scenes = tuple(_scenes(own[1:], ended, titles))
    name, known = str(head.get("flow", "")), set(Ending)
    return FlowRun(
        name, str(head.get("title") or name), begun, (ended - begun).total_seconds(),
        Ending(outcome["ending"]) if outcome.get("ending") in known else None, scenes,
        str(outcome.get("words") or ""), without_folders(str(outcome.get("detail") or "") or _why(outcome)),
        without_folders(str(outcome.get("where") or "")), drift_from_plain(outcome.get("drift")),
    )  # fmt: skip


def _why(outcome: Details) -> str:
    reason = outcome.get("reason")
    return advice(Reason(reason))[0] if reason in set(Reason) else ""


def _scenes(told: _Told, ended: datetime, titles: Mapping[str, str]) -> Iterator[Scene]:
    parts = [part for part in _split(told, "screen") if part]
    ends = [part[0][0] for part in parts[1:]] + [ended]
    for part, end in zip(parts, ends, strict=True):
        scene = _scene(part, end, titles)
        if scene.screen or scene.acts or scene.pictures:
            yield scene


def _scene(part: _Told, end: datetime, titles: Mapping[str, str]) -> Scene:
    first = part[0][1]
    name = str(first.get("screen") or "") if first["kind"] == "screen" else ""
    events = [event for _, event in part]
    return Scene(
        part[0][0], (end - part[0][0]).total_seconds(), titles.get(name, name),
        tuple(act for event in events if (act := _act(event, titles)) is not None),
        tuple(without_folders(str(event["where"])) for event in events if event["kind"] == "step" and "where" in event),
        tuple(str(event["file"]) for event in events if event["kind"] == "picture" and "file" in event),
    )  # fmt: skip


def _act(event: Details, titles: Mapping[str, str]) -> Act | None:
    kind = str(event["kind"])
    if "target" in event and "by" in event:
        done = _HANDS.get(kind) or _SECRETS.get(kind.removeprefix("secret "), kind)
        rank = event.get("rank")
        where = without_folders(str(event.get("where") or ""))
        return Act(done, str(event["target"]), str(event["by"]), rank if isinstance(rank, int) else 0, where)
    tell = _TOLD.get(kind)
    if tell is None:
        return None
    shown = {**event, "screen": titles.get(str(event.get("screen")), event.get("screen"))}
    return Act(tell(shown))


def _table(event: Details) -> str:
    count = len(event.get("rows") or ())
    return f"leyó la tabla: {count} {'fila' if count == 1 else 'filas'}"


def _name(event: Details) -> str:
    return re.split(r"[\\/]", str(event.get("file") or ""))[-1]


_TOLD: dict[str, Callable[[Details], str]] = {
    "open": lambda of: f"abrió {of.get('address', 'el portal')}",
    "table": _table,
    "download": lambda of: f"guardó {_name(of)}",
    "terms": lambda of: f"guardó el texto de los términos ({_name(of)})",
    "intent": lambda of: "anotó la solicitud antes de enviarla" + (", hecha a mano" if of.get("by") else ""),
    "interruption": lambda of: f"quitó de en medio «{of.get('screen')}»",
    "asked again": lambda of: f"la misma solicitud sigue en «{of.get('screen')}»",
    "opened anew": lambda of: f"empezó de nuevo: {of.get('why')}",
    "bug": lambda of: f"error interno {of.get('number')} del robot",
    "no picture": lambda of: f"sin imagen: {of.get('why')}",
    "not left": lambda of: f"no se pudo cerrar la sesión: {of.get('why')}",
    "deleted": lambda of: f"se borró {_name(of)}: {of.get('why')}",
}
