"""Days as Mexican pages and spreadsheets write them. Pure; called by relations_table and by the driver's tables.

Months in English too: portals on an Oracle or a Java of another country show 23-JAN-2027.
"""

import re
from datetime import date

from robot.model.text import fold

_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_ALSO = {"set": "sep", "jan": "ene", "apr": "abr", "aug": "ago", "dec": "dic"}
_NAMES = (
    "enero|january|febrero|february|marzo|march|abril|april|mayo|junio|june|julio|july|agosto|august|"
    "septiembre|setiembre|september|sept|octubre|october|noviembre|november|diciembre|december|"
)
_WORD = f"({_NAMES}{'|'.join((*_MONTHS, *_ALSO))})"
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:o|er)?\s*(?:de\s+|[-/. ]\s*){_WORD}\.?\s*(?:del?\s+|[-/., ]\s*)(\d{{4}}|\d{{2}})(?!\d)"
)
_MONTH_FIRST = re.compile(rf"(?<![a-z]){_WORD}\.?\s+(\d{{1,2}})(?:,\s*|\s+)(\d{{4}})(?!\d)")


def read_day(text: str) -> date | None:
    """The first day in `text`, day before month; None where there is none. Two-digit years are of this century."""
    plain = fold(text)
    if found := _ISO.search(plain):
        return _day(found[1], found[2], found[3])
    if found := _NUMBERS.search(plain):
        return _day(found[3], found[2], found[1])
    if found := _WORDS.search(plain):
        return _day(found[3], _month(found[2]), found[1])
    if found := _MONTH_FIRST.search(plain):
        return _day(found[3], _month(found[1]), found[2])
    return None


def _month(word: str) -> str:
    return str(_MONTHS.index(_ALSO.get(word[:3], word[:3])) + 1)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
