"""Tells what a file is by its first bytes and its second level, before anything tries to parse it.

Called by rules.efirma for the .cer and the .key. Judges nothing: which content is wanted where is said there.
Shapes: research of 2026-11-22 on SAT's test packages and on the files users send instead.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

from robot.rules.der import BITS, INTEGER, OCTETS, OID, SEQUENCE, DerError, Element, children, read

LIMIT = 64 * 1024
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_BASE64 = re.compile(r"MI[A-Za-z0-9+/\s]+=*\s*")
_FILLING = b" \t\r\n\x00\x1a"


class Content(StrEnum):
    """What the file holds."""

    CERTIFICATE = "certificate"
    KEY = "key"  # PKCS#8, encrypted: what SAT issues
    PLAIN_KEY = "plain_key"
    OLD_KEY = "old_key"  # PEM with Proc-Type and DEK-Info
    PUBLIC_KEY = "public_key"
    PFX = "pfx"
    REQUEST = "request"  # .req
    PACKAGE = "package"  # PKCS#7: .ren, .sdg, .p7b
    WEB_PAGE = "web_page"
    ZIP = "zip"
    PDF = "pdf"
    TEXT = "text"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    TRUNCATED = "truncated"
    MANGLED = "mangled"
    EXTRA = "extra"
    UNKNOWN = "unknown"


class Wrapping(StrEnum):
    """How it was kept. Anything but DER can be undone without loss."""

    DER = "der"
    PEM = "pem"
    BASE64 = "base64"
    PADDED = "padded"  # a byte order mark before, or line ends after


@dataclass(frozen=True, slots=True)
class Shape:
    """`der` is the file as SAT delivered it, for a CERTIFICATE and a KEY; else empty."""

    content: Content
    wrapping: Wrapping = Wrapping.DER
    der: bytes = b""


def shape_of(content: bytes) -> Shape:
    if not content.strip(_FILLING):
        return Shape(Content.EMPTY)
    if len(content) > LIMIT:
        return Shape(_by_magic(content) or Content.TOO_BIG)
    if content[:1] == b"\x30" and content[1:2] not in (b"\xc2", b"\xe2", b"\xef"):
        shape = _of_der(content)
        if shape.content is not Content.UNKNOWN or not content.isascii():
            return shape
    if magic := _by_magic(content):
        return Shape(magic)
    if content.startswith(b"\xef\xbb\xbf0") and not content.isascii():
        return _after_mark(content[3:])
    if content[:3] in (b"0\xc2\x82", b"0\xe2\x80", b"0\xef\xbf"):
        return Shape(Content.MANGLED)  # an editor took 30 82 for text and wrote 82 as UTF-8 (Latin-1, cp1252, unknown)
    return _of_text(content)


def _by_magic(content: bytes) -> Content | None:
    start = content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if content.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return Content.ZIP
    if start.startswith(b"%pdf"):
        return Content.PDF
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start or b"<body" in start:
        return Content.WEB_PAGE
    return None


def _after_mark(content: bytes) -> Shape:
    shape = shape_of(content)
    if shape.wrapping is Wrapping.DER and shape.der:
        return Shape(shape.content, Wrapping.PADDED, shape.der)
    return Shape(Content.MANGLED)


def _of_der(content: bytes) -> Shape:
    if content[1:2] == b"\x80":  # indefinite length: SAT's .ren and .sdg packages, some .pfx
        inner = content[2:]
        return Shape(Content.PACKAGE if _SIGNED_DATA in inner[:16] else _second_of_open(inner))
    try:
        outer = read(content)
    except DerError as error:
        return Shape(Content.TRUNCATED if error.missing and len(content) > 16 else Content.UNKNOWN)
    try:
        found = _second_level(children(outer.content))
    except (DerError, IndexError):
        return Shape(Content.UNKNOWN)
    rest = content[outer.size :]
    if rest.strip(_FILLING):
        return Shape(found if found is Content.UNKNOWN else Content.EXTRA)
    return Shape(found, Wrapping.PADDED if rest else Wrapping.DER, content[: outer.size])


def _second_of_open(inner: bytes) -> Content:
    return Content.PFX if inner.startswith(b"\x02\x01\x03") else Content.UNKNOWN


def _second_level(parts: tuple[Element, ...]) -> Content:
    first, second = parts[0], parts[1]
    if first.tag == INTEGER:
        return Content.PFX if first.content == b"\x03" else Content.PLAIN_KEY
    if first.tag == OID:
        return Content.PACKAGE if first.content == _SIGNED_DATA else Content.UNKNOWN
    if first.tag != SEQUENCE:
        return Content.UNKNOWN
    inner = children(first.content)
    if inner[0].tag == OID:
        return {OCTETS: Content.KEY, BITS: Content.PUBLIC_KEY}.get(second.tag, Content.UNKNOWN)
    if inner[0].tag == INTEGER and inner[1].tag == SEQUENCE:
        is_old_certificate = read(inner[1].content).tag == OID  # version 1: its algorithm; a request: its name
        return Content.CERTIFICATE if is_old_certificate else Content.REQUEST
    return Content.CERTIFICATE if inner[0].tag == 0xA0 else Content.UNKNOWN


def _of_text(content: bytes) -> Shape:
    text = _as_text(content)
    if text is None:
        return Shape(Content.UNKNOWN)
    if "-----BEGIN" in text:
        return _of_pem(text)
    if _BASE64.fullmatch(text.strip()):
        return _of_base64(text, Wrapping.BASE64)
    return Shape(Content.TEXT)


def _as_text(content: bytes) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _of_pem(text: str) -> Shape:
    """The first block of a kind we know; a key that is not encrypted counts before all else."""
    blocks: list[tuple[str, str]] = _PEM.findall(text)
    if not blocks:
        return Shape(Content.TRUNCATED, Wrapping.PEM)
    shapes = [_of_block(label, body) for label, body in blocks]
    plain = [shape for shape in shapes if shape.content is Content.PLAIN_KEY]
    return (plain or shapes)[0]


def _of_block(label: str, body: str) -> Shape:
    if "DEK-Info:" in body:
        return Shape(Content.OLD_KEY, Wrapping.PEM)
    if label in ("PKCS7", "CMS"):
        return Shape(Content.PACKAGE, Wrapping.PEM)
    return _of_base64(body, Wrapping.PEM)


def _of_base64(text: str, wrapping: Wrapping) -> Shape:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        return Shape(Content.TRUNCATED, wrapping)
    shape = _of_der(content)
    return Shape(shape.content, wrapping, shape.der)
