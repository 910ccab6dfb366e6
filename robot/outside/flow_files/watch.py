"""Notices that somebody mended a flow while the robot runs. Called by the worker between visits, through assembly."""

from collections.abc import Callable, Sequence
from pathlib import Path

from robot.model.flow import FlowBook
from robot.outside.flow_files.files import files_of

Stamp = frozenset[tuple[str, int, int]]


class FlowWatch:
    """`load` reads the book anew; it is called only after a file changed, came or went."""

    def __init__(self, folders: Sequence[Path], load: Callable[[], FlowBook]) -> None:
        self._folders = folders
        self._load = load
        self._stamp = _stamp(folders)

    def newer(self) -> FlowBook | None:
        """The book as it is now, once after each change. Raises FlowFilesError, also once, for files with mistakes."""
        stamp = _stamp(self._folders)
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        return self._load()


def _stamp(folders: Sequence[Path]) -> Stamp:
    """Names, times and sizes; a file that goes while we look is not there."""
    found = [path for folder in folders for path in files_of(folder).values() if path.exists()]
    return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path in found for stat in [path.stat()])
