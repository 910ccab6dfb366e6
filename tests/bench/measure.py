"""Runs one command and measures its whole process tree: wall time, CPU seconds, peak PSS, start-up."""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psutil

_CPU_EVERY = 0.1
_PSS_EVERY = 0.5
_TICK = 0.01
_LIMIT = 600.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds and MiB. `start` is from the command's start to the first thing asked of the portal."""

    wall: float
    cpu: float
    pss: float
    start: float


@dataclass(slots=True)
class _Tree:
    """CPU time is summed over every process ever seen: what it had used when it was last looked at."""

    root: psutil.Process
    used: dict[tuple[int, float], float]
    peak: float = 0.0

    def look(self, *, memory: bool) -> None:
        pss = 0
        with suppress(psutil.NoSuchProcess):
            for one in (self.root, *self.root.children(recursive=True)):
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                    times = one.cpu_times()
                    self.used[one.pid, one.create_time()] = times.user + times.system
                    pss += one.memory_full_info().pss if memory else 0
        self.peak = max(self.peak, pss / 2**20)


def measure(command: list[str], log: Path, *, reached: Callable[[], bool], environ: dict[str, str]) -> tuple[int, Cost]:
    """The exit code and the cost. What the command prints goes to `log`. Raises TimeoutExpired after ten minutes."""
    pause = Event()
    with log.open("wb") as out:
        began = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environ)
        tree = _Tree(psutil.Process(child.pid), {})
        start = next_cpu = next_pss = 0.0
        while child.poll() is None:
            now = time.monotonic() - began
            if not start and reached():
                start = now
            if now >= next_cpu:
                tree.look(memory=now >= next_pss)
                next_cpu = now + _CPU_EVERY
                next_pss = now + _PSS_EVERY if now >= next_pss else next_pss
            if now > _LIMIT:
                child.kill()
                raise subprocess.TimeoutExpired(command, _LIMIT)
            pause.wait(_TICK)
        wall = time.monotonic() - began
    return child.returncode, Cost(wall, sum(tree.used.values()), tree.peak, start)
