"""Browsers that outlived their robot, and what they left on disk. Called when a robot takes a workspace over.

Each browser carries a mark on its command line: whose workspace it serves and which process started it. Measured:
when the robot is killed its browser ends by itself within a second, a frozen one after 30 s through Playwright's
driver, and a frozen one whose driver was killed, too, never. Only a browser with our mark and a dead robot is ended.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from robot.outside.browser.folders import sweep

_SWITCH = "--infonavit-robot="
_PROFILE = "playwright_chromiumdev_profile-"
_GONE_WITHIN = 5.0  # seconds


def mark(folder: Path | None) -> str:
    """The switch for a browser of this process; Chromium passes over switches that it does not know."""
    return f"{_SWITCH}{_place(folder)}-{os.getpid()}"


def end_orphans(folder: Path) -> int:
    """Ends the browsers of dead robots that worked with `folder`, and removes what dead visits kept there. Gives the
    number of browsers ended."""
    orphans = list(_orphans(folder))
    for browser, _ in orphans:
        with suppress(psutil.Error):
            for process in (browser, *browser.children(recursive=True)):
                process.kill()
    psutil.wait_procs([browser for browser, _ in orphans], timeout=_GONE_WITHIN)
    for _, profile in orphans:
        if profile is not None:
            shutil.rmtree(profile, ignore_errors=True)
    sweep(folder)
    return len(orphans)


def _orphans(folder: Path) -> Iterator[tuple[psutil.Process, Path | None]]:
    ours = f"{_SWITCH}{_place(folder)}-"
    for process in psutil.process_iter():
        with suppress(psutil.Error, ValueError):
            words = process.cmdline()
            marks = [word for word in words if word.startswith(ours)]
            if marks and not _is_alive(int(marks[0].removeprefix(ours)), process):
                yield process, _profile(words)


def _is_alive(robot: int, browser: psutil.Process) -> bool:
    """A process that is younger than the browser only has the dead robot's number."""
    try:
        return psutil.Process(robot).create_time() <= browser.create_time()
    except psutil.NoSuchProcess:
        return False


def _profile(words: list[str]) -> Path | None:
    """The throw-away profile that Playwright made for it; never any other folder."""
    named = next((word.partition("=")[2] for word in words if word.startswith("--user-data-dir=")), "")
    return Path(named) if Path(named).name.startswith(_PROFILE) else None


def _place(folder: Path | None) -> str:
    place = (folder or Path(tempfile.gettempdir())).resolve()
    return hashlib.sha256(str(place).encode()).hexdigest()[:16]
