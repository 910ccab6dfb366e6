"""Finds the one password that a mail's text gives, or says why there is none. rules.pickup calls it.

The portal's real mail is unseen (2026-11), so the built-in labels are generous about wording and layout and strict
about the value: a sentence after the label is no password, and two different values are none either.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from robot.model.mailbox import PickupPolicy
from robot.model.text import fold
from robot.rules.mail_lines import Line
from robot.rules.mail_value import Readings, Strength, is_label, value_of, ways

Part = tuple[Line, ...]


class Doubt(StrEnum):
    """Why no password was taken; the value is the code of the pick-up."""

    NONE = "PICK_PATTERN"
    SEVERAL = "PICK_AMBIGUOUS"
    UNREADABLE = "PICK_DECODE"


@dataclass(frozen=True, slots=True)
class Found:
    password: str = field(repr=False)


_LABEL = re.compile(r"(?<![^\W_])(?:contrase\S{1,2}a|password|passwd|clave)(?![^\W_])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[:=](?!//)|\s+(?:es|is)(?=\s|$|:)|\s+[-–—→>]+(?=\s|$)|\s*->", re.IGNORECASE)
_TAIL = 160  # characters between the label and its separator
_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{3})\.|[;!?¡¿])\s")  # not the one of "S.A. DE C.V."
# "Folio de la contraseña": what is given is not the password but something of it.
_HEAD = re.compile(
    r"\b(?:folio|solicitud|tramite|vigencia|fecha|hora|numero|referencia|telefono|liga|enlace|recuperacion|cambio|"
    r"cancelacion)(?: de| del| para)?(?: generacion| recuperar| cambiar)?(?: de)?(?: la| tu| su| una)?$"
)
# After the label: another secret than ours, or no secret at all.
_OTHER_MATTER = re.compile(
    r"\b(?:folio|vigen|vence|expira|caduca|fecha|telefono|llam[ae]|marque|comuni[cq]|anterior|e ?\.? ?firma|firma|fiel|"
    r"certificado|llave|portal|correo electronico|rastreo|curp|confirmacion)"
)
_OF_A_KEY = re.compile(r"\b(?:usuario|cliente|empresa|registro|catalogo)")  # "clave" may be any key


def find_password(parts: tuple[Part, ...], policy: PickupPolicy) -> Found | Doubt:
    """The value on which all places of all parts agree."""
    places = [readings for part in parts for readings in _places(part, policy)]
    if any(_is_unreadable(readings[0]) for readings in places):
        return Doubt.UNREADABLE
    fitting = [kept for readings in places if (kept := tuple(one for one in readings if _fits(one, policy)))]
    if not fitting:
        return Doubt.NONE
    shared = set.intersection(*(set(readings) for readings in fitting))
    best = [one for readings in sorted(fitting, key=len) for one in readings if one in shared]
    return Found(best[0]) if best else Doubt.SEVERAL


def _fits(value: str, policy: PickupPolicy) -> bool:
    shortest, longest = policy.password_length
    if not shortest <= len(value) <= longest or re.search(r"\s", value):
        return False
    return not policy.password_characters or bool(re.fullmatch(f"[{policy.password_characters}]+", value))


def _is_unreadable(value: str) -> bool:
    """Letters that no one can have meant: what a wrong charset leaves behind, and invisible ones."""
    return any(letter == "\ufffd" or unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn") for letter in value)


def _places(part: Part, policy: PickupPolicy) -> Iterator[Readings]:
    """Every place of one part that gives a value."""
    if not policy.password_patterns:
        for number, line in enumerate(part):
            yield from _of_line(line, part[number + 1] if number + 1 < len(part) else None)
        return
    text = "\n".join("\t".join(line.cells) for line in part)
    for pattern in policy.password_patterns:
        for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
            yield ways(match["password"] or "", in_sentence=False)


def _of_line(line: Line, below: Line | None) -> Iterator[Readings]:
    for column, cell in enumerate(line.cells):
        for label in _LABEL.finditer(cell):
            if _HEAD.search(fold(cell[: label.start()])):
                continue
            readings = _after_label(cell, label, line.marked) or _in_next_cell(line, column, label, below)
            if readings := readings or _wrapped(line, label, below):
                yield readings
        before = re.match(r"(\S+) es (?:tu|su|la) (?:nueva )?contrase\S{1,2}a\b", cell, re.IGNORECASE)
        if before and (readings := value_of(before[1], line.marked, least=Strength.STRONG)):
            yield readings


def _after_label(cell: str, label: re.Match[str], marked: frozenset[str], beyond: int = 0) -> Readings:
    """The value after a separator that follows the label in the same cell, not before position `beyond`."""
    for number, separator in enumerate(_SEPARATOR.finditer(cell, label.end(), label.end() + _TAIL)):
        tail, rest = cell[label.end() : separator.start()], cell[separator.end() :]
        if _SENTENCE_END.search(tail + " ") or _is_other_matter(tail, label[0]):
            return ()
        if separator.start() < beyond or (number and rest[:1].strip()):
            continue  # the second kind: a colon inside of a value, not one after a label
        is_verb = separator[0].strip().lower() in ("es", "is") or bool(re.search(r"\b(?:es|is)$", tail))
        least = Strength.ODD if is_verb else Strength.PLAIN
        in_sentence = is_verb or len(cell[: label.start()].split()) > 1
        if readings := value_of(rest, marked, least=least, in_sentence=in_sentence):
            return readings
    bare = cell[label.end() :]
    return value_of(bare, marked, least=Strength.STRONG) if re.fullmatch(r" [^\s:=(]\S*", bare) and not beyond else ()


def _in_next_cell(line: Line, column: int, label: re.Match[str], below: Line | None) -> Readings:
    """The value of a label that fills its cell: in the cell beside it, in the one below or on the next line."""
    cell = line.cells[column]
    if not _is_alone(cell, label):
        return ()
    is_table = len(line.cells) > 1
    beside = next((other for other in line.cells[column + 1 :] if other), "")
    is_value = bool(beside) and not line.heading and not is_label(beside)
    if is_value and (readings := value_of(beside, line.marked, least=Strength.PLAIN)):
        return readings
    if below is None or len(below.cells) != len(line.cells) or is_label(below.cells[column]):
        return ()
    # On a line of its own a word may be anything ("Atentamente"), but no text begins in lower case.
    is_awaited = is_table or (cell.endswith((":", "=")) and below.cells[column].islower())
    least = Strength.PLAIN if is_awaited else Strength.STRONG
    return value_of(below.cells[column], below.marked, least=least)


def _is_alone(cell: str, label: re.Match[str]) -> bool:
    tail = cell[label.end() :].rstrip()
    if len(tail) > _TAIL or _SENTENCE_END.search(tail) or _is_other_matter(tail, label[0]):
        return False
    return tail.endswith((":", "=")) or bool(re.fullmatch(r"(?:[^\W\d_]|[ ()/])*", tail))


def _wrapped(line: Line, label: re.Match[str], below: Line | None) -> Readings:
    """A sentence that a plain mail broke in two: the separator and the value stand on the next line."""
    if below is None or len(line.cells) > 1 or len(below.cells) > 1 or len(line.cells[0]) < 45:
        return ()
    joined = f"{line.cells[0]} {below.cells[0]}"
    if not re.search(r"\bes\b|intercomunicaci", joined[label.end() :], re.IGNORECASE):
        return ()
    return _after_label(joined, label, below.marked, beyond=len(line.cells[0]) - 3)


def _is_other_matter(tail: str, label: str) -> bool:
    plain = fold(tail)
    if "intercomunicacion" in plain:
        return False
    return bool(_OTHER_MATTER.search(plain)) or (fold(label) == "clave" and bool(_OF_A_KEY.search(plain)))
