"""The only place that reads the time. Assembly makes one SystemClock and hands it to whoever keeps the Clock promise.

The portal counts its days in America/Mexico_City (tzdata brings the zone to Windows); everything else is UTC.
"""

import asyncio
from datetime import UTC, date, datetime

from robot.rules.calendar import MEXICO


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  this room is the one that may

    def today(self) -> date:
        return self.now().astimezone(MEXICO).date()

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))  # noqa: TID251  this room is the one that may
