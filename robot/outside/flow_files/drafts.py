"""A person's changes to the flow files while a visit waits for them: tried as drafts, kept only when they say so.

A draft lies in `.borrador` inside the workspace's `flows/`, where nothing but this room looks, so that a change half
written stops no other command. Called by the debug mode.
"""

import difflib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from robot.model.errors import RobotError
from robot.model.flow import FlowBook
from robot.model.screen import By, Place, Target
from robot.outside.flow_files.files import files_of
from robot.outside.flow_files.patch import with_candidate

_FOLDER = ".borrador"


class Drafts:
    """`folders`: the shipped flows, then the workspace's own. `load` makes a book of folders, or raises
    FlowFilesError."""

    def __init__(self, folders: tuple[Path, Path], load: Callable[[Sequence[Path]], FlowBook]) -> None:
        self._shipped, self._own = folders
        self._drafts = self._own / _FOLDER
        self._load = load
        shutil.rmtree(self._drafts, ignore_errors=True)  # of a session that was cut off

    def open(self, place: Place) -> Path:
        """The draft of the file that holds `place`; a copy of what is in force, the first time."""
        draft = self._drafts / self._name(Path(place.file))
        if not draft.exists():
            draft.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(self._base(draft).read_bytes())
        return draft

    def check(self) -> FlowBook:
        """Everything with the drafts over it. Raises FlowFilesError with all mistakes."""
        return self._load((self._shipped, self._own, self._drafts))

    def difference(self) -> tuple[str, ...]:
        """Line by line, what the drafts change; empty when nothing."""
        lines: list[str] = []
        for name, draft in files_of(self._drafts).items():
            old = self._base(draft).read_text(encoding="utf-8").splitlines()
            new = draft.read_text(encoding="utf-8").splitlines()
            lines += difflib.unified_diff(old, new, name, f"flows/{name}", lineterm="", n=2)
        return tuple(lines)

    def keep(self) -> FlowBook:
        """The drafts become the workspace's own files. Raises FlowFilesError for mistakes, and keeps none then."""
        self.check()
        for name, draft in files_of(self._drafts).items():
            if draft.read_bytes() != self._base(draft).read_bytes():
                (self._own / name).parent.mkdir(parents=True, exist_ok=True)
                draft.replace(self._own / name)
        self.discard()
        return self._load((self._shipped, self._own))

    def discard(self) -> None:
        shutil.rmtree(self._drafts, ignore_errors=True)

    def add(self, target: Target, by: By, value: str) -> Path | None:
        """The draft with one more candidate: the first one, or the last when it is of the kind that only a
        programmer sees. None when the file is written in a way that a person must change."""
        draft = self.open(target.place)
        after = with_candidate(draft.read_text(encoding="utf-8"), target, f"{by.value}: {value}")
        if after is None:
            return None
        draft.write_text(after, encoding="utf-8", newline="")
        return draft

    def _name(self, file: Path) -> Path:
        for folder in (self._drafts, self._own, self._shipped):
            if file.is_relative_to(folder):
                return file.relative_to(folder)
        raise RobotError(f"{file} no es un archivo de flujos.")

    def _base(self, draft: Path) -> Path:
        name = draft.relative_to(self._drafts)
        return self._own / name if (self._own / name).is_file() else self._shipped / name
