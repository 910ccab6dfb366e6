"""When a summary is mailed: after a run, once a day and at new trouble while `run --watch` goes on. Pure."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from robot.rules.calendar import MEXICO

QUIET = timedelta(hours=1)  # between a mail and one about new trouble
SIGN_OF_LIFE = timedelta(days=7)  # silence must not look like all being well


@dataclass(frozen=True, slots=True)
class LastTold:
    """The last summary that was mailed: when (None: never), and the trouble it told of."""

    at: datetime | None = None
    trouble: frozenset[str] = frozenset()


def worth_telling(last: LastTold, now: datetime, *, needs_attention: bool) -> bool:
    """What is not worth a mail by itself is one as a sign of life, once a week."""
    return needs_attention or last.at is None or now - last.at >= SIGN_OF_LIFE


def daily_due(last: LastTold, now: datetime, hour: time) -> bool:
    """The hour of the day has passed in Mexico City since the last one."""
    there = now.astimezone(MEXICO)
    at = there.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    latest = at if at <= there else at - timedelta(days=1)
    return last.at is None or last.at < latest


def trouble_due(last: LastTold, now: datetime, trouble: Set[str]) -> bool:
    """Something that the last mail did not tell of, and that mail is a while ago."""
    return bool(trouble - last.trouble) and (last.at is None or now - last.at >= QUIET)
