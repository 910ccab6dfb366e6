"""The race of named screens: looks again and again, by page events and a short poll, until one verdict is sure.

A screen that was already there when the act began proves little: it must be still before it counts. Called by
visit.py; what a screen is, robot.rules.recognise decides.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Page

from robot.model.screen import Screen
from robot.model.sight import Near, Sight
from robot.model.text import fold
from robot.outside.browser.eyes_source import Eyes
from robot.outside.browser.resolve import controls
from robot.outside.browser.sections import open_section
from robot.outside.browser.stage import PageGlance, Stage
from robot.rules.recognise import Count, PageEvidence, Recognition, Rule, closest, recognise, rules_of

_POLL_LEAST = 0.05
_POLL_MOST = 0.5
_ON_ITS_WAY = 0.5
_REACTS = 0.015
_ANSWERS = 0.1
_STILL_UNEXPECTED = 2.0  # a known screen nobody expected
_STILL_UNTOUCHED = 8.0  # the same, when the page has not changed at all since the act
_STILL_SAME = 1.5  # an expected screen that was there before the act, unchanged
_STILL_AGAIN = 0.4  # the same, when something on it has changed
_STILL_DOWN = 1.5
_STILL_CLOSED = 1.0  # what is expected may lie in a closed section
_SCRIPTS = 5.0  # longest that scripts on their way keep a screen that is there from being taken
_PERSON_POLL = 0.3
LINE = 600  # letters of what the portal says
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Look:
    """One look, judged. `narrow`: only for the screens expected, so that no screen there means little."""

    pages: tuple[PageGlance, ...]
    seen: Recognition
    covered: bool
    busy: bool
    ready: bool
    print_: tuple[Any, ...]  # changes when the page does, clocks left out
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Some screens, and the places of the rules that recognise them; None for all."""

    screens: Mapping[str, Screen]
    places: list[int] | None = None


def eyes_for(screens: Mapping[str, Screen]) -> Eyes:
    """Those that know the rules of these screens."""
    return Eyes([[by.value, fold(value), value] for by, value in rules_of(screens.values())])


