"""The ways one short secret (a password, a passphrase) may look in what is kept, as patterns over bytes.

Called by rules.scrub. The letter-by-letter pattern covers mixtures that no list of whole encodings would:
each program escapes a different choice of letters (JavaScript leaves !'()* alone in an address, a form does not, ...).
"""

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from html.entities import codepoint2name

from robot.rules.scrub_views import Form, base64_core, hex_core, letters_core

AS_IT_IS = "tal cual"
_SIGNS = (
    (re.compile(rb"%[0-9A-Fa-f]{2}"), "dirección (URL)"),
    (re.compile(rb"&#?\w+;?"), "HTML"),
    (re.compile(rb"\\"), "JSON"),
    (re.compile(rb"\+"), "formulario"),
)
_SHORT, _BRIEF = 6, 4  # characters
_BASE64_LETTER = re.compile(rb"[A-Za-z0-9+/_-]")
_JSON_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
_BREAK = rb"(?:\r?\n|\\r\\n|\\n)?"
_MADE = lru_cache(maxsize=256)


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """One pattern, made when its core was met: that takes as long as looking through a hundred pages. What it finds in
    base64 is widened to the letters that hold the secret's first and last bits."""

    form: Form
    core: bytes
    pattern: Callable[[], re.Pattern[bytes]]
    encoding: str = "ascii"
    plain: tuple[bytes, ...] = ()  # how the secret looks when nothing is escaped
    brief: bool = False  # so short that any picture holds it by chance

    def spelling(self, found: bytes) -> str:
        """In which encoding the secret stands there, in Spanish and without the secret."""
        if self.form is not Form.LETTERS:
            return str(self.form.value)
        if found in self.plain:
            return AS_IT_IS
        return next((name for sign, name in _SIGNS if sign.search(found)), AS_IT_IS)

    def widened(self, content: bytes, start: int, end: int) -> tuple[int, int]:
        if self.form is not Form.BASE64:
            return start, end
        before = start > 0 and _BASE64_LETTER.match(content, start - 1) is not None
        after = _BASE64_LETTER.match(content, end) is not None
        return start - before, end + after

    def mark(self, mark: bytes) -> bytes:
        return mark.decode("ascii").encode(self.encoding)


@lru_cache(maxsize=256)  # a visit, its evidence and the log each look for the same few secrets
def traces_of(content: bytes) -> tuple[Trace, ...]:
    texts = readings(content)
    found = [trace for text in texts for trace in _traces_of_text(text, brief=len(texts[0]) < _BRIEF)]
    if len(texts[0]) >= _SHORT:
        for encoded in {content, *(spelt for text in texts for spelt in encodings(text))}:
            found.append(Trace(Form.HEX, hex_core(encoded), partial(_hex, encoded)))
            for shift in range(3):
                letters = _base64_letters(encoded, shift)
                found.append(Trace(Form.BASE64, base64_core(letters), partial(_base64, letters)))
    return tuple(found)


def _traces_of_text(text: str, *, brief: bool) -> Iterator[Trace]:
    letters = partial(_letters, text)
    yield Trace(Form.LETTERS, letters_core(text), letters, plain=tuple(encodings(text)), brief=brief)
    for encoding in ("utf-16-le", "utf-16-be"):
        yield Trace(Form.UTF16, text.encode(encoding), partial(_utf16, text, encoding), encoding, brief=brief)


def readings(content: bytes) -> tuple[str, ...]:
    """The text, with its accents composed and apart; without the blanks around it, which forms and people cut off."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    bare = text.strip()
    return tuple(dict.fromkeys((bare, unicodedata.normalize("NFC", bare), unicodedata.normalize("NFD", bare))))


def encodings(text: str) -> list[bytes]:
    """UTF-8 and, where it differs and exists, Windows-1252."""
    try:
        return [text.encode(), text.encode("cp1252")]
    except UnicodeEncodeError:
        return [text.encode()]


@_MADE
def _letters(text: str) -> re.Pattern[bytes]:
    body = b"".join(_letter(letter) for letter in re.sub(" +", " ", text))
    return re.compile(_whole_word(body) if len(text) < _SHORT else body)


def _whole_word(body: bytes) -> bytes:
    return rb"(?<![A-Za-z0-9])" + body + rb"(?![A-Za-z0-9])"


def _letter(letter: str) -> bytes:
    """Every way to write one letter; hex digits in either case."""
    point = ord(letter)
    ways = [re.escape(letter.encode())]
    for encoded in dict.fromkeys(encodings(letter)):
        ways += [b"".join(rb"%%(?:25)?(?i:%02x)" % byte for byte in encoded)]
        ways += [b"".join(rb"\\{1,2}x(?i:%02x)" % byte for byte in encoded)]
        ways += [re.escape(encoded)]
    units = letter.encode("utf-16-be")
    ways.append(b"".join(rb"\\{1,2}u(?i:%s)" % units[at : at + 2].hex().encode() for at in range(0, len(units), 2)))
    if point > 0xFFFF:
        ways.append(rb"\\{1,2}U(?i:%08x)" % point)  # as Python writes it
    ways.append(rb"&(?:amp;)?#(?:0*%d|[xX]0*(?i:%x));?" % (point, point))
    if name := codepoint2name.get(point):
        ways.append(rb"&(?:amp;)?%s;" % name.encode())
    if escape := _JSON_ESCAPES.get(letter):
        ways.append(rb"\\{1,3}" + re.escape(escape.encode()))
    if letter == " ":  # a page shows several blanks as one
        ways += [rb"\+", re.escape("\xa0".encode()), b"&nbsp;"]
    ways += {"'": [rb"\\{1,2}'", b"&apos;"]}.get(letter, [])
    return b"(?:" + b"|".join(dict.fromkeys(ways)) + (b")+" if letter == " " else b")")


@_MADE
def _utf16(text: str, encoding: str) -> re.Pattern[bytes]:
    body = re.escape(text.encode(encoding))
    if len(text) >= _SHORT:
        return re.compile(body)
    word = rb"[A-Za-z0-9]\x00" if encoding == "utf-16-le" else rb"\x00[A-Za-z0-9]"
    return re.compile(rb"(?<!" + word + rb")" + body + rb"(?!" + word + rb")")


@_MADE
def _hex(encoded: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"[ :-]?".join(rb"%02x" % byte for byte in encoded), re.IGNORECASE)


def _base64_letters(encoded: bytes, shift: int) -> bytes:
    """Those that depend on the secret alone when it stands `shift` bytes into a group of three."""
    whole = base64.b64encode(b"\0" * shift + encoded)
    first = (0, 2, 3)[shift]
    bits = 8 * (shift + len(encoded))
    return whole[first : bits // 6]


@_MADE
def _base64(letters: bytes) -> re.Pattern[bytes]:
    return re.compile(_BREAK.join(_base64_letter(letter) for letter in letters))


def _base64_letter(code: int) -> bytes:
    """Either alphabet, and as an address or JSON writes it."""
    special = {"+": rb"(?:[+-]|%2[Bb])", "/": rb"(?:[/_]|%2[Ff]|\\/)"}
    return special.get(chr(code), re.escape(bytes((code,))))
