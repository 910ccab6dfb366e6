"""Reads DER just far enough to tell SAT's files apart and to read a certificate's subject leniently.

Called by the efirma rules. cryptography does the rest; it refuses the Latin-1 T61String in which SAT writes Ñ and
accents (measured with 48 and 50, 2026-11), so the subject is read here.
"""

import unicodedata
from dataclasses import dataclass

SEQUENCE, INTEGER, OCTETS, BITS, OID = 0x30, 0x02, 0x04, 0x03, 0x06
_BMP = 0x1E


class DerError(ValueError):
    """Not DER. `missing` bytes are declared and not there: the text was cut."""

    def __init__(self, text: str, *, missing: int = 0) -> None:
        super().__init__(text)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Element:
    """One value: its tag, its content, and how many bytes it takes with tag and length."""

    tag: int
    content: bytes
    size: int


def read(source: bytes) -> Element:
    """The element at the start of `source`; what follows it does not matter."""
    if len(source) < 2:
        raise DerError("no tag and length", missing=2 - len(source))
    if source[0] & 0x1F == 0x1F or source[1] == 0x80:
        raise DerError("a tag or length that no certificate has")
    start, size = 2, source[1]
    if size > 0x80:
        start += size - 0x80
        size = int.from_bytes(source[2:start], "big")
    if len(source) < start + size:
        raise DerError("cut", missing=start + size - len(source))
    return Element(source[0], source[start : start + size], start + size)


def children(content: bytes) -> tuple[Element, ...]:
    """The elements that stand one after the other in `content`."""
    found = []
    while content:
        element = read(content)
        found.append(element)
        content = content[element.size :]
    return tuple(found)


def signed_parts(tbs_certificate: bytes) -> tuple[Element, ...]:
    """Of a certificate's signed part, without the version: serial, algorithm, issuer, validity, subject and so on."""
    parts = children(read(tbs_certificate).content)
    return parts[1:] if parts[0].tag == 0xA0 else parts


def name_texts(name: bytes) -> dict[str, str]:
    """Of an issuer or a subject: texts by hex of the attribute's OID; the first of each kind."""
    texts: dict[str, str] = {}
    for relative in children(name):
        for attribute in children(relative.content):
            kind, value = children(attribute.content)[:2]
            texts.setdefault(kind.content.hex(), text_of(value))
    return texts


def text_of(value: Element) -> str:
    """SAT writes T61String with Latin-1 bytes where PrintableString does not do; others write UTF-8 there."""
    if value.tag == _BMP:
        text = value.content.decode("utf-16-be", "replace")
    elif value.tag == BITS:  # X.520's type for 2.5.4.45, which SAT does not use
        text = value.content[1:].decode("latin-1")
    else:
        text = _utf8_or_western(value.content)
    return unicodedata.normalize("NFC", text)


def _utf8_or_western(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
