"""A target -> exactly one control, over all frames, tabs and open shadow roots of the visit.

Candidates are tried in their order; of several matches the one in front stays, or one of several that do the same.
Nothing is guessed beyond that: more than one is a fault that names what was tried and what is there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from playwright.async_api import ElementHandle, Error, Frame, Page, Position

from robot.model.faults import OriginRefused, TargetFault, Tried
from robot.model.screen import By, Candidate, Target
from robot.model.sight import Control, Used
from robot.model.text import fold
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import PageGlance, Stage

_POLL = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Exactly one control, by the number that its document knows it by until it is searched again."""

    frame: Frame
    index: int
    page: Page
    used: Used
    pages: tuple[PageGlance, ...] = ()  # what the look that found it saw of everything
    state: Any = None  # of a control to be pressed: whether it lies at hand; of a field or a tick: its state


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Sought):
    """The same in hand, which is dearer."""

    element: ElementHandle
    spot: Position | None = None  # where to click it, when not in the middle


@dataclass(frozen=True, slots=True)
class _Match:
    frame: Frame
    index: int
    tier: int
    front: bool
    fits: bool
    twin: str
    hidden: bool
    banner: bool
    state: Any


def rule_of(candidate: Candidate) -> list[str]:
    return [candidate.by.value, fold(candidate.value), candidate.value]


def written(candidate: Candidate) -> str:
    return f"{candidate.by.value}: {candidate.value}"


async def seek(stage: Stage, target: Target, act: str, *, seconds: float | None = None, look: bool = False) -> Sought:
    """Waits until there is exactly one; raises TargetFault at the limit. `act`: press, text, choice, tick or file.
    `look`: the rules of all screens are counted by the way.

    Raises OriginRefused for one of another origin. A press gives nothing away, so the origin of its page is what
    counts: a survey or a cookie bar in a frame of its own can be answered."""
    end = stage.clock() + (stage.limits.find if seconds is None else seconds)
    while True:
        tried: list[Tried] = []
        found = await _seek_now(stage, target, act, tried, look=look)
        if found is not None:
            return found
        if stage.clock() >= end:
            raise await _fault(stage, target, tried)
        await stage.moment(_POLL)


async def seek_now(stage: Stage, target: Target, act: str) -> Sought | None:
    """The same without waiting; None where there is not exactly one."""
    return await _seek_now(stage, target, act, [], look=False)


async def find(stage: Stage, target: Target, act: str, *, seconds: float | None = None) -> Found:
    """`seek`, and the control taken in hand."""
    end = stage.clock() + (stage.limits.find if seconds is None else seconds)
    while True:
        sought = await seek(stage, target, act, seconds=max(0.0, end - stage.clock()))
        found = await hold(stage, sought)
        if found is not None:
            return found
        if stage.clock() >= end:
            raise TargetFault(target, f"«{target.name}» se redibuja sin parar.")
        await stage.moment(_POLL)


async def hold(stage: Stage, sought: Sought) -> Found | None:
    """None: the page has drawn itself anew."""
    element = await stage.take(sought.frame, sought.index)
    if element is None:
        return None
    return Found(
        frame=sought.frame, index=sought.index, page=sought.page, used=sought.used, pages=sought.pages,
        state=sought.state, element=element,
    )  # fmt: skip


async def _seek_now(stage: Stage, target: Target, act: str, tried: list[Tried], *, look: bool) -> Sought | None:
    pages = await _ask(stage, target, act, look=look)
    found = await _pick(stage, target, act, pages, tried)
    if found is not None:
        await stage.origins.demand(found.page.main_frame if act == "press" else found.frame)
    return found


async def survey(stage: Stage, target: Target, act: str, *, every: bool) -> tuple[Tried, ...]:
    """Each candidate by itself, as it is now, without waiting: `every` one, or up to the one that would be used."""
    pages = await _ask(stage, target, act)
    counted: list[Tried] = []
    for rank, candidate in enumerate(target.candidates):
        if not every and any(one.matches == 1 for one in counted):
            break
        counted.append(Tried(written(candidate), await _count(stage, target, rank, act=act, pages=pages)))
    return tuple(counted)


async def _count(stage: Stage, target: Target, rank: int, *, act: str, pages: list[PageGlance]) -> int:
    """On the first page where there is any."""
    for page in pages:
        left = await _left(stage, target, rank, act=act, page=page)
        if left:
            return len(left)
    return 0


async def _left(stage: Stage, target: Target, rank: int, *, act: str, page: PageGlance) -> list[_Match]:
    matches = _matches(page, rank, strict=act in ("text", "tick"))
    if act == "press" and target.screen in stage.over:
        matches = [match for match in matches if match.front]  # its namesake behind the window is not meant
    left = await _narrow(stage, matches, veiled=any(told["veiled"] for told in page.told()))
    repeated = act == "press" and not target.candidates[rank].by.value.endswith("_with")
    return _of_banner(left) if repeated else left


