"""When a relation is renewed: not before the horizon, spread over days, and as the portal allows it to overlap. Pure.

Called by decide, by the desk inside a flow, and by the reports: one rule for all of them. Days count in Mexico City;
"days left" are those from a day to the relation's last day, 0 on that day itself and -1 on the day after.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome
from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.model.relation import Relation, RelationState
from robot.model.state import Commit, Record
from robot.rules.calendar import day_in_mexico
from robot.rules.proof import is_wanted

DAY_AFTER = -1
_KEPT_CLEAR = 5  # days before the end that the spread leaves for a portal that is down, or for a person
_REFUSED_AS_DOUBLE = "duplicate"  # the screen of that name


def renewal_day(relation: Relation, nrp: Nrp, policy: Policy, overlap: Overlap) -> date | None:
    """The first day on which it is filed again; the same at every call until the portal teaches something new.
    None: it has no end."""
    if relation.end is None:
        return None
    lead = min(_horizon(relation, policy), _allowed(overlap))
    room = max(0, min(policy.renewal_spread.days, lead - _KEPT_CLEAR))
    return relation.end - timedelta(days=lead) + timedelta(days=_place_of(nrp, room))


def is_enough(relation: Relation | None, nrp: Nrp, today: date, policy: Policy, overlap: Overlap) -> bool:
    """Whether nothing is to be filed today: in process, in force until after the renewal day, or due while another
    NRP tries for all of them whether the portal takes it this early."""
    if relation is None or (relation.end is not None and relation.end < today):
        return False
    day = renewal_day(relation, nrp, policy, overlap)
    if relation.state is RelationState.PROCESSING or day is None or today < day:
        return True
    return tries_overlap(relation, today, overlap) and overlap.pilot_day == today and overlap.pilot != nrp


def tries_overlap(relation: Relation | None, today: date, overlap: Overlap) -> bool:
    """Whether filing it again today would show something new about the portal: one NRP a day does that, its pilot."""
    if relation is None or relation.end is None:
        return False
    return (relation.end - today).days > (DAY_AFTER if overlap.accepted is None else overlap.accepted)


def refused_overlap(outcome: Outcome, record: Record, today: date) -> int | None:
    """Days left when the portal refused a new relation because one is in force. None: it refused something else."""
    if outcome.ending is not Ending.REFUSED or outcome.screen != _REFUSED_AS_DOUBLE:
        return None
    return _days_left(record.seen.relations or (), record, today)


def accepted_overlap(commit: Commit, record: Record) -> int | None:
    """Days left when a relation was filed that the portal has shown since. None: none was in force then."""
    if commit.kind is not CommitKind.RELATION:
        return None
    return _days_left(commit.before, record, day_in_mexico(commit.opened_at))


def overlap_told(overlap: Overlap) -> str:
    """For `explain` and `plan`, in Spanish; "" when nothing is known."""
    parts = []
    if overlap.refused is not None:
        parts.append(f"El portal rechazó una relación nueva {_before(overlap.refused)} de la que está vigente.")
    if overlap.accepted is not None:
        parts.append(f"El portal aceptó una relación nueva {_before(overlap.accepted)} de la anterior.")
    if overlap.refused is not None:
        lead = _allowed(overlap)
        when = "el día siguiente al fin" if lead == DAY_AFTER else f"desde {_before(lead)}"
        parts.append(f"Se renueva {when}.")
    return " ".join(parts)


def overlap_to_plain(overlap: Overlap) -> Mapping[str, Any]:
    pilot_day = overlap.pilot_day.isoformat() if overlap.pilot_day else None
    return {
        "refused": overlap.refused, "accepted": overlap.accepted,
        "pilot": str(overlap.pilot) if overlap.pilot else None, "pilot_day": pilot_day,
    }  # fmt: skip


def overlap_from_plain(plain: Mapping[str, Any] | None) -> Overlap:
    if plain is None:
        return Overlap()
    pilot, day = plain.get("pilot"), plain.get("pilot_day")
    return Overlap(
        plain.get("refused"), plain.get("accepted"),
        Nrp(pilot) if pilot else None, date.fromisoformat(day) if day else None,
    )  # fmt: skip


def _horizon(relation: Relation, policy: Policy) -> int:
    """Never more than half of what the relation lasts, or a short one would be filed again the day it was made."""
    if relation.start is None or relation.end is None:
        return policy.renewal.days
    return min(policy.renewal.days, (relation.end - relation.start).days // 2)


def _allowed(overlap: Overlap) -> int:
    """The most days left at which filing again is worth a try: what was refused is halved, down to the day after."""
    if overlap.refused is None:
        return date.max.toordinal()
    known = overlap.accepted or 0
    middle = (known + overlap.refused) // 2
    return middle if middle > known or overlap.accepted is not None else DAY_AFTER


def _place_of(nrp: Nrp, room: int) -> int:
    """Even over 0..room, and the same on every machine and in every run."""
    return int.from_bytes(sha256(str(nrp).encode()).digest()[:8], "big") % (room + 1)


def _days_left(rows: tuple[Relation, ...], record: Record, today: date) -> int | None:
    """Of the wanted relation that is in force on `today`."""
    ends = [
        row.end for row in rows
        if row.end is not None and row.end >= today and row.state is RelationState.IN_FORCE
        and is_wanted(row, record.employer.developer)
    ]  # fmt: skip
    return (max(ends) - today).days if ends else None


def _before(days: int) -> str:
    match days:
        case 0:
            return "el último día"
        case 1:
            return "1 día antes del fin"
        case _:
            return f"{days} días antes del fin"
