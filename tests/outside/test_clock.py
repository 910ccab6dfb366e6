"""The machine's clock."""

from datetime import UTC, datetime, timedelta

from robot.engine.ports import Clock
from robot.model.errors import WorkspaceError
from robot.outside.clock import DatabaseClock, SystemClock


def test_now_is_utc() -> None:
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC


async def test_waiting_takes_as_long_as_asked_and_never_less_than_nothing() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.wait(0.02)
    await clock.wait(-1)
    assert clock.now() - before >= timedelta(milliseconds=19)


def test_machines_whose_clocks_are_wrong_agree_through_the_database() -> None:
    behind, ahead = timedelta(minutes=-7), timedelta(minutes=40)
    one = DatabaseClock(lambda _: -behind)
    other = DatabaseClock(lambda _: -ahead)
    assert timedelta(minutes=46.9) < one.now() - other.now() < timedelta(minutes=47.1)


async def test_a_clock_that_is_put_right_is_measured_again_and_a_database_that_is_away_changes_nothing() -> None:
    skews = iter([timedelta(hours=1), timedelta(hours=2)])

    def skew(_: datetime) -> timedelta:
        try:
            return next(skews)
        except StopIteration:
            raise WorkspaceError("no se puede usar el libro") from None

    clock = DatabaseClock(skew)
    for expected in (1, 2, 2):
        assert round((clock.now() - SystemClock().now()) / timedelta(hours=1)) == expected
        clock._measured_at -= timedelta(minutes=5)
        await clock.wait(0)
