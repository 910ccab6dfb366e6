"""When a scheduled run starts: what a person wrote as days and time, a time outside the quiet hours, and the same
moment on the machine's own clocks. Called by cli/schedule. Pure: the time comes in.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from robot.model.schedule import DAY_LETTERS, Timetable
from robot.model.settings import QuietHours
from robot.rules.calendar import MEXICO, day_in_mexico

_QUARTER = timedelta(days=91)
USUAL = time(7, 30)  # before offices open, after the portal's nights
_WORDS = re.compile(r"(?P<days>[LMXJVSD](?:-[LMXJVSD]|(?:,[LMXJVSD])*)) (?P<at>\d\d:\d\d)")


def read_days(text: str) -> tuple[int, ...]:
    """`L-V`, `L,X,V` or `all`. Raises ValueError with a Spanish sentence."""
    if text.strip().lower() == "all":
        return tuple(range(7))
    days: set[int] = set()
    for part in text.upper().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if len(first) != 1 or len(last) > 1 or first not in DAY_LETTERS or (last and last not in DAY_LETTERS):
            raise ValueError(f"«{text}» no son días: escriba L-V, L,X,V o all (L M X J V S D)")
        start, end = DAY_LETTERS.index(first), DAY_LETTERS.index(last or first)
        days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return tuple(sorted(days))


def read_time(text: str) -> time:
    """`7:30`. Raises ValueError with a Spanish sentence."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"«{text}» no es una hora: escriba HH:MM, por ejemplo 07:30")
    return time(int(found[1]), int(found[2]))


def read_words(text: str) -> Timetable | None:
    """The timetable in the title of a registration; None when it has none."""
    found = _WORDS.search(text)
    return Timetable(read_days(found["days"]), read_time(found["at"])) if found else None


def start_time(wished: time | None, quiet: Sequence[QuietHours]) -> time:
    """`wished`, else the usual time or the end of the quiet hours that it falls into. Raises ValueError (Spanish) when
    the wished time is a quiet one: a run that may start no visit would wait a while and end."""
    if wished is not None:
        if hours := _held(wished, quiet):
            raise ValueError(f"a las {wished:%H:%M} no empieza ninguna visita (quiet_hours {_span(hours)})")
        return wished
    found = USUAL
    for _ in quiet:
        hours_there = _held(found, quiet)
        found = hours_there.end if hours_there else found
    if _held(found, quiet):
        raise ValueError("las quiet_hours ocupan todo el día: no hay hora en que trabajar")
    return found


def next_start(timetable: Timetable, now: datetime) -> datetime:
    """The first start after `now`, in Mexico City's time."""
    today = day_in_mexico(now)
    days = (today + timedelta(days=ahead) for ahead in range(8))
    starts = (datetime.combine(day, timetable.at, MEXICO) for day in days if day.weekday() in timetable.days)
    return next(start for start in starts if start > now)


def elsewhere(timetable: Timetable, now: datetime, zone: tzinfo | None) -> Timetable:
    """The same moments on clocks of `zone` (None: the machine's), as they stand at the next start."""
    start = next_start(timetable, now)
    there = start.astimezone(zone)
    shift = (there.date() - start.date()).days
    return Timetable(tuple(sorted((day + shift) % 7 for day in timetable.days)), there.time().replace(second=0))


def moves(timetable: Timetable, now: datetime, zone: tzinfo | None) -> bool:
    """Whether clocks of `zone` change against Mexico City's within a year: what they start is then an hour off."""
    return len({elsewhere(timetable, now + quarter * _QUARTER, zone) for quarter in range(4)}) > 1


def _held(moment: time, quiet: Sequence[QuietHours]) -> QuietHours | None:
    return next((hours for hours in quiet if hours.hold(moment)), None)


def _span(hours: QuietHours) -> str:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"
