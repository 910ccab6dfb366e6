"""Watches a command and all its children while it runs: time, CPU, memory. Linux only (PSS)."""

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import psutil

_EVERY = 2.0  # seconds between two samples


@dataclass
class Watched:
    """`robot` and `tree` are megabytes at each sample: the command's own process, and with all its children (PSS)."""

    seconds: float = 0
    robot: list[float] = field(default_factory=list)
    tree: list[float] = field(default_factory=list)
    told: str = ""
    code: int = 0

    def growth(self) -> float:
        """Megabytes the robot's process gained from the second quarter of the run to the last."""
        quarter = max(len(self.robot) // 4, 1)
        return _middle(self.robot[-quarter:]) - _middle(self.robot[quarter : 2 * quarter])


def watched(command: list[str], environment: dict[str, str]) -> Watched:
    seen, ended = Watched(), Event()
    begun = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        sampler = Thread(target=_sample, args=(running.pid, seen, ended), daemon=True)
        sampler.start()
        told, _ = running.communicate()
        ended.set()
        sampler.join()
    seen.seconds, seen.told, seen.code = time.monotonic() - begun, told.decode(), running.returncode
    return seen


def _sample(pid: int, seen: Watched, ended: Event) -> None:
    while not ended.wait(_EVERY):
        try:
            robot = psutil.Process(pid)
            seen.robot.append(_pss(robot.pid))
            seen.tree.append(seen.robot[-1] + sum(_pss(child.pid) for child in robot.children(recursive=True)))
        except (psutil.Error, OSError):
            continue  # it has just ended


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0
