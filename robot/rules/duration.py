"""Spans of time as people write them in YAML: `10min`, `1.5s`, `24h`. Called by outside/settings; reads no clock."""

import re
from datetime import timedelta

_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_DURATION = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,6})?)\s*(ms|s|min|h|d)")


def read_duration(text: str) -> timedelta:
    """Raises ValueError: a Spanish sentence, a line feed, and what to write instead."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise ValueError("esto no es una duración\nescriba un número y su unidad: 30s, 10min, 2h, 5d")
    number, unit = match.groups()
    return float(number) * _UNITS[unit]


def write_duration(span: timedelta) -> str:
    """The shortest text that reads back as `span`, to the millisecond."""
    for unit in ("d", "h", "min", "s"):
        if span and not span % _UNITS[unit]:
            return f"{span // _UNITS[unit]}{unit}"
    return f"{span / _UNITS['ms']:g}ms" if span else "0s"
