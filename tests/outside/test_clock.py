"""The machine's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from robot.engine.ports import Clock
from robot.outside.clock import SystemClock


def test_now_is_utc_and_today_is_the_day_in_mexico() -> None:
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.today() in {
        (datetime.now(ZoneInfo("America/Mexico_City")) - timedelta(seconds=away)).date()  # noqa: TID251
        for away in (0, 5)
    }


async def test_waiting_takes_as_long_as_asked_and_never_less_than_nothing() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.wait(0.02)
    await clock.wait(-1)
    assert clock.now() - before >= timedelta(milliseconds=19)
