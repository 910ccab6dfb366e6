"""Trouble that passes by itself, such as a database that restarts or a disk that is full: how long to leave it alone.

Asked by the worker, and by a service that starts before its database. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from robot.model.errors import EvidenceError, LedgerAway, LedgerFull, RobotError

PASSING = (LedgerAway, LedgerFull, EvidenceError)
_RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300))
_CALM = timedelta(minutes=10)  # after so long without it, trouble is new trouble


@dataclass(frozen=True, slots=True)
class Rest:
    """`number`: of those in a row, from 0; only the first one is told."""

    number: int
    until: datetime


def next_rest(last: Rest | None, now: datetime) -> Rest:
    number = 0 if last is None or now > last.until + _CALM else last.number + 1
    return Rest(number, now + _RESTS[min(number, len(_RESTS) - 1)])


def told(trouble: RobotError) -> str:
    return f"{trouble} Se vuelve a intentar cada pocos minutos."
