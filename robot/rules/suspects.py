"""Of very many passwords, the few that may stand in a content: decides for which of them it is looked through.

Called by whoever holds a whole workspace against the whole vault. Undoes every encoding once for all of them and
looks for the first letters of each; what is no password (a .key) is left to the caller.
"""

import html
import re
from collections.abc import Iterable, Iterator

from robot.model.secret import Secret
from robot.rules.scrub_binary import decoded_runs
from robot.rules.scrub_text import encodings, readings

# Bytes of its beginning that give a password away. Shorter ones are always suspect, and what looks escaped itself.
_LETTERS = 6
_FEW = 40  # those of a visit: sooner looked for than suspected
_PIECE = 1_000_000
_ESCAPES = re.compile(rb"%([0-9A-Fa-f]{2})|\\{1,2}x([0-9A-Fa-f]{2})|\\(.)", re.DOTALL)
_ENTITIES = re.compile(r"&#?\w+;?")
_UNICODE = re.compile(rb"\\{1,2}u([0-9A-Fa-f]{4})")
_BLANK = bytes.maketrans(b"+", b" ")


class Suspects:
    def __init__(self, secrets: Iterable[Secret]) -> None:
        known = set(secrets)
        self._by_start: dict[bytes, set[Secret]] = {}
        self._always: set[Secret] = known if len(known) <= _FEW else set()
        for secret in known - self._always:
            for text in readings(secret.reveal()):
                for written in encodings(text):
                    start = written.translate(_BLANK)[:_LETTERS]
                    rare = any(ord(letter) > 0xFFFF for letter in text[:_LETTERS])  # one letter, two escapes
                    if rare or len(start) < _LETTERS or _unescaped(written) != written:
                        self._always.add(secret)
                    else:
                        self._by_start.setdefault(start, set()).add(secret)

    def __repr__(self) -> str:
        return "Suspects(••••••)"

    def within(self, content: bytes) -> set[Secret]:
        found = set(self._always)
        if not self._by_start:
            return found
        for reading in _undone(content):
            plain = reading.translate(_BLANK)
            for at in range(0, len(plain), _PIECE):
                piece = plain[at : at + _PIECE + _LETTERS]
                starts = {piece[i : i + _LETTERS] for i in range(len(piece) - _LETTERS + 1)}
                for start in starts & self._by_start.keys():
                    found |= self._by_start[start]
        return found


def _undone(content: bytes) -> Iterator[bytes]:
    yield content
    once = _unescaped(content)
    if once != content:
        yield once
        yield _unescaped(once)
    if b"\0" in content:
        yield content.replace(b"\0", b"")
    yield b"\n".join(decoded_runs(content))


def _unescaped(content: bytes) -> bytes:
    plain = _UNICODE.sub(lambda match: chr(int(match[1], 16)).encode("utf-8", "replace"), content)
    text = _ESCAPES.sub(_letter, plain).decode("utf-8", "surrogateescape")
    return _ENTITIES.sub(lambda match: html.unescape(match[0]), text).encode("utf-8", "surrogateescape")


def _letter(match: re.Match[bytes]) -> bytes:
    digits = match[1] or match[2]
    return bytes.fromhex(digits.decode()) if digits else match[3]
