"""Whether a word of a mail can be a password, and the ways it may be meant. rules.mail_password calls it.

It only ever drops punctuation of the sentence around a value, and tells both readings where that is a guess.
"""

import re
from enum import IntEnum

from robot.model.text import fold

# The ways one piece of text may be meant, the likeliest first: `Abc1.` may or may not have the full stop in it.
Readings = tuple[str, ...]


class Strength(IntEnum):
    """How little a word looks like one of a sentence."""

    PLAIN = 0  # letters, as in any word
    ODD = 1  # capitals only, or punctuation inside
    STRONG = 2  # digits, symbols, or a capital in the middle


_OTHER_LABEL = re.compile(
    r"(?:nrp|rfc|usuario|correo|email|e-mail|nombre|razon social|empresa|patron|registro(?: patronal)?|vigencia|fecha|"
    r"folio|servicios?|estatus|status|estado|hora|contrasena|clave|password|liga|enlace|url|portal|sitio|tramite|"
    r"telefono|numero|dato|valor|concepto|campo|descripcion|expira|vence)"
)
_NOT_A_VALUE = re.compile(
    r"(?:https?|mailto):.*|www\..*|[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z]{2,})+|"
    r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d.*|"  # dates
    r"[*•●xX.·_-]+|"  # a password behind dots
    r"[A-Za-z]\d{10}|[A-Za-zÑñ&]{3,4}\d{6}[A-Za-z0-9]{2}[Aa0-9]"  # an NRP, an RFC
)
_PLAIN_WORDS = frozenset(
    [
        *("abajo", "adjunta", "adjunto", "aqui", "asignada", "atentamente", "aviso", "cifrada", "confidencial"),
        *("enviada", "estimada", "estimado", "generada", "gracias", "importante", "incluida", "indicada"),
        *("intransferible", "nueva", "pendiente", "personal", "privada", "saludos", "secreta", "siguiente"),
        *("temporal", "unica", "usted"),
    ]
)
_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»", "‘": "’", "`": "`"}
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def is_label(cell: str) -> bool:
    """Whether a cell names something else, as the head of a column does."""
    plain = fold(cell)
    return bool(_OTHER_LABEL.fullmatch(plain)) or (cell.rstrip().endswith(":") and bool(_OTHER_LABEL.match(plain)))


def strength(word: str) -> Strength:
    inside = word.strip(".,;:!?¡¿\"'()")
    if re.search(r"[\d_]|[^\W\d_][^\w\s.,:;]|[a-zñ][A-ZÑ]|^[^\w]", inside):
        return Strength.STRONG
    is_capitals = len(inside) > 1 and inside == inside.upper()
    return Strength.ODD if is_capitals or re.search(r"\W", inside) else Strength.PLAIN


def value_of(text: str, marked: frozenset[str], *, least: Strength, in_sentence: bool = False) -> Readings:
    """The readings of the first word of `text`; none when it is the beginning of a sentence or less than `least`."""
    words = text.strip().split(" ")
    first, more = words[0].strip(_ZERO_WIDTH), [word for word in words[1:] if word]
    bare = first.rstrip(".,;:!")
    if not first or any(_NOT_A_VALUE.fullmatch(word) for word in (first, bare)) or is_label(first):
        return ()
    if first.startswith("(") and (more or first.endswith(")")):
        return ()
    if fold(bare) in _PLAIN_WORDS:
        return ()
    stands_out = bare in marked or first in marked
    if not stands_out and strength(first) < (Strength.STRONG if more else least):
        return ()
    return ways(first, in_sentence=in_sentence or bool(more), marked=marked)


def ways(word: str, *, in_sentence: bool, marked: frozenset[str] = frozenset()) -> Readings:
    """`word` as it stands and without what may be punctuation of the sentence around it."""
    found = [word]
    if len(word) > 2 and _QUOTES.get(word[0]) == word.rstrip(".,")[-1:]:
        found.insert(0, word.rstrip(".,")[1:-1])
    if len(word) > 1 and word[-1] in ".,;:)\"'":
        inner = word[:-1]
        is_first = word not in marked and (inner in marked or (in_sentence and word[-1] in ".,;"))
        found.insert(0 if is_first else len(found), inner)
    if len(word) > 2 and word[0] == word[-1] == "*":
        found.append(word[1:-1])  # how bold text is written in the plain part of some mail programs
    return tuple(dict.fromkeys(found))
