"""Whoever reads what a command tells may go away: `run | head`."""

import errno
import io
import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest

from robot.cli.runs import _stop_politely
from robot.console.outlet import Outlet
from robot.console.paper import Paper


class Broken:
    """Takes the first words, then fails with `error`."""

    def __init__(self, error: int) -> None:
        self.buffer = self
        self.error = error
        self.taken = False

    def write(self, text: bytes) -> int:
        if self.taken:
            raise OSError(self.error, os.strerror(self.error))
        self.taken = True
        return len(text)

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize(("error", "ends"), [(errno.EPIPE, 1), (errno.EINVAL, 1), (errno.ENOSPC, 0)])
async def test_a_run_whose_reader_goes_ends_its_visits_and_a_full_disk_stops_no_run(
    monkeypatch: pytest.MonkeyPatch, error: int, ends: int
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "stdout", Outlet(cast(io.TextIOWrapper, Broken(error))))
    stopped: list[str] = []
    worker: Any = SimpleNamespace(stop=lambda: stopped.append("stop"))
    paper = Paper()
    paper.line("la primera")
    _stop_politely(worker, paper, None)
    assert stopped == []
    for _ in range(3):
        paper.line("nadie la lee")
    paper.records({"nadie": "lo lee"})
    assert len(stopped) == ends
    _stop_politely(worker, paper, None)  # the flows were mended meanwhile: another worker
    assert len(stopped) == 2 * ends


def test_a_command_whose_reader_is_gone_ends_quietly() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    ended = subprocess.run(
        [sys.executable, "-m", "robot", "flows", "check"], stdout=writes, stderr=subprocess.PIPE, check=False
    )
    os.close(writes)
    assert (ended.returncode, ended.stderr) == (0, b"")
