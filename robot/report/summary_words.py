"""The Spanish of a summary: its subject line and the short lines on the run. Called by summary. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from robot.model.state import Phase
from robot.model.summary import Outage, RunFacts
from robot.rules.calendar import moment_told

FAULT = re.compile(r":\d+:\d+$")  # file:line:column
# One NRP, several; in the order in which they matter to whoever reads the subject.
_COUNTED = {
    Phase.FAILED: ("falló", "fallaron"),
    Phase.NEEDS_PERSON: ("necesita a una persona", "necesitan a una persona"),
    Phase.RETRYING: ("se reintenta", "se reintentan"),
    Phase.IN_FORCE: ("vigente", "vigentes"),
    Phase.WAITING: ("en espera", "en espera"),
    Phase.PENDING: ("pendiente", "pendientes"),
    Phase.STOPPED: ("detenido", "detenidos"),
}


def counts(states: Iterable[Phase]) -> tuple[tuple[int, str], ...]:
    found = Counter(states)
    return tuple((found[phase], words[found[phase] != 1]) for phase, words in _COUNTED.items() if found[phase])


def subject(numbers: tuple[tuple[int, str], ...]) -> str:
    """Says it all, so that the mail need not be opened on a good day."""
    if not numbers:
        return "Infonavit: no hay NRP"
    (first, words), rest = numbers[0], numbers[1:]
    return ", ".join((f"Infonavit: {first} NRP {words}", *(f"{count} {told}" for count, told in rest)))


def facts_of(numbers: tuple[tuple[int, str], ...], run: RunFacts, *, captchas: int) -> tuple[str, ...]:
    lines = [" · ".join(f"{count} {words}" for count, words in numbers)]
    if run.started is not None:
        lines.append(f"Duró {_span(run.now - run.started)}: del {moment_told(run.started)} al {moment_told(run.now)}.")
    lines += [_outage(outage) for outage in run.outages]
    if captchas:
        lines.append(f"Captchas que esperan a una persona: {captchas}. Se escriben con `infonavit-robot attend`.")
    if run.bugs:
        lines.append(f"Errores internos del robot: {run.bugs}. Mande a soporte lo que hay en la carpeta support.")
    return tuple(line for line in lines if line)


def _outage(outage: Outage) -> str:
    why = f" {outage.why}" if outage.why else ""
    if outage.end is None:
        return f"El portal no responde desde el {moment_told(outage.start)}.{why}"
    return f"El portal no respondió del {moment_told(outage.start)} al {moment_told(outage.end)}.{why}"


def _span(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
