"""Lines and keys that a person (or a script in their place) types while the event loop goes on. Called by the debugger.

Reads the descriptor itself, in a daemon thread: a read that nobody waits for any more keeps no program from ending,
and nothing is read ahead that an editor started meanwhile should have.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Protocol

from robot.console.keys import is_terminal, keys_at_once, keys_now, typed

_AT_ONCE = 4096
_A_MOMENT = 0.4  # seconds; who goes on typing within it writes a word
_END = b"\x04"  # Ctrl-D


class Keys(Protocol):
    async def line(self, prompt: str) -> str:
        """The next line, without its end. Raises EOFError when no other will come."""

    async def key(self, prompt: str) -> str:
        """As `line`, but a key acts at once where the terminal permits: unless it is `:`, or more follows at once."""

    def pressed(self) -> bool:
        """Whether Enter was pressed since the last line."""


async def line_or_empty(keys: Keys, prompt: str) -> str:
    """The next line; empty too when no other will come."""
    try:
        return await keys.line(prompt)
    except EOFError:
        return ""


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
                self._reading = _in_thread(_read)
            more = await asyncio.shield(self._reading)
            self._reading = None
            self._left += more
            self._over = not more
        line, _, self._left = self._left.partition(b"\n")
        if self._over and not line:
            raise EOFError
        return line.decode(sys.stdin.encoding or "utf-8", errors="replace").strip()

    async def key(self, prompt: str) -> str:
        if self._left or self._reading is not None or not is_terminal():
            return await self.line(prompt)
        with keys_at_once():
            self._say(prompt)
            pressed = await _in_thread(partial(keys_now, None))
            if _is_key(pressed):
                pressed += await _in_thread(partial(keys_now, _A_MOMENT))
        if pressed in (b"", _END):
            raise EOFError
        shown = pressed.decode(errors="replace")
        if _is_key(pressed):
            self._say(f"{shown}\n")
            return shown
        self._left = pressed.removeprefix(b":")
        return await self.line(shown)

    def pressed(self) -> bool:
        return typed() is not None


def _is_key(pressed: bytes) -> bool:
    return len(pressed) == 1 and pressed not in b":\n"


def _read() -> bytes:
    return os.read(sys.stdin.fileno(), _AT_ONCE)


def _in_thread(read: Callable[[], bytes]) -> asyncio.Future[bytes]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()

    def give(content: bytes) -> None:
        if not answer.done():
            answer.set_result(content)

    def run() -> None:
        try:
            content = read()
        except OSError:
            content = b""  # the terminal has gone
        if not loop.is_closed():
            loop.call_soon_threadsafe(give, content)

    threading.Thread(target=run, daemon=True, name="teclado").start()
    return answer
