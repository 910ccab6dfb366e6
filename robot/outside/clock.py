"""The only place that reads the time. Assembly makes one SystemClock and hands it to whoever keeps the Clock promise.

It tells UTC; rules/calendar makes the portal's days of it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from robot.model.errors import RobotError

_MEASURED_FOR = timedelta(minutes=1)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  this room is the one that may

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))  # noqa: TID251  this room is the one that may


class DatabaseClock(SystemClock):
    """The clock of the database that several machines share: leases and due times must mean the same to all of them.

    `skew` tells how far that clock is ahead of a moment of this machine; it is asked now, and now and then in waits.
    """

    def __init__(self, skew: Callable[[datetime], timedelta]) -> None:
        self._skew = skew
        self._measure()

    def now(self) -> datetime:
        return super().now() + self._ahead

    async def wait(self, seconds: float) -> None:
        if abs(super().now() - self._measured_at) > _MEASURED_FOR:
            await asyncio.to_thread(self._try_again)
        await super().wait(seconds)

    def _measure(self) -> None:
        self._measured_at = super().now()
        self._ahead = self._skew(self._measured_at)

    def _try_again(self) -> None:
        with suppress(RobotError):  # a database that is away just now: what was measured last still holds
            self._measure()
