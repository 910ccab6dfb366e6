"""Days and hours of the portal (America/Mexico_City) and instants (UTC)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MEXICO = ZoneInfo("America/Mexico_City")


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), MEXICO).astimezone(UTC)


def day_in_mexico(instant: datetime) -> date:
    return instant.astimezone(MEXICO).date()


def moment_told(instant: datetime) -> str:
    """As a person in Mexico reads it: `23/11/2026 10:15`."""
    return f"{instant.astimezone(MEXICO):%d/%m/%Y %H:%M}"
