"""What the page on one run shows, as plain objects: the summary, each NRP with its visits, ends, drift, faults. Pure.

Made by the commands from standings and kept visits; report/page shows it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from robot.model.outcome import Ending
from robot.model.state import Phase
from robot.model.summary import Summary
from robot.report.status import Standing
from robot.report.visits import Act, FlowRun, VisitStory
from robot.rules.drift import in_long

_FAULTS = (Ending.FLOW_FAULT, Ending.SCREEN_UNKNOWN)


@dataclass(frozen=True, slots=True)
class EmployerPart:
    """One NRP on the page. `lines`: what happened besides the visits; `who` has to act next."""

    nrp: str
    name: str
    state: Phase
    reason: str
    text: str
    who: str
    todo: str
    end: date | None
    visits: tuple[VisitStory, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """A control that was found by a later candidate than the first. `patch`: a unified diff; empty: none fits."""

    target: str
    by: str
    rank: int
    where: str
    count: int
    nrps: tuple[str, ...]
    patch: str = ""


@dataclass(frozen=True, slots=True)
class FlowTold:
    """Where a flow did not go on, what was sought in vain, and for each control with a likely name now its patch."""

    title: str
    where: str
    text: str
    nrps: tuple[str, ...]
    lines: tuple[str, ...] = ()
    patches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EndsWeek:
    """From Monday on; `ends` are day, NRP and name."""

    monday: date
    ends: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True, slots=True)
class EndsMonth:
    first: date
    weeks: tuple[EndsWeek, ...]

    @property
    def count(self) -> int:
        return sum(len(week.ends) for week in self.weeks)


@dataclass(frozen=True, slots=True)
class RunReport:
    """`started` None: everything that is kept."""

    at: datetime
    started: datetime | None
    summary: Summary
    employers: tuple[EmployerPart, ...]
    months: tuple[EndsMonth, ...]
    drifts: tuple[Drift, ...]
    faults: tuple[FlowTold, ...]
    today: date
    version: str


def ends_by_month(standings: Iterable[Standing]) -> tuple[EndsMonth, ...]:
    """The relations as the portal showed them, also those that have ended."""
    ends = sorted(
        (one.relation.end, str(one.record.employer.nrp), one.record.employer.name)
        for one in standings
        if one.relation is not None and one.relation.end is not None
    )
    return tuple(
        EndsMonth(first, tuple(EndsWeek(monday, tuple(week)) for monday, week in groupby(month, _monday)))
        for first, month in groupby(ends, lambda end: end[0].replace(day=1))
    )


def _monday(end: tuple[date, str, str]) -> date:
    return end[0] - timedelta(days=end[0].weekday())


def drifts_in(visits: Iterable[VisitStory], patch_of: Callable[[str, str], str]) -> tuple[Drift, ...]:
    """The most frequent first. `patch_of` a target and the candidate that found it."""
    found: dict[tuple[str, str], Drift] = {}
    for visit in visits:
        for act in _acts(visit):
            if not act.drifted:
                continue
            key = (act.target, act.by)
            one = found.get(key) or Drift(act.target, act.by, act.rank or 0, act.where, 0, ())
            nrps = one.nrps if visit.nrp in one.nrps else (*one.nrps, visit.nrp)
            found[key] = replace(one, count=one.count + 1, nrps=nrps, where=act.where or one.where)
    told = sorted(found.values(), key=lambda one: -one.count)
    return tuple(replace(one, patch=patch_of(one.target, one.by)) for one in told)


def _acts(visit: VisitStory) -> Iterator[Act]:
    return (act for flow in visit.flows for scene in flow.scenes for act in scene.acts)


def faults_in(visits: Iterable[VisitStory], patch_of: Callable[[str, str], str]) -> tuple[FlowTold, ...]:
    """One for each place and cause, the most NRPs first. `patch_of` a target and the control that it may be now."""
    found: dict[tuple[str, str], FlowTold] = {}
    for visit in visits:
        for flow in visit.flows:
            if flow.ending not in _FAULTS:
                continue
            key = (flow.where, re.sub(r"\w*\d\w*", "#", flow.detail))
            one = found.get(key) or _told(flow, patch_of)
            nrps = one.nrps if visit.nrp in one.nrps else (*one.nrps, visit.nrp)
            found[key] = replace(one, nrps=nrps)
    return tuple(sorted(found.values(), key=lambda one: -len(one.nrps)))


def _told(flow: FlowRun, patch_of: Callable[[str, str], str]) -> FlowTold:
    meant = [(one.target, one.near[0]) for one in flow.drift.controls if one.near] if flow.drift else []
    patches = tuple((target, patch) for target, near in meant if (patch := patch_of(target, near)))
    return FlowTold(flow.title, flow.where, flow.detail, (), in_long(flow.drift), patches)


@dataclass(frozen=True, slots=True)
class TriesRow:
    """One flow over all visits of an NRP: how it ended in each and its seconds; None: it did not come to it."""

    title: str
    cells: tuple[tuple[Ending | None, float] | None, ...]


def side_by_side(visits: Sequence[VisitStory]) -> tuple[TriesRow, ...]:
    titles = dict.fromkeys(flow.title for visit in visits for flow in visit.flows)
    ran = [{flow.title: (flow.ending, flow.seconds) for flow in visit.flows} for visit in visits]
    return tuple(TriesRow(title, tuple(one.get(title) for one in ran)) for title in titles)
