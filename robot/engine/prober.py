"""Whoever directs a probe: looks at each screen that the walk comes by, counts what the flows use there, and gives the
window to a person where the walk cannot go on. Keeps the Director promise; does no step itself.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from robot.engine.direct import DebugDriver, Go, JumpTo, Moment, Move
from robot.engine.house import House
from robot.engine.ports import Driver, Evidence
from robot.model.drift import Alike
from robot.model.faults import Fault
from robot.model.flow import FlowBook
from robot.model.outcome import WELL, Ending
from robot.model.probed import ProbedControl, ProbedScreen, Use
from robot.model.screen import By, Candidate, Place
from robot.model.sight import Control, Sight
from robot.rules.drift import screens_alike, sought_in_vain
from robot.rules.flow_uses import unclaimed, uses_on
from robot.rules.portal_words import lines_told

_A_LOOK = timedelta(seconds=5)
Eyes = Callable[[Driver], DebugDriver]


class Hand(Protocol):
    """A person who may take the window over."""

    async def takes_over(self, moment: Moment, seen: ProbedScreen | None) -> bool:
        """Returns when they have come to another screen; False: nobody is there, or they leave this flow here."""


class Prober:
    """`book` is the whole one: what the walk leaves out is looked at, too. `moment`: where the walk stands."""

    def __init__(self, house: House, evidence: Evidence, eyes: Eyes, hand: Hand) -> None:
        self._house = house
        self._book: FlowBook = house.book
        self._evidence = evidence
        self._eyes = eyes
        self._hand = hand
        self._stood: set[tuple[str, Place]] = set()
        self._screens: list[ProbedScreen] = []
        self.moment: Moment | None = None

    @property
    def screens(self) -> tuple[ProbedScreen, ...]:
        return tuple(
            replace(one, controls=tuple(self._judged(one, each) for each in one.controls)) for one in self._screens
        )

    async def before(self, moment: Moment, driver: Driver) -> Move:
        self.moment = moment
        if moment.sight.screen is not None:
            await self._look(moment, driver)
            self._stood.add((moment.sight.screen, moment.step.place))
        return Go()

    async def fell(self, moment: Moment, driver: Driver) -> Move:
        """As often as the person takes over, until the portal shows a screen that the flow takes from here on."""
        self.moment = moment
        while await self._handed_over(moment, driver):
            with suppress(Fault):
                index = await _taker(moment, driver)
                if index is not None:
                    return JumpTo(index)
        return Go()

    async def _handed_over(self, moment: Moment, driver: Driver) -> bool:
        eyes, seen = self._eyes(driver), None
        with suppress(Fault):
            seen = await self._look(moment, driver)
        eyes.hand_over(True)
        try:
            return await self._hand.takes_over(moment, seen)
        finally:
            eyes.hand_over(False)

    async def ended(self, moment: Moment, driver: Driver) -> None:
        self.moment = moment
        with suppress(Fault):
            await self._look(moment, driver)

    async def _look(self, moment: Moment, driver: Driver) -> ProbedScreen:
        """Each known screen once; an unknown one again when it has changed."""
        eyes = self._eyes(driver)
        sight = await eyes.sight()
        name, alike = await self._recognised(sight, moment, eyes)
        tree = "" if name in {one.name for one in self._screens if one.name} else await eyes.tree()
        for had in self._screens:
            if had.name == name and (had.name or had.tree == tree):
                return had
        controls = await self._controls(name or _expected(alike, moment), eyes)
        seen = ProbedScreen(
            name, self._title(name), self._house.clock.now(), moment.flow.title, tuple(lines_told(sight.said)),
            controls, alike, tree, await self._picture(driver),
        )  # fmt: skip
        self._screens.append(seen)
        self._tell(seen)
        return seen

    async def _recognised(
        self, sight: Sight, moment: Moment, eyes: DebugDriver
    ) -> tuple[str | None, tuple[Alike, ...]]:
        """None too for a screen that passes for another one, when it has most of the one that the step led to."""
        name = _shown(sight, moment)
        outcome = moment.outcome
        elsewhere = outcome is not None and outcome.ending is Ending.FLOW_FAULT and outcome.screen == name
        if name is not None and not elsewhere:
            return name, ()
        near = {one.screen.name: one for one in (*await eyes.rivals(among=_goals(moment)), *sight.closest)}
        alike = screens_alike(near.values(), await eyes.controls())
        mistaken = bool(alike) and len(alike[0].met) >= len(alike[0].lacking)
        return (None, alike) if name is None or mistaken else (name, ())

    def _title(self, name: str | None) -> str:
        if name is not None:
            return self._book.screens[name].title
        return f"Pantalla desconocida {1 + sum(one.name is None for one in self._screens)}"

    async def _controls(self, name: str, eyes: DebugDriver) -> tuple[ProbedControl, ...]:
        screen = self._book.screens.get(name)
        if screen is None:
            return ()
        found = [
            ProbedControl(use, await eyes.counts(use.target, use.act, every=True))
            for use in uses_on(screen, self._book)
        ]
        free = unclaimed(await eyes.controls(), found)
        return tuple([await _meant(one, eyes, free) for one in found])

    def _judged(self, screen: ProbedScreen, one: ProbedControl) -> ProbedControl:
        stood = any((screen.name, place) in self._stood for place in one.use.steps)
        return replace(one, needed=one.use.evidence or one.use.guarded or stood)

    async def _picture(self, driver: Driver) -> bytes:
        """Worth nothing when the page cannot be looked at: then there is none."""
        if self._house.pictures:
            with suppress(Fault):
                return await driver.picture()
        return b""

    def _tell(self, seen: ProbedScreen) -> None:
        name = seen.name or f"desconocida_{sum(one.name is None for one in self._screens)}"
        if seen.picture:
            self._evidence.picture(name, seen.picture)
        self._evidence.keep(f"arbol_{name}.txt", seen.tree.encode())
        self._evidence.event(
            "probed", screen=seen.name, flow=seen.flow, said=list(seen.said), alike=[one.screen for one in seen.alike],
            controls=[_plain(one) for one in seen.controls],
        )  # fmt: skip
        lost = sum(one.rank is None and not one.use.optional for one in seen.controls)
        known = "" if seen.name else "  (ninguna que el robot conozca)"
        told = f"{len(seen.controls)} controles, {lost} sin encontrar" if seen.controls else "sin controles que contar"
        self._house.listener.told(f"«{seen.title}»{known}: {told}")


async def _taker(moment: Moment, driver: Driver) -> int | None:
    """The step that takes what the portal shows now. An address is not opened again: the person has gone on from it."""
    later = [(index, step.on) for index, step in enumerate(moment.flow.steps) if index >= moment.index]
    sight = await driver.await_screen([name for _, on in later for name in on], _A_LOOK)
    return next((index for index, on in later if sight.screen in on), None)


def _shown(sight: Sight, moment: Moment) -> str | None:
    """Of several screens that it may be, the one that the flow takes it for."""
    there = (sight.screen, *sight.also)
    taken = moment.outcome.screen if moment.outcome else moment.sight.screen
    return next((name for name in (taken, *_goals(moment), *moment.step.on) if name in there), sight.screen)


def _expected(alike: tuple[Alike, ...], moment: Moment) -> str:
    """The screen whose controls are counted on an unknown one: where the step wanted to go, or any would be a guess."""
    expected = {*_goals(moment), *moment.step.on}
    return next((one.screen for one in alike if one.screen in expected), "")


def _goals(moment: Moment) -> tuple[str, ...]:
    return tuple(lead.screen for lead in moment.step.then if lead.ending in (None, *WELL))


async def _meant(one: ProbedControl, eyes: DebugDriver, free: tuple[Control, ...]) -> ProbedControl:
    """For what sends something or takes a secret a person finds the words: a guess may be another button or field."""
    if one.rank is not None:
        return one
    sought = sought_in_vain(one.use.target, one.tried, free)
    return replace(one, sought=sought, fits="" if one.use.guarded else await _fitting(one.use, eyes, sought.near))


async def _fitting(use: Use, eyes: DebugDriver, near: tuple[str, ...]) -> str:
    """The likeliest that would be used if it were written."""
    for candidate in near:
        kind, _, value = candidate.partition(": ")
        alone = replace(use.target, candidates=(Candidate(By(kind), value, use.target.place),))
        if (await eyes.counts(alone, use.act))[0].matches == 1:
            return candidate
    return ""


def _plain(one: ProbedControl) -> dict[str, Any]:
    tried = [[each.candidate, each.matches] for each in one.tried]
    return {"target": one.name, "act": one.use.act, "rank": one.rank, "tried": tried, "fits": one.fits}