class Awaiting:
    def __init__(self, stage: Stage, screens: Mapping[str, Screen]) -> None:
        self._stage = stage
        self._all = _Wanted(screens)
        self._rules = rules_of(screens.values())
        self._places = {rule: at for at, rule in enumerate(self._rules)}
        self._some: dict[frozenset[str], _Wanted] = {}
        self._last: Look | None = None
        self._before: Look | None = None  # just before the last act

    def act_begins(self) -> None:
        self._before = self._last

    async def look(self, expected: Collection[str] = (), *, narrow: bool = False) -> Look:
        """`narrow`: asks for the expected screens alone, which is cheaper, as long as nothing veils the page: what is
        expected wins over all that lies beside it, but not over what lies upon it."""
        wanted = self._only(expected) if narrow else self._all
        pages = tuple(await self._stage.gather("look", {"count": wanted.places}))
        if narrow and any(one["veiled"] for page in pages for one in page.told()):
            return await self.look(expected)
        return self._judged(pages, wanted, expected, narrow=narrow)

    def saw(self, pages: tuple[PageGlance, ...]) -> None:
        """A look that was made for something else, and counted all rules."""
        self._judged(pages, self._all, ())

    def _judged(
        self, pages: tuple[PageGlance, ...], wanted: _Wanted, expected: Collection[str], *, narrow: bool = False
    ) -> Look:
        told = [one for page in pages for one in page.told()]
        seen = recognise(wanted.screens, [self._evidence(page) for page in pages], expected)
        if seen.screen is not None and seen.page < len(pages):
            self._stage.current = pages[seen.page].page
        self._stage.over = seen.over
        self._last = Look(
            pages,
            seen,
            covered=any(one["covered"] for one in told),
            busy=any(one["busy"] for one in told) or any(page.hung for page in pages),
            ready=bool(told) and all(one["ready"] for one in told),
            print_=tuple((one["number"], tuple(_DIGITS.sub("#", line) for line in one["lines"])) for one in told),
            narrow=narrow,
        )
        return self._last

    def rivals(self, look: Look, expected: Collection[str] = (), *, among: Collection[str] = ()) -> tuple[Near, ...]:
        """What the page is nearest to besides what it was recognised as. Of a look for all screens."""
        names = (set(among) or set(self._all.screens)) - {look.seen.screen}
        others = {name: screen for name, screen in self._all.screens.items() if name in names}
        return closest(others, [self._evidence(page) for page in look.pages], expected)

    def _only(self, expected: Collection[str]) -> _Wanted:
        names = frozenset(expected)
        if names not in self._some:
            screens = {name: screen for name, screen in self._all.screens.items() if name in names}
            self._some[names] = _Wanted(screens, [self._places[rule] for rule in rules_of(screens.values())])
        return self._some[names]

    def _evidence(self, page: PageGlance) -> PageEvidence:
        counts: dict[Rule, Count] = {}
        for told in page.told():
            for at, visible, front in told["counts"]:
                had = counts.get(self._rules[at], Count())
                counts[self._rules[at]] = Count(had.visible + visible, had.front + front)
        veiled = any(told["veiled"] for told in page.told())
        return PageEvidence(counts, veiled, self._stage.said.new())

    async def until(self, expected: Collection[str], seconds: float) -> Sight:
        """A page that moves is looked at narrowly, for what is expected; one that stands still for everything."""
        clock = self._stage.clock
        end = clock() + seconds
        scripts_end = min(clock() + _SCRIPTS, end)
        since = clock()
        last: Look | None = None
        moved = True
        looked_into: set[tuple[Any, ...]] = set()
        await self._reacts()
        while True:
            await self._arrives(end)
            self._stage.traffic.stirred.clear()
            look = await self.look(expected, narrow=moved and clock() < end)
            moved = last is None or look.print_ != last.print_
            again = last is not None and last.seen.screen == look.seen.screen
            if moved or (last is not None and not again and look.narrow == last.narrow):
                since = clock()
            last = look
            still = clock() - since
            if self._stage.traffic.brings_scripts() and clock() < scripts_end:
                last = None
            elif self._may_be_closed(look, expected, still) and look.print_ not in looked_into:
                looked_into.add(look.print_)
                if await self._opened(expected):
                    last = None
            elif self._sure(look, expected, still, again) or (clock() >= end and not look.narrow):
                sight = await self.sight(look, expected)
                if sight.screen in expected:
                    self._before = None
                return sight
            await self._stage.stir(min(max(_POLL_LEAST, still / 2), _POLL_MOST))

    async def _reacts(self) -> None:
        """Right after an act there is still what was there before, and mostly something is asked for: no look is worth
        it until that has begun, or been answered."""
        if self._before is None:
            return
        await self._stage.pause(_REACTS)
        if self._stage.traffic.busy() and not self._stage.traffic.navigates():
            await self._stage.moment(_ANSWERS)

    async def _arrives(self, end: float) -> None:
        """A document on its way is not worth a look before it has come; one that does not come, now and then."""
        if self._stage.traffic.navigates() and self._stage.clock() < end:
            self._stage.traffic.stirred.clear()
            await self._stage.stir(_ON_ITS_WAY)

    def _sure(self, look: Look, expected: Collection[str], still: float, again: bool) -> bool:
        if self._stage.crashed and not look.pages:
            return True
        if self._stage.traffic.navigates() or look.covered:
            return False
        if look.seen.screen in expected:
            return self._sure_expected(look, still, again)
        if look.narrow or look.busy or self._stage.traffic.busy():
            return False
        if self._down(look):
            return still >= _STILL_DOWN
        if look.seen.screen is None:
            return False
        return still >= (_STILL_UNEXPECTED if self._changed(look) else _STILL_UNTOUCHED)

    def _sure_expected(self, look: Look, still: float, again: bool) -> bool:
        if not self._was_there(look.seen.screen):
            return again or (look.ready and not self._stage.traffic.busy() and not look.busy)
        if self._stage.traffic.busy() or look.busy:
            return False
        return still >= (_STILL_AGAIN if self._changed(look) else _STILL_SAME)

    def _may_be_closed(self, look: Look, expected: Collection[str], still: float) -> bool:
        """Nothing of what is expected is there, and nothing seems to be on its way."""
        if look.narrow or look.seen.screen in expected or still < _STILL_CLOSED:
            return False
        return not (look.covered or look.busy or self._stage.traffic.busy() or self._down(look))

    async def _opened(self, expected: Collection[str]) -> bool:
        """A section whose inside makes the page one of the expected screens."""
        screens = self._only(expected).screens

        def makes(page: PageEvidence) -> bool:
            return recognise(screens, [page]).screen is not None

        return await open_section(self._stage, rules_of(screens.values()), makes)

    def _was_there(self, screen: str | None) -> bool:
        before = self._before.seen if self._before else None
        return before is not None and screen in (before.screen, *before.also)

    def _changed(self, look: Look) -> bool:
        """New documents, other lines, or something said, since the act."""
        if self._before is None or self._stage.said.new():
            return True
        return self._before.print_ != look.print_

    def _down(self, look: Look) -> str:
        if not look.pages:
            return "La página se cayó dentro del navegador." if self._stage.crashed else "No hay página abierta."
        page: Page = look.pages[look.seen.page].page
        trouble = self._stage.traffic.trouble(page)
        if trouble:
            return trouble
        if look.pages[0].hung:
            return "La página dejó de responder."
        return self._stage.traffic.failures() if look.seen.screen is None else ""

    async def sight(self, look: Look, expected: Collection[str] = ()) -> Sight:
        stage = self._stage
        said = tuple(stage.without_secrets(line, LINE) for line in stage.said.told())
        sight = Sight(look.seen.screen, said, down=self._down(look) or self._failed(look), also=look.seen.also)
        if sight.screen is not None and (sight.screen in expected or not expected):
            return sight
        near = self.rivals(look, expected, among=expected if sight.screen else ())
        error = stage.traffic.error(look.pages[look.seen.page].page) if look.pages else ""
        return replace(sight, closest=near, controls=await controls(stage), error=error)

    def _failed(self, look: Look) -> str:
        """Requests since the act failed, or were not answered yet, and the page did not move on."""
        if look.seen.screen is not None and not self._was_there(look.seen.screen):
            return ""
        return self._stage.traffic.failures() or self._stage.traffic.unanswered()

    async def person(self, expected: Collection[str], seconds: float) -> Sight:
        """For a person's part: only looks."""
        end = self._stage.clock() + seconds
        last: str | None = None
        while True:
            look = await self.look(expected)
            name = look.seen.screen
            settled = name in expected and name == last and not self._stage.traffic.navigates() and not look.covered
            if (settled and not self._was_there(name)) or self._stage.clock() >= end:
                return await self.sight(look, expected)
            last = name
            await self._stage.pause(_PERSON_POLL)
