"""What lies inside a file: members of a zip (xlsx, docx, a trace), a gzip, the streams of a PDF, one in the other.

Called by visit and verify, so that a secret in them is found. Damaged or oversized parts are passed over; limits keep
a zip bomb small.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

_LARGEST = 20_000_000  # bytes of one part
_MOST = 500  # parts of one file
_DEEPEST = 4  # files in files
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


def _streams(content: bytes) -> Iterator[Part]:
    for number, match in enumerate(_STREAM.finditer(content)):
        if number >= _MOST:
            return
        try:
            yield f"flujo {number + 1}", zlib.decompressobj().decompress(match.group(1), _LARGEST)
        except zlib.error:
            continue  # not Flate: it was seen as it is
