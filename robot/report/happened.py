"""What happened to an NRP, an event a line, in Spanish for whoever runs payroll. Pure; for `explain`."""

from collections.abc import Callable, Mapping
from typing import Any

from robot.model.outcome import Ending, Outcome, Reason
from robot.model.state import Event
from robot.rules.advice import advice
from robot.rules.calendar import moment_told
from robot.rules.drift import drift_from_plain, in_long
from robot.rules.places import without_folders

ENDINGS = {
    Ending.DONE: "hecho",
    Ending.NOTHING_TO_DO: "ya estaba hecho",
    Ending.WAITING: "enviado; toca esperar",
    Ending.PORTAL_DOWN: "el portal no respondió",
    Ending.REFUSED: "el portal lo rechazó",
    Ending.CREDENTIAL: "el portal rechazó un dato de acceso",
    Ending.NEEDS_PERSON: "hace falta una persona",
    Ending.SCREEN_UNKNOWN: "el portal mostró una pantalla desconocida",
    Ending.FLOW_FAULT: "el portal no mostró lo esperado",
}
_PURPOSES = {
    "service_password": "solicitar la contraseña de intercomunicación",
    "relation": "registrar la relación de confianza",
    "recover": "recuperar la contraseña de intercomunicación",
    "cancel": "cancelar la contraseña de intercomunicación",
}
_SAVED = {"new": "por primera vez", "changed": "con cambios", "same": "sin cambios"}
_ORIGINS = {"eml": " de un correo guardado", "person": ""}


def quoted(words: str) -> str:
    """The first thing the portal said, as a sentence."""
    first = words.split(" / ")[0].strip()
    return f"«{first}»" if first.endswith((".", "!", "?")) else f"«{first}»."


def outcome_told(outcome: Outcome) -> str:
    """How a flow ended, for the person who asked for it."""
    return " ".join(part for part in (f"{ENDINGS[outcome.ending]}.", outcome.words, outcome.detail) if part)


def event_line(event: Event) -> str:
    """What has no Spanish words here is shown as it is, rather than left out."""
    tell = _KINDS.get(event.kind)
    told = tell(event.details) if tell else f"{event.kind} {event.details or ''}".rstrip()
    return f"{moment_told(event.at)}  {told}"


def _visit(details: Mapping[str, Any]) -> str:
    flows = [*details.get("flows", ())]
    done = ", ".join(flows[1:] if len(flows) > 1 else flows)  # the log in goes without saying
    ending = ENDINGS.get(details.get("ending", ""), str(details.get("ending", "")))
    parts = [f"Visita al portal{f' ({done})' if done else ''}: {ending}."]
    if details.get("reason") in set(Reason):
        parts.append(advice(Reason(details["reason"]))[0])
    if details.get("words"):
        parts.append(f"El portal dijo: {quoted(details['words'])}")
    if details.get("detail"):
        parts.append(str(details["detail"]))
    if details.get("captcha") and details.get("reason") != Reason.CAPTCHA:
        parts.append("Pidió captcha.")
    if details.get("evidence"):
        parts.append(f"Evidencia: {details['evidence']}")
    return " ".join(parts)


def _signing(details: Mapping[str, Any]) -> str:
    purpose = _PURPOSES.get(details.get("purpose", ""), str(details.get("purpose", "")))
    return f"Firma con la e.firma {details.get('certificate', '')} para {purpose}{_by(details)}."


def _by(details: Mapping[str, Any]) -> str:
    return f", por {details['by']}" if details.get("by") else ""


def _imported(details: Mapping[str, Any]) -> str:
    saved = _SAVED.get(details.get("saved", ""), "")
    return f"Importado del padrón {saved}".rstrip() + (f" (fila {details['row']})." if details.get("row") else ".")


def _by_mail(details: Mapping[str, Any]) -> str:
    warnings = details.get("warnings") or ()
    return "Llegó el correo con la contraseña; quedó guardada." + "".join(f" {one.rstrip('.')}." for one in warnings)


def event_lines(event: Event) -> tuple[str, ...]:
    """The line, and under it what a visit sought in vain."""
    drift = drift_from_plain(event.details.get("drift")) if event.kind == "visit" else None
    return (event_line(event), *(f"  {line}" for line in in_long(drift)))


_KINDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "imported": _imported,
    "visit": _visit,
    "bug": lambda of: f"Error interno {of.get('number', '?')} del robot ({of.get('where', '')}).",
    "probe": lambda of: f"Sondeo del portal, sin enviar nada. Evidencia: {of.get('evidence', '')}",
    "signing": _signing,
    "password by mail": _by_mail,
    "password set": lambda of: f"Contraseña capturada{_ORIGINS.get(of.get('from', ''), '')}{_by(of)}.",
    "password shown": lambda of: f"Contraseña mostrada para nóminas{_by(of)}.",
    "password exported": lambda of: f"Contraseña exportada para nóminas{_by(of)}.",
    "stopped": lambda of: f"Detenido{_by(of)}.",
    "retry": lambda of: f"Se pidió intentarlo otra vez{_by(of)}.",
    "same secret": lambda of: f"Alguien respondió por el dato que el portal había rechazado{_by(of)}.",
    "flow stopped": lambda of: without_folders(
        f"Falló como en otros NRP: se detuvo el flujo para todos [{of.get('where', '')}]."
    ),
    "confirmed": lambda of: f"Se confirmó el cambio de e.firma o representante{_by(of)}.",
    "overlap refused": lambda of: f"Renovación aún no aceptada ({of.get('days', '?')} días antes del fin).",
    "overlap accepted": lambda of: f"El portal aceptó renovar {of.get('days', '?')} días antes del fin.",
}
