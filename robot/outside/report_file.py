"""Writes the page on a run as one file, whole or not at all, with its pictures inside where that is wanted.

Called when a run ends and by `report`. What it is given was looked through for secrets already.
"""

import base64
import os
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

from robot.model.errors import RobotError, said_by_system
from robot.outside.whole_file import whole

_PICTURE = re.compile(r'src="([^"]+\.jpg)"')


def way_to(evidence: Path, page: Path) -> str:
    """An address relative to the page, so that both may be moved together; whole on another drive of Windows."""
    try:
        return quote(Path(os.path.relpath(evidence.absolute(), page.absolute().parent)).as_posix())
    except ValueError:
        return evidence.absolute().as_uri()


def write_page(path: Path, parts: Iterable[str]) -> None:
    """Raises RobotError with what the disk says."""
    try:
        with whole(path) as fresh, fresh.open("w", encoding="utf-8", newline="\n") as file:
            for part in parts:
                file.write(part)
    except OSError as error:
        raise RobotError(
            f"No se puede escribir el informe: {said_by_system(error)}.",
            where=str(path),
            fix="Ciérrelo o diga otro --out.",
        ) from None


def with_pictures(part: str, folder: Path, evidence: Path) -> str:
    """`part` of a page that lies in `folder`, its pictures put into it; one that is gone is left out."""

    def inside(match: re.Match[str]) -> str:
        file = (folder / unquote(unescape(match[1]))).resolve()
        if not file.is_relative_to(evidence.resolve()) or not file.is_file():
            return ""
        return f'src="data:image/jpeg;base64,{base64.b64encode(file.read_bytes()).decode()}"'

    return _PICTURE.sub(inside, part)
