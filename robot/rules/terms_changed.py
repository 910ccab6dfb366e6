"""What changed in the portal's terms since somebody approved them, sentence by sentence, in Spanish. Pure.

Used where terms are shown for approval, and by the visit that they stop.
"""

import difflib
import re
from collections.abc import Collection

from robot.model.terms import TermsRow
from robot.model.text import fold
from robot.rules.calendar import day_in_mexico

_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[A-ZÁÉÍÓÚÑÜ¿¡«\d])")
_AROUND = 1  # sentences that stayed as they were, shown beside a change


def replaced(row: TermsRow, known: Collection[TermsRow]) -> TermsRow | None:
    """The text of the same name that was approved last before this one; None: these are its first."""
    others = [
        one for one in known
        if one.name == row.name and one.fingerprint != row.fingerprint and one.approved_at
        and (row.approved_at is None or one.approved_at < row.approved_at)
    ]  # fmt: skip
    return max(others, key=lambda one: one.approved_at or one.first_seen, default=None)


def changed_lines(before: str, after: str) -> tuple[str, ...]:
    """A unified diff by sentences: «- » was dropped, «+ » is new, «  » stayed, «…» where more stayed."""
    old, new = _SENTENCE.split(before), _SENTENCE.split(after)
    lines: list[str] = []
    for group in _match(old, new).get_grouped_opcodes(_AROUND):
        lines.append("…")
        for kind, start, end, first, last in group:
            if kind == "equal":
                lines += [f"  {sentence}" for sentence in old[start:end]]
                continue
            lines += [f"- {sentence}" for sentence in old[start:end]]
            lines += [f"+ {sentence}" for sentence in new[first:last]]
    return tuple(lines[1:]) if lines and _starts_at_the_top(old, new) else tuple(lines)


def in_short(row: TermsRow, before: TermsRow | None) -> str:
    """For the sentence that tells why an NRP waits."""
    if before is None or before.approved_at is None:
        return ""
    count = sum(
        kind != "equal" for kind, *_ in _match(_SENTENCE.split(before.text), _SENTENCE.split(row.text)).get_opcodes()
    )
    what = "Cambió una frase" if count == 1 else f"Cambiaron {count} frases"
    day = day_in_mexico(before.approved_at)
    return f"{what} de los aprobados el {day:%d/%m/%Y}; vea `infonavit-robot terms show {row.fingerprint}`."


def _match(old: list[str], new: list[str]) -> difflib.SequenceMatcher[str]:
    return difflib.SequenceMatcher(None, [fold(one) for one in old], [fold(one) for one in new], autojunk=False)


def _starts_at_the_top(old: list[str], new: list[str]) -> bool:
    first = next(iter(_match(old, new).get_opcodes()), None)
    return first is not None and (first[0] != "equal" or first[2] - first[1] <= _AROUND)
