"""What it means where a flow ended: screens and faults made into outcomes, with words for the person who reads them.

Called by the runner. Touches neither portal nor ledger.
"""

from collections.abc import Collection
from dataclasses import replace

from robot.model.drift import Drift
from robot.model.faults import BrowserLost, Fault, OriginRefused, PortalTrouble, TargetFault
from robot.model.flow import FlowBook, Lead, Person, Step
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.sight import Sight
from robot.rules.drift import in_short, screens_alike, sought_in_vain
from robot.rules.portal_words import answer, lines_told


def ended(step: Step, lead: Lead, words: str, fingerprint: str) -> Outcome:
    """At a screen that the step names as an end. `fingerprint`: of the secret that the step proves."""
    end = Outcome(_ending(lead), lead.screen, words, _reason(lead), str(step.place))
    return replace(end, secret=step.secret, fingerprint=fingerprint) if end.ending is Ending.CREDENTIAL else end


def undone(part: Person, sight: Sight, *, missed: bool = False) -> Outcome:
    """The person who was asked did not do their part: it waits for a person still."""
    return Outcome(Ending.NEEDS_PERSON, sight.screen or "", reason=Reason(part.reason), missed=missed)


def lost(book: FlowBook, sight: Sight, expected: Collection[str]) -> Outcome:
    """None of the expected screens came."""
    if sight.down:
        return Outcome(Ending.PORTAL_DOWN, sight.screen or "", detail=sight.down)
    titles = " o ".join(_title(book, name) for name in expected)
    drift = Drift(alike=screens_alike(sight.closest, sight.controls))
    if sight.screen is not None:
        detail = f"Se esperaba {titles}; el portal muestra {_title(book, sight.screen)}. {in_short(drift)}".strip()
        return Outcome(Ending.FLOW_FAULT, sight.screen, words(book, sight), detail=detail, drift=drift)
    told = lines_told(sight.said)[:3]
    shows = f" Dice: «{' / '.join(told)}»." if told else ""
    detail = " ".join(part for part in (f"Se esperaba {titles}.{shows}", sight.error, in_short(drift)) if part)
    return Outcome(Ending.SCREEN_UNKNOWN, detail=detail, drift=drift)


def words(book: FlowBook, sight: Sight) -> str:
    """The portal's own, as far as they are an answer."""
    return answer(sight.said, book.screens.get(sight.screen or ""))


def fallen(fault: Fault, step: Step) -> Outcome:
    detail, where, drift = fault.text, str(step.place), None
    ending = Ending.PORTAL_DOWN if isinstance(fault, PortalTrouble | BrowserLost) else Ending.FLOW_FAULT
    if isinstance(fault, TargetFault):
        where = str(fault.target.place)
        if fault.tried:
            drift = Drift(sought_in_vain(fault.target, fault.tried, fault.controls))
            detail = f"{fault.text} {in_short(drift)}".strip()
    if isinstance(fault, OriginRefused):
        detail = f"{fault.text} No se escribió ni se pulsó nada ahí."
        return Outcome(Ending.NEEDS_PERSON, reason=Reason.ORIGIN, detail=detail, where=where)
    return Outcome(ending, detail=detail, where=where, ours=isinstance(fault, BrowserLost), drift=drift)


def _ending(lead: Lead) -> Ending:
    if lead.ending is None:
        raise ValueError(f"{lead.screen} is no end of the step")
    return lead.ending


def _reason(lead: Lead) -> Reason | None:
    """A screen named as a reason is that reason."""
    if lead.ending is not Ending.NEEDS_PERSON:
        return None
    named = lead.screen.replace("_", " ")
    return Reason(named) if named in set(Reason) else Reason.REFUSED


def _title(book: FlowBook, name: str) -> str:
    screen = book.screens.get(name)
    return f"«{screen.title}»" if screen else name
