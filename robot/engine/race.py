"""A race between named screens within a limit, in which interruptions with a standing answer are answered.

Called by FlowRunner. Presses nothing but what portal.yaml says of an interruption, and that not for ever.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from robot.engine.acts import Acts
from robot.engine.acts_desk import Stop
from robot.engine.endings import words
from robot.model.flow import FlowBook, Interruption
from robot.model.outcome import Outcome
from robot.model.sight import Sight

_ANSWERS_A_VISIT = 2


class Race:
    """Those of one visit."""

    def __init__(self, book: FlowBook, acts: Acts) -> None:
        self._book = book
        self._acts = acts
        self._answered: dict[str, int] = {}

    def use(self, book: FlowBook) -> None:
        """Other flow files from now on."""
        self._book = book

    async def until(self, expected: Collection[str], limit: timedelta, *, left: Collection[str] = ()) -> Sight:
        """`left`: the screens just acted on, which stay for a moment and mean nothing yet.

        Until an expected screen or an ending is there; interruptions with a standing answer are answered."""
        expected = tuple(expected)
        watched = [rule for rule in self._book.portal.interruptions if rule.screen not in expected]
        early = [rule.screen for rule in watched if rule.screen not in left and self._may_answer(rule)]
        while True:
            sight = await self._look((*expected, *early), limit)
            rule = self.answerable(sight, watched)
            if rule is not None:
                await self.answer(rule)
                continue
            if sight.screen in expected:
                await self._acts.arrived(sight)
                return sight
            ending = next((rule for rule in watched if rule.screen == sight.screen and rule.ending), None)
            if ending is not None and ending.ending is not None:
                raise Stop(Outcome(ending.ending, sight.screen or "", words(self._book, sight)))
            return sight

    async def _look(self, names: tuple[str, ...], limit: timedelta) -> Sight:
        if self._acts.asked:
            return await self._acts.driver.until_changed(names, limit)
        return await self._acts.driver.await_screen(names, limit)

    @property
    def answers(self) -> int:
        """How many were answered so far."""
        return sum(self._answered.values())

    def _may_answer(self, rule: Interruption) -> bool:
        return self._answered.get(rule.screen, 0) < _ANSWERS_A_VISIT

    def answerable(self, sight: Sight, watched: Sequence[Interruption] | None = None) -> Interruption | None:
        """One of the book's, or of those `watched`, that is there and has a press as its answer."""
        there = {sight.screen, *sight.also}
        known = self._book.portal.interruptions if watched is None else watched
        rules = [rule for rule in known if rule.click and rule.screen in there and self._may_answer(rule)]
        return rules[0] if rules else None

    async def answer(self, rule: Interruption) -> None:
        self._answered[rule.screen] = self._answered.get(rule.screen, 0) + 1
        target = self._book.screens[rule.screen].targets[str(rule.click)]
        self._acts.tell("interruption", screen=rule.screen, pressed=target.name)
        await self._acts.driver.press(target)
