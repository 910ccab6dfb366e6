"""Keeps a second robot out of a workspace. Held by `run`, `attend` and whatever visits the portal. Imports keep
each other out by a lock of their own, in another file; the others only look.

The operating system holds the lock and frees it when the process ends, however it ends: no lock is ever stale.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from robot.model.errors import WorkspaceError, said_by_system

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30  # Windows bars others from reading a locked byte, so it is one beyond the text


@contextmanager
def hold_workspace(file: Path, now: datetime, *, doing: str) -> Iterator[None]:
    """Raises WorkspaceError that says who is at work there. `doing`: the command, for the other one's message."""
    with _opened(file) as held:
        if not _lock(held):
            raise _busy(file)
        note = {"pid": os.getpid(), "since": now.isoformat(timespec="seconds"), "doing": doing}
        held.truncate(0)
        with suppress(OSError):  # a courtesy to the other one; a full disk is told by whoever has to write
            held.write(json.dumps(note).encode())
        try:
            yield
        finally:
            held.truncate(0)
            _unlock(held)


def _opened(file: Path) -> FileIO:
    try:
        return file.open("a+b", buffering=0)
    except OSError as error:
        title = f"no se puede trabajar en esta carpeta: {said_by_system(error)}"
        fix = "Revise que su usuario pueda escribir en ella."
        raise WorkspaceError(title, where=str(file.parent), fix=fix) from None


def _busy(file: Path) -> WorkspaceError:
    try:
        note = json.loads(file.read_bytes())
        who = f"«{note['doing']}» con el proceso {note['pid']}, desde {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "otro proceso"
    fix = "espere a que termine, o ciérrelo, y vuelva a intentarlo"
    return WorkspaceError("otro robot trabaja en esta carpeta", where=f"{file.parent}: {who}", fix=fix)


def _lock(held: FileIO) -> bool:
    try:
        if sys.platform == "win32":
            held.seek(_FAR)
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unlock(held: FileIO) -> None:
    if sys.platform == "win32":
        held.seek(_FAR)
        msvcrt.locking(held.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(held, fcntl.LOCK_UN)
