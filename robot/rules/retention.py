"""Which visits' evidence may be deleted. Pure; called at the start of `run`.

Evidence of a commit outlives the relation that it made; what ended badly is kept as long as the days allow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from robot.model.relation import Relation
from robot.rules.calendar import day_in_mexico

_BEGINS_WITHIN = timedelta(days=10)  # from the commit to the first day of its relation, on either side
_A_YEAR_AND_MORE = timedelta(days=400)  # how long one may live that the portal never showed


@dataclass(frozen=True, slots=True)
class Kept:
    """One visit of an NRP. `well`: it ended as it should. `commits`: it sent, or may have sent, something."""

    name: str
    begun: datetime
    well: bool
    commits: bool


@dataclass(frozen=True, slots=True)
class Keep:
    """What settings say; None: no limit. `visits`: of those that ended well, the newest of each NRP."""

    days: int | None = None
    visits: int | None = None


def dispensable(visits: Iterable[Kept], keep: Keep, relations: Sequence[Relation], now: datetime) -> Iterator[Kept]:
    """Of one NRP; `relations` are the portal's rows as last seen."""
    newest_first = sorted(visits, key=lambda visit: visit.begun, reverse=True)
    well = [visit.name for visit in newest_first if visit.well]
    beyond = set(well[keep.visits :]) if keep.visits is not None else set()
    today = day_in_mexico(now)
    for visit in newest_first:
        old = keep.days is not None and now - visit.begun > timedelta(days=keep.days)
        if (old or visit.name in beyond) and not (visit.commits and today <= _lives_until(visit, relations)):
            yield visit


def _lives_until(visit: Kept, relations: Sequence[Relation]) -> date:
    """The last day of the relation that the visit made."""
    sent = day_in_mexico(visit.begun)
    ends = [row.end or date.max for row in relations if row.start and abs(row.start - sent) <= _BEGINS_WITHIN]
    return max(ends, default=sent + _A_YEAR_AND_MORE)
