"""Failpoints: every durable write of the ledger and the vault, and every click once an intent is written.

A recording run lists them; an aimed run dies, freezes or is cut off at one of them. Nothing of production knows this:
the write transaction of the ledger's database is wrapped, so a new write is a new point by itself.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from robot.model.faults import BrowserLost, PortalTrouble
from robot.outside.ledger.database import Database

_ROOMS = ("robot.outside.ledger.", "robot.outside.vault.")
_MACHINERY = "robot.outside.ledger.database"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def drop() -> None:
    raise PortalTrouble("La conexión se cortó.")


def lose() -> None:
    raise BrowserLost("El navegador se cerró.")


ACTS: dict[str, Callable[[], None]] = {"kill": die, "freeze": freeze, "drop": drop, "lose": lose}


class Points:
    """`aim`: the point to act at, as `name #occurrence`. `met` lists all that were passed."""

    def __init__(self, aim: str = "", act: str = "kill") -> None:
        self.met: list[str] = []
        self._aim = aim
        self._act = ACTS[act]
        self._count: Counter[str] = Counter()
        self._committing = False

    def write(self, moment: str, name: str) -> None:
        if moment == "after" and name == "open_commit":
            self._committing = True
        if moment == "after" and name == "release":
            self._committing = False
        self._pass(f"{moment} write {name}")

    def portal(self, name: str) -> None:
        """Something between the robot and the portal; of interest once an intent is written."""
        if self._committing:
            self._pass(name)

    def _pass(self, name: str) -> None:
        self._count[name] += 1
        point = f"{name} #{self._count[name]}"
        self.met.append(point)
        if point == self._aim:
            self._act()


_now = Points()


def watch(points: Points) -> None:
    """From here on the writes of this process pass these points."""
    global _now
    _now = points


def wrap_writes() -> None:
    """Once a process, before anything is opened."""
    begin = Database.write

    @contextmanager
    def write(self: Database) -> Iterator[Connection]:
        name = _writer()
        with begin(self) as connection:
            connection.info["wrote"] = False
            yield connection
            wrote = connection.info["wrote"]
            if wrote:
                _now.write("inside", name)
        if wrote:
            _now.write("after", name)

    Database.write = write  # type: ignore[method-assign]
    event.listen(Engine, "before_cursor_execute", _note_write)


def _note_write(connection: Connection, _cursor: object, statement: str, *_: Any) -> None:
    if statement.startswith(("INSERT", "UPDATE", "DELETE")):
        connection.info["wrote"] = True


def _writer() -> str:
    """The outermost function of the ledger or the vault that is at work."""
    frame, name = sys._getframe(1), ""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith(_ROOMS) and module != _MACHINERY:
            name = frame.f_code.co_name
        elif name:
            break
        frame = frame.f_back
    return name
