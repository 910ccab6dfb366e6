"""A person's turn with one visit: who is ready first has it first, and one window is in front at a time.

The other visits wait in line with everything filled in, or go on by themselves once they are inside. Made by the desk
for a flow's step; decides nothing about what comes next.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from robot.engine.house import Attendant, House, PartEnd
from robot.model.sight import Sight
from robot.model.state import Record


class Turn:
    """`waited`: how long the visit stood in line. `end`: how it ended; without another word, it failed."""

    def __init__(self, attendant: Attendant, record: Record, reason: str, waited: timedelta) -> None:
        self.waited = waited
        self.end = PartEnd.FAILED
        self.times = 0
        self._attendant = attendant
        self._record = record
        self._reason = reason

    @property
    def wanted(self) -> bool:
        """Whether the person is still there."""
        return self._attendant.present

    async def watch(self, look: Coroutine[Any, Any, Sight]) -> Sight | None:
        """What `look` sees once the person has done their part; None when they leave it for later."""
        self.times += 1
        self._attendant.shown(self._record, self._reason, self.times)
        seeing, leaving = asyncio.create_task(look), asyncio.create_task(self._attendant.skip())
        try:
            await asyncio.wait({seeing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return seeing.result() if seeing.done() else None
        finally:
            seeing.cancel()
            leaving.cancel()
            await asyncio.gather(seeing, leaving, return_exceptions=True)


@asynccontextmanager
async def persons_turn(house: House, record: Record, reason: str) -> AsyncIterator[Turn]:
    """Waits in line, and gives the person back to the others at the end, whatever happened."""
    queued = house.clock.now()
    async with house.front:
        turn = Turn(house.attendant, record, reason, house.clock.now() - queued)
        try:
            yield turn
        finally:
            if turn.times:
                house.attendant.over(turn.end)
