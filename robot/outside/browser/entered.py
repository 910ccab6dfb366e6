"""What was filled in since the last press, so that the press finds it there.

A page may redraw itself when a field is left, and lose what was written, chosen or attached meanwhile; pressed so, it
would send something else than was meant. Used by visit.py only.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import Error, Frame

from robot.outside.browser.limited import Unanswered
from robot.outside.browser.stage import Stage

_ROUNDS = 3  # what is written again may make the page redraw itself again

Again = Callable[[], Awaitable[bool]]


class Entered:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._again: list[Again] = []

    def note(self, again: Again) -> None:
        """`again` puts it there once more where it is not, and says whether it had to."""
        self._again.append(again)

    def forget(self) -> None:
        self._again = []

    async def restore(self) -> None:
        if not self._again or not await self._lost():
            return
        for _ in range(_ROUNDS):
            if not any([await again() for again in self._again]):
                return

    async def _lost(self) -> bool:
        frames = [frame for page in self._stage.pages()[:1] for frame in page.frames]
        return any(await asyncio.gather(*map(self._lost_in, frames)))

    async def _lost_in(self, frame: Frame) -> bool:
        with suppress(Error, Unanswered):
            return bool(await self._stage.ask(frame, "lost"))
        return False
