"""An NRP's events as Spanish lines, for `explain`. What has no Spanish word here is shown as it is. Pure."""

from typing import Any

from robot.model.outcome import Ending
from robot.model.state import Commit, CommitState, Event
from robot.rules.calendar import MEXICO

_KINDS = {
    "imported": "importado",
    "visit": "visita",
    "signing": "firma",
    "password by mail": "contraseña recibida por correo",
    "password set": "contraseña capturada",
    "password shown": "contraseña mostrada",
    "password exported": "contraseña exportada",
    "stopped": "detenido",
    "retry": "reintento pedido",
    "confirmed": "cambio confirmado",
    "overlap refused": "el portal todavía no acepta la renovación",
    "overlap accepted": "el portal aceptó la renovación con la relación anterior vigente",
}
_KEYS = {
    "saved": "cambio",
    "row": "fila",
    "ending": "fin",
    "screen": "pantalla",
    "words": "el portal dice",
    "detail": "detalle",
    "where": "línea",
    "evidence": "evidencia",
    "purpose": "propósito",
    "certificate": "certificado",
    "by": "por",
    "warnings": "avisos",
    "from": "origen",
    "days": "días antes del fin",
    "captcha": "captcha",
}
_VALUES = {
    Ending.DONE: "hecho",
    Ending.NOTHING_TO_DO: "nada por hacer",
    Ending.WAITING: "en espera",
    Ending.PORTAL_DOWN: "el portal no respondió",
    Ending.REFUSED: "rechazado",
    Ending.CREDENTIAL: "dato de acceso rechazado",
    Ending.NEEDS_PERSON: "necesita a una persona",
    Ending.SCREEN_UNKNOWN: "pantalla desconocida",
    Ending.FLOW_FAULT: "falla del flujo",
    "new": "nuevo",
    "changed": "con cambios",
    "service_password": "contraseña de intercomunicación",
    "relation": "relación de confianza",
    "recover": "recuperar la contraseña",
    "cancel": "cancelar la contraseña",
    "person": "persona",
}


_STATES = {
    CommitState.OPEN: "sin respuesta todavía",
    CommitState.SENT: "enviada",
    CommitState.CONFIRMED: "confirmada",
    CommitState.ABSENT: "nunca apareció en el portal",
    CommitState.REFUSED: "rechazada",
}


def commit_line(commit: Commit) -> str:
    at = commit.opened_at.astimezone(MEXICO)
    return f"Solicitud de {_VALUES.get(commit.kind, commit.kind)} del {at:%d/%m/%Y %H:%M}: {_STATES[commit.state]}"


def event_line(event: Event) -> str:
    told = "; ".join(f"{_KEYS.get(key, key)}: {_value(value)}" for key, value in event.details.items() if value)
    kind = _KINDS.get(event.kind, event.kind)
    return f"{event.at.astimezone(MEXICO):%d/%m/%Y %H:%M:%S}  {kind}" + (f" ({told})" if told else "")


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(_value(one) for one in value)
    if value is True:
        return "sí"
    return _VALUES.get(value, str(value)) if isinstance(value, str) else str(value)
