"""Days as Mexican pages and spreadsheets write them. Pure; called by relations_table."""

import re
from datetime import date

from robot.model.text import fold

_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:de\s+|[-/. ]\s*)([a-z]{3,10})\.?\s*(?:del?\s+|[-/., ]\s*)(\d{4}|\d{2})(?!\d)"
)


def read_day(text: str) -> date | None:
    """The first day in `text`, day before month; None where there is none. Two-digit years are of this century."""
    plain = fold(text)
    if found := _ISO.search(plain):
        return _day(found[1], found[2], found[3])
    if found := _NUMBERS.search(plain):
        return _day(found[3], found[2], found[1])
    if found := _WORDS.search(plain):
        month = "sep" if found[2].startswith("set") else found[2][:3]
        return _day(found[3], str(_MONTHS.index(month) + 1), found[1]) if month in _MONTHS else None
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
