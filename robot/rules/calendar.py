"""Days of the portal (America/Mexico_City) as instants (UTC)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

MEXICO = ZoneInfo("America/Mexico_City")


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), MEXICO).astimezone(ZoneInfo("UTC"))


def day_in_mexico(instant: datetime) -> date:
    return instant.astimezone(MEXICO).date()
