"""When the portal was left alone, from looks at the circuit now and then. Pure; called while a run goes on."""

from dataclasses import replace
from datetime import datetime

from robot.model.summary import Outage
from robot.rules.circuit import Circuit


def noted(outages: tuple[Outage, ...], now: datetime, circuit: Circuit) -> tuple[Outage, ...]:
    """The circuit is open until a visit has found the portal at work."""
    down = circuit.open_until is not None
    if outages and outages[-1].end is None:
        return outages if down else (*outages[:-1], replace(outages[-1], end=now))
    return (*outages, Outage(now, None, circuit.why)) if down else outages
