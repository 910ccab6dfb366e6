"""What somebody types at the terminal: what came since the last look, and one key at a time where a terminal permits.

Reads without waiting, or as long as it is told; only where there is a terminal.
"""

import os
import select
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform == "win32":
    import msvcrt
else:
    import termios
    import tty


def typed() -> str | None:
    """A line (on Windows: the keys) typed since the last time; None when nothing was, or there is no terminal."""
    if not is_terminal():
        return None
    if sys.platform == "win32":
        keys = ""
        while msvcrt.kbhit():
            keys += msvcrt.getwch()
        return keys.strip() if keys else None
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return sys.stdin.readline().strip() if ready else None


def is_terminal() -> bool:
    return bool(sys.stdin) and sys.stdin.isatty()


@contextmanager
def keys_at_once() -> Iterator[None]:
    """Keys come without Enter, and are not shown. What was typed before is dropped: it was meant for something else."""
    if sys.platform == "win32":
        while msvcrt.kbhit():
            msvcrt.getwch()
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSAFLUSH)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def keys_now(seconds: float | None) -> bytes:
    """What is pressed within `seconds`, None: whenever it comes. Blocks: for a thread. Empty: nothing was."""
    if sys.platform == "win32":
        if seconds is not None and not msvcrt.kbhit():
            threading.Event().wait(seconds)
        if seconds is not None and not msvcrt.kbhit():
            return b""
        return msvcrt.getwch().replace("\r", "\n").encode()
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return os.read(sys.stdin.fileno(), 4096) if ready else b""
