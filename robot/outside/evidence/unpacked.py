"""What archives hold: the members of a zip (xlsx, docx) and the streams of a PDF, so that a secret in them is found.

Called by visit and verify. Damaged or oversized parts are passed over; limits keep a zip bomb small.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

_LARGEST = 20_000_000  # bytes of one part
_MOST = 500  # parts
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def parts(content: bytes) -> Iterator[bytes]:
    """The content itself, then what is packed in it."""
    yield content
    if content.startswith(b"PK"):
        yield from _members(content)
    elif b"%PDF" in content[:1024]:
        yield from _streams(content)


def _members(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist()[:_MOST]:
                with archive.open(member) as file:
                    yield file.read(_LARGEST)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        return  # encrypted or damaged: nothing more to see


def _streams(content: bytes) -> Iterator[bytes]:
    for number, match in enumerate(_STREAM.finditer(content)):
        if number >= _MOST:
            return
        try:
            yield zlib.decompressobj().decompress(match.group(1), _LARGEST)
        except zlib.error:
            continue  # not Flate: it was seen as it is
