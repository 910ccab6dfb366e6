"""What lies inside a file: members of a zip (xlsx, docx, a trace), a gzip, the streams of a PDF, the parts of a mail,
one in the other.

Called by visit and verify, so that a secret in them is found. Damaged or oversized parts are passed over; limits keep
a zip bomb small.
"""

import email
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from email import policy

_LARGEST = 20_000_000  # bytes of one part
_MOST = 500  # parts of one file
_DEEPEST = 4  # files in files
_HEADERS = 10_000  # bytes in which a mail shows that it is one
_MAIL = re.compile(rb"^(?:MIME-Version|Content-Transfer-Encoding):", re.IGNORECASE | re.MULTILINE)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)

Part = tuple[str, bytes]  # where it lies in the file, e.g. ` > xl/sharedStrings.xml`, and what it holds


def parts(content: bytes, place: str = "", depth: int = 0) -> Iterator[Part]:
    """The content itself, then what is packed in it."""
    yield place, content
    if depth < _DEEPEST:
        for name, inner in _inside(content):
            yield from parts(inner, f"{place} > {name}", depth + 1)


def _inside(content: bytes) -> Iterator[Part]:
    if content.startswith(b"PK"):
        yield from _members(content)
    elif content.startswith(b"\x1f\x8b"):
        yield from _gunzipped(content)
    elif b"%PDF" in content[:1024]:
        yield from _streams(content)
    elif _MAIL.search(content[:_HEADERS]):
        yield from _parts_of_mail(content)


def _members(content: bytes) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield "nombres", "\n".join(archive.namelist()).encode("utf-8", "replace")
            for member in archive.infolist()[:_MOST]:
                with archive.open(member) as file:
                    yield member.filename, file.read(_LARGEST)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return  # encrypted or damaged: nothing more to see


def _gunzipped(content: bytes) -> Iterator[Part]:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            yield "gzip", file.read(_LARGEST)
    except (zlib.error, OSError, EOFError):
        return


def _parts_of_mail(content: bytes) -> Iterator[Part]:
    """Lines of a part are broken where they like (quoted-printable), words of a header are written in pieces."""
    mail = email.message_from_bytes(content, policy=policy.default)
    with suppress(ValueError, LookupError, AttributeError):  # what the email package makes of broken headers
        yield "encabezados", "\n".join(map(str, mail.values())).encode("utf-8", "replace")
    for number, part in enumerate(mail.walk()):
        if number < _MOST and not part.is_multipart():
            yield f"parte {number}", bytes(part.get_payload(decode=True) or b"")


def _streams(content: bytes) -> Iterator[Part]:
    for number, match in enumerate(_STREAM.finditer(content)):
        if number >= _MOST:
            return
        try:
            yield f"flujo {number + 1}", zlib.decompressobj().decompress(match.group(1), _LARGEST)
        except zlib.error:
            continue  # not Flate: it was seen as it is
