"""Which of the known screens the portal shows, from what was counted on its pages. Pure.

The driver counts how many visible controls answer to each candidate, page by page; this decides. Evidence makes a
screen: every `seen` target present, no `never` target, never the address. Called by the driver after each look.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from robot.model.screen import By, Screen, Target
from robot.model.sight import Near
from robot.model.text import fold
from robot.rules.sayings import sayings

_CLOSEST = 3
Rule = tuple[By, str]


@dataclass(frozen=True, slots=True)
class Count:
    """How many visible controls answered, and how many of them nothing lies over."""

    visible: int = 0
    front: int = 0


_NONE = Count()


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """One page (tab) with all its frames. `veiled`: a modal or overlay keeps a person from the rest of it."""

    counts: Mapping[Rule, Count] = field(default_factory=dict)
    veiled: bool = False
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """`page` is the place of the page in what was handed in; `also` names every other screen that is there too.

    `over`: those of them that lie in a window over the rest of their page, with all that they are known by."""

    screen: str | None
    page: int = 0
    also: tuple[str, ...] = ()
    over: frozenset[str] = frozenset()


def rules_of(screens: Iterable[Screen]) -> tuple[Rule, ...]:
    """Every candidate that recognition needs counted on the pages, once."""
    found: dict[Rule, None] = {}
    for screen in screens:
        for target in (*screen.seen, *screen.never):
            for candidate in target.candidates:
                if candidate.by is not By.SAID:
                    found[(candidate.by, candidate.value)] = None
    return tuple(found)


def recognise(
    screens: Mapping[str, Screen], pages: Sequence[PageEvidence], expected: Collection[str] = ()
) -> Recognition:
    """`pages` come newest first. What lies in front wins, then what is expected, then most evidence."""
    there = [
        (_rank(screen, page, name in expected, index), index, name)
        for index, page in enumerate(pages)
        for name, screen in screens.items()
        if _is_there(screen, page)
    ]
    if not there:
        return Recognition(None)
    there.sort(key=lambda one: one[0], reverse=True)
    _, index, name = there[0]
    also = tuple(dict.fromkeys(other for _, _, other in there if other != name))
    over = {name for _, index, name in there if pages[index].veiled and _lies_in_front(screens[name], pages[index])}
    return Recognition(name, index, also, frozenset(over))


def said_holds(said: tuple[str, ...], words: str) -> bool:
    """Whether one of the texts holds `words`, as whole words."""
    wanted, told = fold(words), _told(said)
    return bool(wanted) and wanted in told and _whole(wanted).search(told) is not None


@lru_cache(maxsize=4096)
def _whole(wanted: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")


@lru_cache(maxsize=256)
def _told(said: tuple[str, ...]) -> str:
    return "\n".join(map(fold, said))


def present(target: Target, page: PageEvidence, *, front: bool = False) -> bool:
    """Asked some hundreds of times a look: a plain loop takes half the time of `any`."""
    for candidate in target.candidates:
        if candidate.by is By.SAID:
            there = bool(page.said) and said_holds(page.said, candidate.value)
        else:
            count = page.counts.get((candidate.by, candidate.value), _NONE)
            there = (count.front if front else count.visible) > 0
        if there:
            return True
    return False


def _is_there(screen: Screen, page: PageEvidence) -> bool:
    """Words that were said count when they all stand in one saying."""
    if not all(present(target, page) for target in screen.seen):
        return False
    if not _listens(screen):
        return _holds(screen, page)
    return any(_holds(screen, replace(page, said=(one,))) for one in sayings(page.said)) or (
        _holds(screen, replace(page, said=()))
    )


def _listens(screen: Screen) -> bool:
    return any(candidate.by is By.SAID for target in screen.seen for candidate in target.candidates)


def _holds(screen: Screen, page: PageEvidence) -> bool:
    if not screen.seen or not all(present(target, page) for target in screen.seen):
        return False
    in_front = _lies_in_front(screen, page)
    return not any(present(target, page, front=page.veiled and in_front) for target in screen.never)


def _lies_in_front(screen: Screen, page: PageEvidence) -> bool:
    return all(present(target, page, front=True) for target in screen.seen)


def _rank(screen: Screen, page: PageEvidence, expected: bool, index: int) -> tuple[int, ...]:
    """What lies under a modal counts less than what lies in it, even when it is the one expected."""
    front = not page.veiled or _lies_in_front(screen, page)
    said = _listens(screen) and bool(page.said)
    return (front, expected, said, -index, len(screen.seen), len(screen.never))


def closest(
    screens: Mapping[str, Screen], pages: Sequence[PageEvidence], expected: Collection[str] = ()
) -> tuple[Near, ...]:
    """Those with the largest share of their evidence there, each once; behind them, those expected that have none."""
    beside = [_beside(screen, page) for screen in screens.values() for page in pages if screen.seen]
    beside.sort(key=lambda one: (len(one.met) / len(one.screen.seen), one.screen.name in expected), reverse=True)
    found: dict[str, Near] = {}
    for one in beside:
        found.setdefault(one.screen.name, one)
    some = [one for one in found.values() if one.met]
    return (*some[:_CLOSEST], *(one for one in found.values() if not one.met and one.screen.name in expected))


def _beside(screen: Screen, page: PageEvidence) -> Near:
    met = tuple(target for target in screen.seen if present(target, page))
    lacking = tuple(target for target in screen.seen if target not in met)
    return Near(screen, met, lacking, tuple(target for target in screen.never if present(target, page)))
