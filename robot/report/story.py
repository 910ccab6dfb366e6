"""The whole story of one NRP in Spanish, for `explain`: wanted, seen, asked for, happened, why it waits, what is next.

Written for whoever runs payroll. Pure; reads nothing by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from robot.model.flow import CommitKind
from robot.model.relation import Relation
from robot.model.secret import SecretKind
from robot.model.state import Commit, CommitState, Event, Phase
from robot.report.happened import event_lines, quoted
from robot.report.status import STATE_NAMES, Standing, status_record
from robot.rules.advice import who
from robot.rules.calendar import moment_told

_COMMITS = {
    CommitKind.SERVICE_PASSWORD: "Contraseña de intercomunicación",
    CommitKind.RELATION: "Relación de confianza",
    CommitKind.RECOVER: "Recuperar la contraseña",
    CommitKind.CANCEL: "Cancelar la contraseña",
}
_STATES = {
    CommitState.OPEN: "no se sabe si el portal la recibió; el robot lo comprueba antes de volver a pedirla",
    CommitState.SENT: "el portal la recibió; falta ver el resultado",
    CommitState.CONFIRMED: "confirmada",
    CommitState.ABSENT: "nunca apareció en el portal",
    CommitState.REFUSED: "el portal la rechazó",
    CommitState.WITHDRAWN: "no se llegó a pedir",
    CommitState.LOST: "una persona la dio por no recibida",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    lines: tuple[str, ...]


def story(one: Standing, events: Iterable[Event], portal_told: str = "") -> tuple[Chapter, ...]:
    """Chapters that have nothing to tell are left out. `portal_told`: what was learned of the portal for all."""
    chapters = (
        Chapter("Qué se quiere", (_wanted(one),)),
        Chapter("Qué se vio en el portal", (*_seen(one), *((portal_told,) if portal_told else ()))),
        Chapter("Qué se pidió al portal", tuple(_commit(commit) for commit in one.record.commits)),
        Chapter("Qué pasó", tuple(line for event in events for line in event_lines(event))),
        Chapter("Cómo está y por qué", _why(one)),
        Chapter("Qué sigue", _next(one)),
    )
    return tuple(chapter for chapter in chapters if chapter.lines)


def story_record(one: Standing, events: Iterable[Event], portal_told: str = "") -> dict[str, Any]:
    """The status record, the story as it is told, and what it was made of."""
    told, record = tuple(events), one.record
    wanted = record.employer.developer
    return {
        **status_record(one),
        "wanted": {
            "service": wanted.service, "developer_rfc": wanted.rfc, "developer_name": wanted.name,
            "validity": wanted.validity,
        },
        "who": who_next(one),
        "commits": [_commit_record(commit) for commit in record.commits],
        "events": [{"at": event.at.isoformat(), "kind": event.kind, **event.details} for event in told],
        "story": [
            {"title": chapter.title, "lines": list(chapter.lines)} for chapter in story(one, told, portal_told)
        ],
    }  # fmt: skip


def _wanted(one: Standing) -> str:
    wanted = one.record.employer.developer
    return f"Relación de «{wanted.service}» con {wanted.name} ({wanted.rfc}), por {wanted.validity}; se renueva sola."


def _seen(one: Standing) -> tuple[str, ...]:
    seen, record = one.record.seen, one.record
    if seen.service_password_at is None and seen.relations_at is None:
        return ("Todavía nada: no se ha entrado.",)
    lines = []
    if seen.service_password_at is not None:
        there = "hay una" if seen.service_password else "no hay"
        here = "está guardada aquí" if SecretKind.SERVICE_PASSWORD in record.fingerprints else "aquí nadie la anotó"
        given = f"; entregada a nóminas el {moment_told(record.delivered_at)}" if record.delivered_at else ""
        known = f"; {here}{given}" if seen.service_password or here.startswith("está") else ""
        lines.append(f"Contraseña de intercomunicación ({moment_told(seen.service_password_at)}): {there}{known}.")
    if seen.relations_at is not None:
        rows = [_row(row, wanted=row is one.relation) for row in seen.relations or ()]
        lines.append(f"Relaciones de confianza ({moment_told(seen.relations_at)}):" + ("" if rows else " ninguna."))
        lines += [f"  {row}" for row in rows]
    return tuple(lines)


def _row(row: Relation, *, wanted: bool) -> str:
    start = f" del {row.start:%d/%m/%Y}" if row.start else ""
    end = f" al {row.end:%d/%m/%Y}" if row.end else ", sin fecha de fin"
    folio = f", folio {row.folio}" if row.folio else ""
    mine = "  ← la que se quiere" if wanted else ""
    name = f"{row.developer_name} ({row.developer_rfc})" if row.developer_name else row.developer_rfc
    return f"{row.service} con {name}{start}{end}: {row.status or 'vigente'}{folio}{mine}"


def _commit(commit: Commit) -> str:
    again = f" (intento {commit.attempt})" if commit.attempt > 1 else ""
    resolved = f" el {moment_told(commit.resolved_at)}" if commit.resolved_at else ""
    said = _said(commit)
    answer = f" El portal contestó: {quoted(said)}" if said else ""
    told = f"{_COMMITS[commit.kind]}{again}: {_STATES[commit.state]}{resolved}.{answer}"
    return f"{moment_told(commit.opened_at)}  {told}"


def _said(commit: Commit) -> str:
    """The portal's words; the receipt starts with the name of the screen that took the request."""
    first, colon, rest = commit.receipt.partition(": ")
    return rest if colon else "" if "_" in first or first.isidentifier() else first


def _commit_record(commit: Commit) -> dict[str, Any]:
    return {
        "kind": commit.kind.value,
        "state": commit.state.value,
        "attempt": commit.attempt,
        "opened_at": commit.opened_at.isoformat(),
        "sent_at": commit.sent_at.isoformat() if commit.sent_at else None,
        "resolved_at": commit.resolved_at.isoformat() if commit.resolved_at else None,
        "receipt": commit.receipt,
    }


def _why(one: Standing) -> tuple[str, ...]:
    block, due = one.record.block, one.record.due_at
    lines = [f"{STATE_NAMES[one.state]}. {one.text}".rstrip()]
    if block is not None and block.where:
        lines.append(f"Dónde se detuvo: {block.where}")  # the whole path: here it is to be opened
    if block is not None:
        lines.append(f"Espera a una persona desde el {moment_told(block.since)}, y esperará hasta que se atienda.")
    elif due is not None and one.state in (Phase.WAITING, Phase.RETRYING):
        lines.append(f"Espera hasta el {moment_told(due)}.")
    elif due is not None and one.state is Phase.IN_FORCE:
        lines.append(f"No hay nada que hacer hasta el {moment_told(due)}, cuando se renueva.")
    return tuple(lines)


def _next(one: Standing) -> tuple[str, ...]:
    return (f"{who_next(one)}: {one.next_action}",) if one.next_action else (f"{who_next(one)}: nada por ahora.",)


def who_next(one: Standing) -> str:
    """Who acts next."""
    if one.record.block is not None:
        return who(one.record.block.reason)
    if one.state in (Phase.STOPPED, Phase.FAILED):
        return "Quien opera el robot"
    return "Quien opera el robot" if one.state is Phase.IN_FORCE and one.next_action else "El robot"
