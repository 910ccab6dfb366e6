"""What a support bundle says: its files, each with what is left of it where no text can be looked through. Pure.

The words of a `bare` file are the robot's own: kinds, places in the code, numbers and times. Nothing in it was typed
by a person or said by the portal, by a library or by an exception.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from robot.model.state import Event, Record
from robot.rules.calendar import moment_told

_BARE_LINE = ("at", "level", "nrp", "visit", "flow", "outcome", "duration", "until", "count", "code", "number", "place")
_LINES, _OWN_LINES, _TROUBLES = 300, 300, 100
_NRPS = 20
LEEME = "LEEME.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """`about`: Spanish, for LEEME.txt. `bare` None: it is nothing but text. `talkative`: libraries speak in it, and may
    tell tokens that no vault knows."""

    name: str
    about: str
    full: bytes
    bare: bytes | None = None
    talkative: bool = False


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode("utf-8", "replace")


def as_lines(lines: Iterable[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode("utf-8", "replace")


def chosen(lines: Sequence[dict[str, Any]], nrp: str) -> list[dict[str, Any]]:
    """Of the log: its end, what is told of this NRP, and the last troubles of all; in their order."""
    own = [number for number, line in enumerate(lines) if nrp and line.get("nrp") == nrp]
    bad = [number for number, line in enumerate(lines) if _is_trouble(line)]
    last = range(max(0, len(lines) - _LINES), len(lines))
    return [lines[number] for number in sorted({*own[-_OWN_LINES:], *bad[-_TROUBLES:], *last})]


def bare_line(line: dict[str, Any]) -> dict[str, Any]:
    own = {"event": line.get("event")} if str(line.get("logger", "")).startswith("robot") else {}
    return {**{key: line[key] for key in _BARE_LINE if key in line}, **own}


def errors_of(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each bug once: how often, when, and for whom."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.get("event") != "bug":
            continue
        number = str(line.get("number", "?"))
        one = found.setdefault(
            number, {"number": number, "place": line.get("place"), "first": line.get("at"), "times": 0, "nrps": []}
        )
        one["times"] += 1
        one["last"] = line.get("at")
        if line.get("nrp") and line["nrp"] not in one["nrps"] and len(one["nrps"]) < _NRPS:
            one["nrps"].append(line["nrp"])
    return list(found.values())


def last_met(lines: Sequence[dict[str, Any]]) -> str:
    """The NRP of the last bug, else of the last trouble."""
    bugs = [line["nrp"] for line in lines if line.get("event") == "bug" and line.get("nrp")]
    others = [line["nrp"] for line in lines if _is_trouble(line) and line.get("nrp")]
    return str([*others, *bugs][-1]) if bugs or others else ""


def _is_trouble(line: dict[str, Any]) -> bool:
    return line.get("level") in ("WARNING", "ERROR", "CRITICAL")


def bare_record(record: Record, events: Sequence[Event]) -> dict[str, Any]:
    """How an NRP stands, in words of ours."""
    block = record.block
    return {
        "nrp": record.employer.nrp, "phase": record.phase, "reason": block.reason if block else "",
        "since": block.since if block else None, "due": record.due_at, "failures": record.failures,
        "stopped": record.stopped, "in_roster": not record.removed, "secrets": sorted(record.fingerprints),
        "password_on_portal": record.seen.service_password, "seen_at": record.seen.relations_at,
        "relations": len(record.seen.relations or ()), "efirma_ends": record.employer.efirma_ends,
        "commits": [_commit(one) for one in record.commits], "events": [_event(one) for one in events],
    }  # fmt: skip


def _commit(commit: Any) -> dict[str, Any]:
    keys = ("kind", "attempt", "state", "opened_at", "sent_at", "resolved_at", "looked_at")
    return {key: getattr(commit, key) for key in keys}


def _event(event: Event) -> dict[str, Any]:
    own = {key: event.details[key] for key in ("ending", "reason", "number", "captcha") if event.details.get(key)}
    return {"at": event.at, "kind": event.kind, **own}


@dataclass(frozen=True, slots=True)
class Contents:
    """What LEEME.txt tells: `told` are the files with what they are, `missing` what is left out, with why."""

    at: datetime
    version: str
    nrp: str
    number: str
    told: Sequence[tuple[str, str]]
    missing: Sequence[str]


_HEAD = """PAQUETE DE SOPORTE DEL ROBOT DE INFONAVIT

Hecho el {at} (hora de México) con infonavit-robot {version}.{about}
Mándelo a soporte por correo, tal como está. Es para soporte: no lo publique.

QUÉ LLEVA
"""
_TAIL = """
QUÉ NO LLEVA
  Secretos: ninguna contraseña, frase, archivo .cer o .key, sesión del portal ni correo. En cada archivo se buscaron
  todos los secretos de la bóveda y de los ajustes, en todas sus formas; donde había uno dice [oculto].
  Personas: en lugar de razones sociales, de quienes autorizan, de RFC y CURP y de correos dice [nombre], [RFC] y
  [correo]. Tampoco van documentos del patrón (responsivas, tablas). Sí van los NRP, sin los que no se puede ayudar.
  OJO: las imágenes y la traza muestran lo que mostraba el portal; ahí se pueden leer la razón social y el RFC.
  En los textos, las carpetas de este equipo se llaman <espacio>, <programa> y ~.
"""


def leeme(contents: Contents) -> bytes:
    about = f"\nNRP: {contents.nrp}." if contents.nrp else ""
    about += f"\nError interno: {contents.number}." if contents.number else ""
    about_each = groupby(contents.told, key=lambda one: one[1])
    lines = ["\n".join((*(f"  {name}" for name, _ in group), f"      {words}")) for words, group in about_each]
    head = _HEAD.format(at=moment_told(contents.at), version=contents.version, about=about)
    text = head + "\n".join(lines) + "\n" + _TAIL
    if contents.missing:
        text += "\nQUÉ FALTA, Y POR QUÉ\n" + "\n".join(f"  {line}" for line in contents.missing) + "\n"
    return text.replace("\n", "\r\n").encode("utf-8-sig")
