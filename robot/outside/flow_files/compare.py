"""What a workspace's own flow files change of the shipped ones: fingerprints and a diff, for support. Mends nothing."""

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from robot.outside.flow_files.files import files_of


@dataclass(frozen=True, slots=True)
class Compared:
    """One file by its path in its folder. SHA-256 of the shipped one and of the workspace's own; "": there is none."""

    name: str
    shipped: str
    own: str

    @property
    def differs(self) -> bool:
        return bool(self.own) and self.own != self.shipped


def compared(shipped: Path, own: Path) -> tuple[Compared, ...]:
    theirs, ours = files_of(shipped), files_of(own)
    return tuple(
        Compared(name, _sha256(theirs.get(name)), _sha256(ours.get(name))) for name in sorted({*theirs, *ours})
    )


def changes(shipped: Path, own: Path, found: Sequence[Compared]) -> str:
    """A unified diff of those that differ; of a file that was not shipped, all of it."""
    parts = (_diff(one.name, shipped / one.name, own / one.name) for one in found if one.differs)
    return "\n".join(line for part in parts for line in part)


def _diff(name: str, shipped: Path, own: Path) -> Iterator[str]:
    before, after = _lines(shipped), _lines(own)
    return difflib.unified_diff(before, after, f"del robot/{name}", f"propio/{name}", lineterm="")


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []


def _sha256(file: Path | None) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file else ""
