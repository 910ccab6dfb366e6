"""A robot killed for real leaves no browser behind, however its browser was at that moment."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from robot.outside.browser.orphans import end_orphans

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has neither SIGKILL nor SIGSTOP"),
]
ROOT = Path(__file__).parents[3]


class Doomed:
    """A robot in a process of its own, with an open visit."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.outside.browser.left_behind", str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.browser, self.driver = (psutil.Process(int(one)) for one in self.process.stdout.readline().split())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Doomed]:
    robot = Doomed(tmp_path)
    yield robot
    robot.kill()


def is_gone(process: psutil.Process, within: float) -> bool:
    _, alive = psutil.wait_procs([process], timeout=within)
    return not alive or process.status() == psutil.STATUS_ZOMBIE


def test_a_frozen_browser_that_nobody_minds_is_ended_by_the_next_start(doomed: Doomed, tmp_path: Path) -> None:
    doomed.browser.suspend()
    doomed.driver.kill()
    doomed.kill()
    profile = next(word.partition("=")[2] for word in doomed.browser.cmdline() if "user-data-dir" in word)
    assert not is_gone(doomed.browser, within=1)
    assert end_orphans(tmp_path / "another workspace") == 0
    assert end_orphans(tmp_path) == 1
    assert is_gone(doomed.browser, within=5)
    assert list(tmp_path.iterdir()) == [] and not Path(profile).exists()


def test_a_browser_at_work_is_left_alone_and_ends_with_its_robot(doomed: Doomed, tmp_path: Path) -> None:
    assert end_orphans(tmp_path) == 0
    assert doomed.browser.is_running() and list(tmp_path.iterdir())
    os.kill(doomed.process.pid, signal.SIGKILL)
    doomed.kill()
    assert is_gone(doomed.browser, within=20)
    end_orphans(tmp_path)
    assert list(tmp_path.iterdir()) == []
