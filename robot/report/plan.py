"""What comes: when each NRP is renewed, what will end before, and the weeks ahead in numbers. Pure; called by `plan`.

The keys of the records are a contract (README, "Driven from outside").
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.model.state import Event, Phase
from robot.report.status import Standing, status_record
from robot.rules.calendar import day_in_mexico
from robot.rules.renewal import renewal_day

_VISITS_EACH = 2  # one to file, one to see that it is there
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """One NRP and the day from which it is renewed; None: it has no relation that ends."""

    standing: Standing
    renew_on: date | None

    @property
    def is_renewed(self) -> bool:
        return self.renew_on is not None and self.standing.state is not Phase.STOPPED

    @property
    def is_registered(self) -> bool:
        """Whether it waits for its first relation."""
        return self.standing.relation is None and self.standing.state is not Phase.STOPPED

    @property
    def end(self) -> date | None:
        return self.standing.relation.end if self.standing.relation else None

    @property
    def efirma_ends(self) -> date | None:
        at = self.standing.record.employer.efirma_ends
        return day_in_mexico(at) if at else None

    @property
    def authorised_until(self) -> date | None:
        allowed = self.standing.record.employer.authorisation
        return allowed.until if allowed else None


@dataclass(frozen=True, slots=True)
class Week:
    """How many of each fall between two days, both included. `captchas` is an estimate from the last visits."""

    first: date
    last: date
    registrations: int
    renewals: int
    expiries: int
    efirmas: int
    authorisations: int
    visits: int
    captchas: int


def planned(one: Standing, policy: Policy, overlap: Overlap) -> Planned:
    nrp = one.record.employer.nrp
    return Planned(one, renewal_day(one.relation, nrp, policy, overlap) if one.relation else None)


def plan_record(one: Planned) -> dict[str, Any]:
    """The status record and what comes."""
    return {
        **status_record(one.standing),
        "renew_on": _iso(one.renew_on),
        "efirma_ends": _iso(one.efirma_ends),
        "authorised_until": _iso(one.authorised_until),
    }


def weeks_ahead(found: tuple[Planned, ...], today: date, count: int, captcha_share: float) -> tuple[Week, ...]:
    """From today on. What is due since earlier days, and first registrations, belong to the first week."""
    return tuple(_week(found, today + number * _WEEK, captcha_share, is_first=number == 0) for number in range(count))


def _week(found: tuple[Planned, ...], first: date, captcha_share: float, *, is_first: bool) -> Week:
    last = first + _WEEK - timedelta(days=1)

    def falls(day: date | None) -> bool:
        return day is not None and first <= day <= last

    def ends(day_of: Callable[[Planned], date | None]) -> int:
        return sum(falls(day_of(one)) for one in found)

    due = [one for one in found if one.is_renewed and one.renew_on is not None]
    renewals = sum(falls(one.renew_on) or (is_first and one.renew_on < first) for one in due if one.renew_on)
    registrations = sum(one.is_registered for one in found) if is_first else 0
    visits = _VISITS_EACH * (renewals + registrations)
    efirmas = {one.standing.record.employer.certificate for one in found if falls(one.efirma_ends)}
    return Week(
        first, last, registrations, renewals,
        expiries=ends(lambda one: one.end),
        efirmas=len(efirmas),
        authorisations=ends(lambda one: one.authorised_until),
        visits=visits,
        captchas=ceil(visits * captcha_share),
    )  # fmt: skip


def week_record(week: Week) -> dict[str, Any]:
    plain = asdict(week)
    return {"from": plain.pop("first").isoformat(), "to": plain.pop("last").isoformat(), **plain}


def captcha_share(visits: Iterable[Event]) -> float:
    """Of the visits that went by, how many met a captcha: 0 to 1."""
    met = [bool(event.details.get("captcha")) for event in visits]
    return sum(met) / len(met) if met else 0.0


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
