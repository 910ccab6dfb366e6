"""Formats of single values in flow files: names and durations. Raise ValueError with Spanish sentences.

In a message the first line says what is wrong, the second what to write.
"""

import re
from datetime import timedelta

from robot.rules.duration import read_duration

NAME = r"[a-z][a-z0-9_]*"
DURATION = r"^\s*[0-9.]+\s*(ms|s|min|h)\s*$"  # for editors; rules.duration is what reads it
LONGEST = timedelta(hours=2)  # a step is a wait with a browser open; what takes longer is a later visit
ONLY_KINDS = ("checkbox", "checkbox without words", "password", "file", "select", "table", "button", "dialog")


def name(text: str) -> str:
    """What screens, targets and flows are called."""
    if not re.fullmatch(NAME, text):
        raise ValueError("un nombre lleva minúsculas sin acento, dígitos y `_`\nempiece con una letra: `mi_boton`")
    return text


def duration(text: object) -> str:
    """Gives `text` back when a step may wait that long."""
    length = read_duration(str(text))
    if not timedelta(0) < length <= LONGEST:
        raise ValueError("la espera de un paso va de 1s a 2h\nlo que tarda más se ve en otra visita")
    return str(text)
