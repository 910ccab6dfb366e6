"""A content as secrets would stand in it had nothing escaped or encoded them, to tell at once that one is not there.

Called by rules.scrub, and by scrub_text, which keeps a core beside each pattern: letters that stand in the view of a
content wherever the pattern matches. Never the last word: where the core stands, the pattern is searched for.
"""

import re
from enum import Enum

_LONGEST, _SHORTEST = 16, 3  # letters of a core
_SIGNS = frozenset("%\\&;")  # with which escapes begin and end: a secret that has one is left to its pattern
_CLEAR = re.compile(r"[!-~]+")
_ESCAPE = re.compile(
    rb"%(?:25)*([0-9A-Fa-f]{2})|\\{1,3}(?:x([0-9A-Fa-f]{2})|u00([0-7][0-9A-Fa-f])|([\"'/]))"
    rb"|&(?:amp;)*(?:#0*+(\d{1,7})|#[xX]0*+([0-9A-Fa-f]{1,6})|(quot|apos|lt|gt|amp));"
)
_OPEN_NUMBER = re.compile(rb"&(?:amp;)*#(?:\d++|[xX][0-9A-Fa-f]++)(?!;)")  # letters of the secret may be in it
_NAMES = {b"quot": b'"', b"apos": b"'", b"lt": b"<", b"gt": b">", b"amp": b"&"}
_OTHER = b"\0"  # a letter that no core has
_PADDING = b" :-"
_URL_ALPHABET = bytes.maketrans(b"-_", b"+/")
_BASE64_ESCAPES = (
    (b"%2B", b"+"), (b"%2b", b"+"), (b"%2F", b"/"), (b"%2f", b"/"), (b"\\/", b"/"), (b"\\r\\n", b""), (b"\\n", b""),
)  # fmt: skip


class Form(Enum):
    """What a secret may be turned into before it is escaped."""

    LETTERS = "letters"
    UTF16 = "UTF-16"
    HEX = "hexadecimal"
    BASE64 = "base64"


def view_of(content: bytes, form: Form) -> bytes | None:
    """None: nothing can be told of this content."""
    match form:
        case Form.LETTERS:
            return _letters(content)
        case Form.UTF16:
            return content
        case Form.HEX:
            return content.translate(None, _PADDING).lower()
        case Form.BASE64:
            return _base64(content)


def _letters(content: bytes) -> bytes | None:
    """Escapes undone. Of what looks like one but may be letters of a secret, that too, with what follows it."""
    if not any(sign in content for sign in (b"%", b"\\", b"&")):
        return content
    if _OPEN_NUMBER.search(content):
        return None
    plain, at, met = bytearray(), 0, []
    for escape in _ESCAPE.finditer(content):
        plain += content[at : escape.start()] + _undone(escape)
        at = escape.end()
        met.append((escape.group(), len(plain)))
    plain += content[at:]
    return bytes(plain) + b"".join(_OTHER + word + plain[end : end + _LONGEST] for word, end in met)


def _base64(content: bytes) -> bytes:
    """In one line and in the usual alphabet."""
    for escape, letter in _BASE64_ESCAPES:
        content = content.replace(escape, letter)
    return content.translate(_URL_ALPHABET, b"\r\n")


def letters_core(text: str) -> bytes:
    """Empty: any content may hold it."""
    runs = [] if _SIGNS & set(text) else _CLEAR.findall(text)
    core = max(runs, key=len, default="")[:_LONGEST]
    return core.encode() if len(core) >= _SHORTEST else b""


def hex_core(secret: bytes) -> bytes:
    return secret[:_LONGEST].hex().encode()


def base64_core(letters: bytes) -> bytes:
    """Without the first two: where the end of an escape stands before them they look like a part of it."""
    return letters[2 : 2 + _LONGEST]


def _undone(escape: re.Match[bytes]) -> bytes:
    address, python, json, itself, number, digits, name = escape.groups()
    if itself or name:
        return bytes(itself or _NAMES[name])
    code = int(number) if number else int(address or python or json or digits, 16)
    return bytes((code,)) if code < 256 else _OTHER
