"""Finds long binary secrets (the .key, a kept session) in what is kept: whole or in part, raw or encoded.

Called by rules.scrub. Looks at every sixteenth place of what is kept for a 16-byte window of a secret, so any piece
of 31 bytes or more is found at the cost of one look-up per 16 bytes; of very many secrets at every place for each 16th
window, which takes a 16th of the memory. Encoded runs are decoded first, at each alignment.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from robot.rules.scrub_text import AS_IT_IS

_WINDOW = 16
_MANY = 500_000  # bytes of secrets
_SHORT_RUN = re.compile(rb"(?:[A-Za-z0-9+/_=-]|%2[BbFf]|\\/|\r?\n|\\[rn]){8,}")  # of a password, in base64 or hex
_HEX_RUN = re.compile(rb"(?:[0-9A-Fa-f]{2}[ :\r\n-]{0,2}){32,}")
_BASE64_RUN = re.compile(rb"(?:[A-Za-z0-9+/_-]|%2[BbFf]|\\/|\r?\n|\\[rn]|=){44,}")
_ADDRESS_RUN = re.compile(rb"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9_.~+*!'()/-]){31,}")
_JSON_RUN = re.compile(rb"(?:[ !#-\[\]-\xff]|\\(?:u00[0-9A-Fa-f]{2}|x[0-9A-Fa-f]{2}|[^ux])){31,}+")
_QUOTED_RUN = re.compile(rb"'(?:\\x[0-9A-Fa-f]{2}|\\[^ux]|[ -&(-\[\]-\xff]){31,}")  # Python's, which holds " as it is
_ESCAPE = re.compile(rb"\\u00([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|\\([nrtbf\"\\/'0])")
_LETTER_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"0": b"\0"}
_BEYOND_ASCII = bytes(range(128, 256))
_ANY = bytes(range(256))
_URL_ALPHABET = bytes.maketrans(b"-_", b"+/")

Span = tuple[int, int]


def _from_hex(run: bytes) -> Iterator[bytes]:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", run)
    for shift in range(2):
        even = digits[shift : shift + (len(digits) - shift) // 2 * 2]
        yield binascii.unhexlify(even)


def _from_base64(run: bytes) -> Iterator[bytes]:
    """At each alignment, so that a line that begins mid-group is read right in one of them."""
    plain = unquote_to_bytes(run) if b"%" in run else run
    letters = re.sub(rb"\\[rn]|[\\\r\n=]", b"", plain).translate(_URL_ALPHABET)
    for shift in range(4):
        whole = letters[shift : shift + (len(letters) - shift) // 4 * 4]
        yield base64.b64decode(whole)


def _from_address(run: bytes) -> Iterator[bytes]:
    if b"%" in run:
        yield unquote_to_bytes(run)
        yield unquote_to_bytes(run.replace(b"+", b" "))


def _from_json(run: bytes) -> Iterator[bytes]:
    """Bytes that some program took for Latin-1 text and wrote as JSON, or as Python shows them."""
    plain = _ESCAPE.sub(_unescaped, run)
    if plain != run:
        yield plain
    if not plain.isascii():
        yield plain.decode("utf-8", "ignore").encode("latin-1", "replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    digits = match.group(1) or match.group(2)
    return bytes.fromhex(digits.decode()) if digits else _LETTER_ESCAPES.get(match.group(3), match.group(3))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One encoding. `letters`: nothing else is in a run, and `least` so many of them are; `signs`: a run that has none
    of them reads as it is. They tell at once that there is no run to be looked for."""

    name: str
    pattern: re.Pattern[bytes]
    readings: Callable[[bytes], Iterator[bytes]]
    letters: bytes
    least: int
    signs: bytes = _ANY

    def runs(self, content: bytes) -> Iterator[re.Match[bytes]]:
        signs = len(content.translate(None, self.signs)) < len(content)
        if signs and b"\1" * self.least in content.translate(_marking(self.letters)):
            yield from self.pattern.finditer(content)


@lru_cache
def _marking(letters: bytes) -> bytes:
    return bytes(letter in letters for letter in range(256))


_WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_READERS = (
    _Reader("hexadecimal", _HEX_RUN, _from_hex, b"0123456789ABCDEFabcdef :\r\n-", 64),
    _Reader("base64", _BASE64_RUN, _from_base64, _WORD + b"+/_-%\\\r\n=", 44),
    _Reader("dirección (URL)", _ADDRESS_RUN, _from_address, _WORD + b"%_.~+*!'()/-", 31, b"%"),
    _Reader("JSON", _JSON_RUN, _from_json, _ANY, 31, b"\\" + _BEYOND_ASCII),
    _Reader("Python", _QUOTED_RUN, _from_json, _ANY, 31, b"\\" + _BEYOND_ASCII),
)


class BinaryTraces:
    __slots__ = ("_secrets", "_step", "_windows")

    def __init__(self, secrets: Iterable[bytes]) -> None:
        self._secrets = tuple(secrets)
        apart, self._step = (_WINDOW, 1) if sum(map(len, self._secrets)) > _MANY else (1, _WINDOW)
        self._windows = frozenset(
            secret[at : at + _WINDOW] for secret in self._secrets for at in range(0, len(secret) - _WINDOW + 1, apart)
        )

    def spans(self, content: bytes) -> list[Span]:
        """Raw pieces exactly; an encoded run that holds one, whole."""
        if not self._windows:
            return []
        encoded = [run.span() for reader in _READERS for run in reader.runs(content) if self._is_in_run(reader, run)]
        return list(self._raw(content)) + encoded

    def spellings(self, content: bytes) -> set[str]:
        """In which encodings a piece of a secret stands there, in Spanish."""
        if not self._windows:
            return set()
        found = {AS_IT_IS} if self._is_in(content) else set()
        for reader in _READERS:
            if any(self._is_in_run(reader, run) for run in reader.runs(content)):
                found.add(reader.name)
        return found

    def _is_in_run(self, reader: _Reader, run: re.Match[bytes]) -> bool:
        return any(self._is_in(reading) for reading in reader.readings(run.group()))

    def _is_in(self, content: bytes) -> bool:
        return next(self._raw(content), None) is not None

    def _raw(self, content: bytes) -> Iterator[Span]:
        done = 0
        for at in range(0, len(content) - _WINDOW + 1, self._step):
            if at >= done and content[at : at + _WINDOW] in self._windows:
                start, done = self._grown(content, at)
                yield start, done

    def _grown(self, content: bytes, at: int) -> Span:
        """From one window to all of the secret that stands around it."""
        window = content[at : at + _WINDOW]
        secret = next(secret for secret in self._secrets if window in secret)
        start, end, place = at, at + _WINDOW, secret.index(window)
        left, right = place, place + _WINDOW
        while start and left and content[start - 1] == secret[left - 1]:
            start, left = start - 1, left - 1
        while end < len(content) and right < len(secret) and content[end] == secret[right]:
            end, right = end + 1, right + 1
        return start, end


def decoded_runs(content: bytes) -> Iterator[bytes]:
    """Whatever may be base64 or hex in it, decoded, however short."""
    for run in _SHORT_RUN.finditer(content):
        yield from _from_base64(run.group())
        yield from _from_hex(run.group())
