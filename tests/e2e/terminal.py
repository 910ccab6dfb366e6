"""A terminal with a person before it, by script: a real command under a pty, its words awaited, its keys pressed."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

_PATIENCE = 90.0


@dataclass
class Terminal:
    """`shown` is all that it showed, `seen` how far the person has read."""

    descriptor: int
    process: subprocess.Popen[bytes]
    shown: str = ""
    seen: int = 0

    def waits_for(self, text: str, *others: str, seconds: float = _PATIENCE) -> str:
        """Which of the texts came first."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = {each: self.shown.find(each, self.seen) for each in (text, *others)}
            there = {each: at for each, at in found.items() if at >= 0}
            if there:
                first = min(there, key=there.__getitem__)
                self.seen = there[first] + len(first)
                return first
            assert self._reads(), f"the command ended before it showed «{text}»:\n{self.shown[-3000:]}"
        raise AssertionError(f"it never showed «{text}»:\n{self.shown[-3000:]}")

    def types(self, line: str) -> None:
        os.write(self.descriptor, f"{line}\n".encode())

    def ends(self) -> int:
        end = time.monotonic() + _PATIENCE
        while self._reads() and time.monotonic() < end:
            pass
        return self.process.wait(timeout=20)

    def _reads(self) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], 0.3)
        if not ready:
            return True
        try:
            more = os.read(self.descriptor, 65536)
        except OSError:  # how Linux tells that the other side is closed
            return False
        self.shown += more.decode(errors="replace").replace("\r\n", "\n")
        return bool(more)


@contextmanager
def terminal(command: list[str], environment: dict[str, str]) -> Iterator[Terminal]:
    if sys.platform == "win32":
        pytest.skip("there is no pty")
    main, side = os.openpty()
    own = {**environment, "TERM": "dumb", "COLUMNS": "130", "LINES": "50"}
    process = subprocess.Popen(command, env=own, stdin=side, stdout=side, stderr=side, start_new_session=True)
    os.close(side)
    try:
        yield Terminal(main, process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(main)
