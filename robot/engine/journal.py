"""What the reconciler writes into the robot's log: a line a visit's start and end, a decision, a change of the circuit.

The keys are a contract (README, "The summary and the log"). Portal's words come here already cleaned.
"""

import logging
from datetime import datetime
from pathlib import Path

from robot.engine.visit import Visited
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.state import Event, Phase
from robot.rules.calendar import MEXICO
from robot.rules.circuit import Circuit
from robot.rules.drift import drift_to_plain

_LOG = logging.getLogger("robot.reconcile")


class Journal:
    """Of one process: a wait that goes on is told once."""

    def __init__(self) -> None:
        self._decided: dict[Nrp, tuple[Phase, str]] = {}

    def decided(self, nrp: Nrp, phase: Phase, due: datetime | None, text: str) -> None:
        if self._decided.get(nrp) != (phase, text):
            self._decided[nrp] = (phase, text)
            _LOG.info("decision", extra={"nrp": str(nrp), "outcome": phase.value, "until": due, "detail": text})


def visit_started(nrp: Nrp, evidence: str, flow: str) -> None:
    _LOG.info("visit start", extra={"nrp": str(nrp), "visit": Path(evidence).name, "flow": flow})


def visit_ended(nrp: Nrp, evidence: str, outcome: str, seconds: float) -> None:
    told = {"nrp": str(nrp), "visit": Path(evidence).name, "outcome": str(outcome), "duration": round(seconds, 1)}
    _LOG.info("visit end", extra=told)


def circuit_changed(circuit: Circuit) -> str:
    """Gives the sentence for a person, too."""
    if circuit.open_until is None:
        _LOG.info("portal back")
        return "El portal responde de nuevo: siguen las visitas."
    _LOG.warning("portal down", extra={"until": circuit.open_until, "detail": circuit.why})
    until = circuit.open_until.astimezone(MEXICO)
    return f"El portal no responde: ninguna visita hasta las {until:%H:%M}; entonces se prueba con una. {circuit.why}"


def visit_event(visited: Visited, evidence: str, helped: bool, at: datetime) -> Event:
    """The visit as a line of the NRP's story in the ledger."""
    outcome = visited.outcome
    details = {
        "flows": list(visited.flows), "ending": outcome.ending.value, "screen": outcome.screen,
        "reason": outcome.reason.value if outcome.reason else "", "words": outcome.words,
        "detail": outcome.detail, "where": outcome.where, "evidence": evidence,
        "drift": drift_to_plain(outcome.drift), "captcha": helped or outcome.reason is Reason.CAPTCHA,
    }  # fmt: skip
    return Event(visited.record.employer.nrp, at, "visit", details)
