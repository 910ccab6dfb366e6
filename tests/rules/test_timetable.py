"""When a scheduled run starts, in Mexico City and on the machine's own clocks."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from robot.model.schedule import Timetable
from robot.model.settings import QuietHours
from robot.rules.timetable import elsewhere, moves, next_start, read_days, read_time, read_words, start_time

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # noon in Mexico City
ALL = tuple(range(7))
NIGHT = QuietHours(time(22), time(8))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("all", ALL), ("L-V", (0, 1, 2, 3, 4)), ("l-d", ALL), ("X", (2,)), ("L,X,V", (0, 2, 4)),
        ("V-L", (0, 4, 5, 6)), ("S, D", (5, 6)),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "lunes", "L-", "L-V-S", "Q", "L,,V"])
def test_what_is_no_day_is_told(text: str) -> None:
    if text == "L-":
        assert read_days(text) == (0,)
        return
    with pytest.raises(ValueError, match="no son días"):
        read_days(text)


def test_times_are_read_and_what_is_none_is_told() -> None:
    assert read_time("7:05") == time(7, 5)
    for wrong in ("7", "24:00", "12:60", "a las 7"):
        with pytest.raises(ValueError, match="no es una hora"):
            read_time(wrong)


@pytest.mark.parametrize("days", ["all", "L-V", "L,X,V", "S,D", "J"])
def test_the_words_of_a_timetable_are_read_back(days: str) -> None:
    timetable = Timetable(read_days(days), time(7, 30))
    assert read_words(f"Robot de Infonavit: {timetable.words} hora de la Ciudad de México, /x") == timetable
    assert read_words("Robot de Infonavit: siempre en marcha, /x") is None


def test_the_usual_time_gives_way_to_the_quiet_hours() -> None:
    assert start_time(None, ()) == time(7, 30)
    assert start_time(None, (NIGHT,)) == time(8)
    assert start_time(None, (NIGHT, QuietHours(time(8), time(9)))) == time(9)
    assert start_time(time(21, 59), (NIGHT,)) == time(21, 59)
    with pytest.raises(ValueError, match="22:00-08:00"):
        start_time(time(3), (NIGHT,))
    with pytest.raises(ValueError, match="todo el día"):
        start_time(None, (QuietHours(time(7), time(19)), QuietHours(time(19), time(7))))


def test_the_next_start_is_the_first_of_its_days_after_now() -> None:
    assert next_start(Timetable(ALL, time(12, 1)), MONDAY).isoformat() == "2026-11-23T12:01:00-06:00"
    assert next_start(Timetable(ALL, time(12, 0)), MONDAY).isoformat() == "2026-11-24T12:00:00-06:00"
    assert next_start(Timetable((0,), time(12, 0)), MONDAY).isoformat() == "2026-11-30T12:00:00-06:00"


def test_on_a_machine_of_another_zone_hours_and_if_need_be_days_shift() -> None:
    evenings = Timetable((0, 1, 2, 3, 4), time(19, 30))
    assert elsewhere(evenings, MONDAY, UTC) == Timetable((1, 2, 3, 4, 5), time(1, 30))
    assert elsewhere(evenings, MONDAY, ZoneInfo("America/Tijuana")) == Timetable((0, 1, 2, 3, 4), time(17, 30))
    assert elsewhere(Timetable((0,), time(1)), MONDAY, ZoneInfo("America/Tijuana")) == Timetable((6,), time(23))


@pytest.mark.parametrize("now", [MONDAY, MONDAY.replace(month=3, day=7), MONDAY.replace(month=7)])
def test_a_clock_that_is_put_forward_in_summer_moves_what_it_starts(now: datetime) -> None:
    mornings = Timetable(ALL, time(7, 30))
    assert moves(mornings, now, ZoneInfo("America/Tijuana"))
    assert not moves(mornings, now, ZoneInfo("America/Hermosillo"))
    assert not moves(mornings, now, ZoneInfo("America/Mexico_City"))
