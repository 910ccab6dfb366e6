"""Lines that a person (or a script in their place) types while the event loop goes on. Called by the debugger.

Reads the descriptor itself, in a daemon thread: a read that nobody waits for any more keeps no program from ending,
and nothing is read ahead that an editor started meanwhile should have.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from robot.console.keys import typed

_AT_ONCE = 4096


class Keys(Protocol):
    async def line(self, prompt: str) -> str:
        """The next line, without its end. Raises EOFError when no other will come."""

    def pressed(self) -> bool:
        """Whether Enter was pressed since the last line."""


class Keyboard:
    """Standard input. `say` writes a prompt without a line feed."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._left = b""
        self._over = False
        self._reading: asyncio.Future[bytes] | None = None

    async def line(self, prompt: str) -> str:
        self._say(prompt)
        while b"\n" not in self._left and not self._over:
            if self._reading is None or self._reading.done():
                self._reading = _read()
            more = await asyncio.shield(self._reading)
            self._reading = None
            self._left += more
            self._over = not more
        line, _, self._left = self._left.partition(b"\n")
        if self._over and not line:
            raise EOFError
        return line.decode(sys.stdin.encoding or "utf-8", errors="replace").strip()

    def pressed(self) -> bool:
        return typed() is not None


def _read() -> asyncio.Future[bytes]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()

    def give(content: bytes) -> None:
        if not answer.done():
            answer.set_result(content)

    def read() -> None:
        try:
            content = os.read(sys.stdin.fileno(), _AT_ONCE)
        except OSError:
            content = b""  # the terminal has gone
        if not loop.is_closed():
            loop.call_soon_threadsafe(give, content)

    threading.Thread(target=read, daemon=True, name="teclado").start()
    return answer
