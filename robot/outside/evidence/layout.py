"""Where everything of the evidence lies. Every path of it is made here; no other module joins one.

    evidence/
      A1234567890/                    one folder an NRP
        2026-11-23_101502_1/          one folder a visit: when it began in Mexico, and which of that second
          events.jsonl                what happened, one JSON object a line, in order
          001_login.jpg               pictures, downloads and parts of a trace, numbered as one story
          002_relations.jpg
          003_relaciones.xlsx
          manifest.json               written last: SHA-256 of all the others. Without it the visit was cut off

Names sort as the story went, are legal on Windows, and hold nothing that was typed.
"""

import errno
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from robot.model.errors import EvidenceError, said_by_system
from robot.model.identifiers import Nrp
from robot.rules.calendar import MEXICO

EVENTS = "events.jsonl"
MANIFEST = "manifest.json"

_VISIT = re.compile(r"\d{4}-\d\d-\d\d_\d{6}_\d+")
_LONGEST = 60  # characters of a name; Windows paths are short


@contextmanager
def written_to(place: Path) -> Iterator[None]:
    """What the disk refuses is told as EvidenceError."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        fix = "Libere espacio en el disco" if full else "Revise que su usuario pueda escribir en esa carpeta"
        kept = "lo que el portal ya recibió consta en el libro de registro y no se envía otra vez"
        raise EvidenceError(
            f"no se puede guardar la evidencia: {said_by_system(error)}",
            where=str(place),
            fix=f"{fix} y vuelva a ejecutar: {kept}.",
        ) from None


def new_visit_folder(root: Path, nrp: str, at: datetime) -> Path:
    """Makes the folder of a visit that begins at `at`; never one that is there already."""
    begun = at.astimezone(MEXICO).strftime("%Y-%m-%d_%H%M%S")
    parent = root / legal(nrp)
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1
    while True:
        folder = parent / f"{begun}_{number}"
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
        else:
            return folder


def visit_folders(root: Path) -> Iterator[Path]:
    """Every visit, by NRP and then as they went. What a person copied to a folder of another name is none of ours."""
    for employer in sorted(root.iterdir()) if root.is_dir() else ():
        if _is_of_an_nrp(employer):
            yield from visits_of(root, employer.name)


def _is_of_an_nrp(folder: Path) -> bool:
    try:
        return Nrp(folder.name) == folder.name
    except ValueError:
        return False


def visits_of(root: Path, nrp: str) -> list[Path]:
    """Of one NRP, as they went."""
    employer = root / legal(nrp)
    return sorted(visit for visit in employer.iterdir() if is_visit(visit)) if employer.is_dir() else []


def is_visit(folder: Path) -> bool:
    return _VISIT.fullmatch(folder.name) is not None


def visit_begun(folder: Path) -> datetime:
    day, clock, _ = folder.name.split("_")
    return datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H%M%S").replace(tzinfo=MEXICO)


def file_name(number: int, name: str) -> str:
    """`003_relaciones.xlsx` for the third file."""
    return f"{number:03}_{legal(name)}"


def legal(name: str) -> str:
    """A name that every file system takes, without folders; the ending is kept when it is cut."""
    plain = unicodedata.normalize("NFC", name)
    plain = re.sub(r'[<>:"/\\|?*\s]|[^\w.,()\[\]-]', "_", plain).strip("._") or "archivo"
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"
    return plain[:_LONGEST]
