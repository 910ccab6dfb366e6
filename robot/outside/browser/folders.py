"""Private folders for what the browser needs on disk: key files to upload, downloads. Swept at start and at end.

What a killed run left behind is swept by the next one: its process number stands in the folder's name, and on
Windows, where a process number cannot be asked, a lock file cannot be deleted while its run lives.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from robot.model.errors import BrowserMissing, said_by_system

_PREFIX = "infonavit-robot-"
_LOCK = "lock"


class PrivateFolder:
    """Only this user can read it (mkdtemp: mode 700; on Windows it lies in the user's own profile)."""

    def __init__(self, parent: Path | None) -> None:
        """Raises BrowserMissing where none can be made."""
        where = parent or Path(tempfile.gettempdir())
        try:
            where.mkdir(parents=True, exist_ok=True)
            sweep(where)
            self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=where))
            self._lock: BinaryIO = (self.path / _LOCK).open("wb")
        except OSError as error:
            title = f"El navegador no tiene carpeta para lo suyo: {said_by_system(error)}."
            fix = "Revise que haya espacio en el disco y que su usuario pueda escribir en ella."
            raise BrowserMissing(title, where=str(where), fix=fix) from None

    def sub(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.path))

    def remove(self) -> None:
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Removes what dead runs left behind."""
    for left in parent.glob(f"{_PREFIX}*"):
        if _is_abandoned(left):
            shutil.rmtree(left, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    number = folder.name.removeprefix(_PREFIX).split("-")[0]
    if not number.isdigit() or int(number) == os.getpid():
        return False
    if os.name != "posix":
        return _lock_is_free(folder)
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # someone else's
        return False
    return False


def _lock_is_free(folder: Path) -> bool:
    try:
        (folder / _LOCK).unlink(missing_ok=True)
    except OSError:
        return False
    return True
