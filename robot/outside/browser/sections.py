"""Opens the closed section of a page, or the inner tab of a form, that holds what is sought.

A section counts as what it would show if it were open. Its head is what a person presses to see it, never what sends a
form or leads to another page. Used by visit.py and awaiting.py, when what is sought is nowhere to be seen.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

from playwright.async_api import Error, Frame

from robot.model.screen import Target
from robot.model.text import fold
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import PageGlance, Stage
from robot.rules.recognise import Count, PageEvidence, Rule, present

_PRESS = 3.0
_MARGIN = 2.0
_SHOWS = 3.0
_POLL = 0.1

Wanted = Callable[[PageEvidence], bool]
Counts = Iterable[tuple[int, int, int]]


async def open_section(stage: Stage, rules: Collection[Rule], wanted: Wanted) -> bool:
    """The first that would make the page `wanted`, unless it is that already. True once it shows."""
    for page in await _look(stage, rules):
        if wanted(_evidence(stage, page, rules)):
            return False
        for frame, number, counts in _closed(page):
            if wanted(_evidence(stage, page, rules, {frame: counts})):
                await stage.origins.demand(page.page.main_frame)
                return await _press(stage, frame, number) and await _shows(stage, rules, wanted)
    return False


async def open_for(stage: Stage, target: Target) -> bool:
    """The section that holds this control."""
    rules = [(one.by, one.value) for one in target.candidates]
    return await open_section(stage, rules, lambda page: present(target, page))


async def _look(stage: Stage, rules: Collection[Rule]) -> list[PageGlance]:
    return await stage.gather("sections", {"rules": [[by.value, fold(value), value] for by, value in rules]})


def _closed(page: PageGlance) -> Iterable[tuple[Frame, int, Counts]]:
    for glance in page.glances:
        for number, counts in glance.told["sections"] if glance.told is not None else ():
            yield glance.frame, number, counts


def _evidence(
    stage: Stage, page: PageGlance, rules: Collection[Rule], instead: dict[Frame, Counts] | None = None
) -> PageEvidence:
    """`instead`: what a frame would show."""
    known, total = tuple(rules), dict.fromkeys(rules, Count())
    for glance in page.glances:
        told: Counts = glance.told["counts"] if glance.told is not None else ()
        for at, seen, front in (instead or {}).get(glance.frame, told):
            had = total[known[at]]
            total[known[at]] = Count(had.visible + seen, had.front + front)
    return PageEvidence(total, any(told["veiled"] for told in page.told()), stage.said.new())


async def _press(stage: Stage, frame: Frame, number: int) -> bool:
    with suppress(Error, Unanswered):
        head = await stage.take(frame, number)
        if head is not None:
            await limited(head.click(timeout=_PRESS * 1000, no_wait_after=True), _PRESS + _MARGIN, "abrir una sección")
            return True
    return False


async def _shows(stage: Stage, rules: Collection[Rule], wanted: Wanted) -> bool:
    end = stage.clock() + _SHOWS
    while not any(wanted(_evidence(stage, page, rules)) for page in await _look(stage, rules)):
        if stage.clock() >= end:
            return False
        await stage.pause(_POLL)
    return True