def _of_banner(matches: list[_Match]) -> list[_Match]:
    """The head of a page has each word once, and means by it what the body does that says it again."""
    kept = [match for match in matches if match.banner]
    return kept if len(kept) == 1 else matches


async def is_there(stage: Stage, target: Target) -> bool:
    """Raises OriginRefused when it is there, but only on pages of other origins."""
    pages = await _ask(stage, target, "")
    frames = [one.frame for page in pages for one in page.glances if one.told is not None and any(one.told["matches"])]
    for frame in frames:
        try:
            await stage.origins.demand(frame)
        except OriginRefused as refused:
            fault = refused
        else:
            return True
    if frames:
        raise fault
    return False


async def lacking(stage: Stage, targets: Collection[Target]) -> tuple[Target, ...]:
    """Those that are nowhere now, or only behind a window: one look for all."""
    rules = [[rule_of(candidate) for candidate in target.candidates] for target in targets]
    told = [one for page in await stage.gather("there", {"targets": rules}) for one in page.told()]
    return tuple(target for at, target in enumerate(targets) if not any(at in one["there"] for one in told))


async def _ask(stage: Stage, target: Target, act: str, *, look: bool = False) -> list[PageGlance]:
    rules = [rule_of(candidate) for candidate in target.candidates]
    return await stage.gather("seek", {"rules": rules, "act": act, "count": None if look else []})


async def _pick(stage: Stage, target: Target, act: str, pages: list[PageGlance], tried: list[Tried]) -> Sought | None:
    for page in pages:
        counts = []
        for rank, candidate in enumerate(target.candidates):
            left = await _left(stage, target, rank, act=act, page=page)
            counts.append(Tried(written(candidate), len(left)))
            if len(left) == 1:
                one, used = left[0], Used(target, rank, written(candidate))
                return Sought(
                    frame=one.frame, index=one.index, page=page.page, used=used, pages=tuple(pages), state=one.state
                )
        if not tried or any(one.matches for one in counts):
            tried[:] = counts
        if any(one.matches for one in counts):
            return None  # several here: what another tab holds does not make it clearer
    return None


def _matches(page: PageGlance, rank: int, *, strict: bool) -> list[_Match]:
    found = [
        _Match(glance.frame, *match)
        for glance in page.glances
        if glance.told is not None
        for match in glance.told["matches"][rank]
    ]
    fitting = [match for match in found if match.fits]
    return fitting if fitting or strict else found


async def _narrow(stage: Stage, matches: list[_Match], *, veiled: bool) -> list[_Match]:
    """One by one, as a person would: what lies in front, what is plainly it, what can be reached."""
    front = [match for match in matches if match.front]
    left = front if veiled and front else matches
    best = min((match.tier for match in left), default=0)
    left = [match for match in left if match.tier == best]
    for keep in (lambda match: not match.hidden, lambda match: match.front):
        kept = [match for match in left if keep(match)]
        left = kept or left
    if len(left) > 1:
        left = await _reachable(stage, left) or left
    if len(left) > 1 and left[0].twin and len({(match.frame, match.twin) for match in left}) == 1:
        return left[:1]
    return left


async def _reachable(stage: Stage, matches: list[_Match]) -> list[_Match]:
    kept: list[_Match] = []
    for frame in dict.fromkeys(match.frame for match in matches):
        mine = [match for match in matches if match.frame == frame]
        try:
            indexes: Any = await stage.ask(frame, "reachable", {"indexes": [match.index for match in mine]})
        except (Error, Unanswered):
            indexes = []
        kept += [match for match in mine if match.index in (indexes or [])]
    return kept


async def _fault(stage: Stage, target: Target, tried: list[Tried]) -> TargetFault:
    several = any(one.matches > 1 for one in tried)
    what = "coincide con más de un control" if several else "no coincide con ningún control visible"
    text = f"«{target.name}» {what} de la pantalla."
    return TargetFault(target, text, tuple(tried), await controls(stage))


async def controls(stage: Stage) -> tuple[Control, ...]:
    """What can be seen on the page at work; what has no candidate of its own is left out."""
    found: list[tuple[str, str]] = []
    for page in stage.pages()[:1]:
        for frame in page.frames:
            try:
                told = await limited(stage.ask(frame, "near"), stage.limits.look, "buscar parecidos")
            except (Error, Unanswered):
                continue
            found += [(by, value) for by, value in told or []]
    once = [one for one in dict.fromkeys(found) if found.count(one) == 1]
    return tuple(Control(By(by), stage.without_secrets(value)) for by, value in once)
