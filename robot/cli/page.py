"""Gathers what the page on a run shows, looks through it for secrets, and writes it. Called by telling and `report`.

A page that would tell a secret is not written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from robot.assembly import Workspace
from robot.cli.own_secrets import own_secrets
from robot.cli.spans import EVER, Span
from robot.model.errors import RobotError
from robot.model.flow import FlowBook
from robot.model.screen import Target
from robot.model.secret import Secret
from robot.model.summary import Summary
from robot.outside.evidence.read import kept_visits
from robot.outside.flow_files.patch import patch_added, patch_first
from robot.outside.report_file import way_to, with_pictures, write_page
from robot.report.happened import event_line
from robot.report.page import Look, employer_part, foot_of, head_of
from robot.report.run_report import EmployerPart, RunReport, drifts_in, ends_by_month, faults_in
from robot.report.status import Standing
from robot.report.story import who_next
from robot.report.timeline import visit_story
from robot.report.visits import VisitStory
from robot.rules.calendar import day_in_mexico
from robot.rules.scrub import Scrubber
from robot.rules.scrub_report import scrubbed, told, told_plainly

PAGE = "informe.html"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the page goes, and whether its pictures go into it."""

    path: Path
    embed: bool = False


def write_report(workspace: Workspace, found: Collection[Standing], summary: Summary, span: Span, sheet: Sheet) -> None:
    """`found`: the NRPs it is about, cleaned. Raises RobotError when it cannot be written, or would tell a secret."""
    look = Look(way_to(workspace.folder.evidence, sheet.path), sheet.embed)
    visits = _visits(workspace, {one.record.employer.nrp for one in found}, span)
    shown = _Shown(workspace, look)
    employers = tuple(shown.part(one, visits.get(one.record.employer.nrp, ()), span) for one in found)
    told_of = [visit for one in employers for visit in one.visits]
    patches = _Patches(workspace.book)
    report = RunReport(
        span.end, span.start if span.start > EVER else None, summary, employers, ends_by_month(found),
        drifts_in(told_of, patches.first), faults_in(told_of, patches.added), day_in_mexico(span.end),
        version("infonavit-robot"),
    )  # fmt: skip
    parts = [head_of(report), *shown.html, foot_of(report)]
    if told_plainly("".join(parts), shown.secrets, shown.own_words):
        raise _leak(sheet.path, "")
    write_page(sheet.path, _finished(parts, workspace, sheet))


def _finished(parts: Iterable[str], workspace: Workspace, sheet: Sheet) -> Iterator[str]:
    for part in parts:
        yield with_pictures(part, sheet.path.absolute().parent, workspace.folder.evidence) if sheet.embed else part


def _leak(path: Path, nrp: str) -> RobotError:
    whose = f" del NRP {nrp}" if nrp else ""
    return RobotError(
        f"El informe no se escribió: llevaría un secreto{whose}.",
        where=str(path),
        fix="Avise a soporte con este mensaje. Lo demás de la corrida está bien y el libro de resultados se escribió.",
    )


def _visits(workspace: Workspace, nrps: Collection[str], span: Span) -> Mapping[str, tuple[VisitStory, ...]]:
    titles = {screen.name: screen.title for screen in workspace.book.screens.values()}
    found: dict[str, tuple[VisitStory, ...]] = {}
    for kept in kept_visits(workspace.folder.evidence, span.start, span.end):
        if kept.nrp in nrps:
            one = visit_story(kept.nrp, kept.folder, kept.events, titles, whole=kept.whole)
            found[kept.nrp] = (*found.get(kept.nrp, ()), *((one,) if one else ()))
    return found


class _Shown:
    """Each NRP's part of the page, scrubbed with its own secrets and looked through again."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self._workspace = workspace
        self._look = look
        self.secrets: set[Secret] = set()
        self.html: list[str] = []
        self.own_words = _own_words(workspace, look)

    def part(self, one: Standing, visits: tuple[VisitStory, ...], span: Span) -> EmployerPart:
        """An NRP that was not visited has nothing on it but what was cleaned."""
        part = _employer(one, visits, self._lines(one, span) if visits else ())
        html = employer_part(part, self._look)
        if visits:
            own = own_secrets(self._workspace, one.record.employer)
            self.secrets.update(own)
            if told(html, own, self.own_words):
                part = scrubbed(part, Scrubber(own))
                html = employer_part(part, self._look)
                if told(html, own, self.own_words):
                    raise _leak(Path(), part.nrp)
        self.html.append(html)
        return part

    def _lines(self, one: Standing, span: Span) -> tuple[str, ...]:
        """Without who did it: a page that is mailed tells nothing of the machine and its users."""
        events = self._workspace.ledger.events(one.record.employer.nrp)
        lately = [event for event in events if event.kind != "visit" and span.start <= event.at <= span.end]
        return tuple(event_line(replace(event, details={**event.details, "by": ""})) for event in lately)


def _employer(one: Standing, visits: tuple[VisitStory, ...], lines: tuple[str, ...]) -> EmployerPart:
    employer, relation = one.record.employer, one.relation
    return EmployerPart(
        str(employer.nrp), employer.name, one.state, one.reason, one.text, who_next(one),
        one.next_action, relation.end if relation else None, visits, lines,
    )  # fmt: skip


def _own_words(workspace: Workspace, look: Look) -> str:
    """What stands on every page, whoever it is about."""
    now = workspace.clock.now()
    empty = Summary(now, "", (), (), needs_attention=False, trouble=frozenset())
    report = RunReport(now, None, empty, (), (), (), (), day_in_mexico(now), "")
    return head_of(report) + foot_of(report) + look.evidence


class _Patches:
    """For a control and a candidate, as the flow files are now; empty when there is none."""

    def __init__(self, book: FlowBook) -> None:
        self._screens = book.screens

    def first(self, name: str, by: str) -> str:
        """Where it was found by a later candidate."""
        target = self._target(name)
        candidates = target.candidates if target else ()
        used = next((one for one in candidates if f"{one.by.value}: {one.value}" == by), None)
        return patch_first(target, used) if target and used and used is not candidates[0] else ""

    def added(self, name: str, candidate: str) -> str:
        """Where none found it."""
        target = self._target(name)
        return patch_added(target, candidate) if target else ""

    def _target(self, name: str) -> Target | None:
        screen, _, control = name.partition(".")
        return self._screens[screen].targets.get(control) if screen in self._screens else None
