"""A virtual display for headed browsers where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from robot.outside.browser.discovery import ways
from robot.outside.browser.options import BrowserOptions


@contextmanager
def display() -> Iterator[None]:
    """Skips with a reason where there is neither a display nor Xvfb."""
    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY"):
        yield
        return
    if shutil.which("Xvfb") is None:
        pytest.skip("no hay pantalla ni Xvfb")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            os.environ["DISPLAY"] = f":{number.readline().strip()}"
        yield
    finally:
        os.environ.pop("DISPLAY", None)
        server.terminate()
        server.wait()


def full_browser() -> Path:
    """Skips with a reason where only the headless shell is installed."""
    for way in ways(BrowserOptions(headed=True)):
        if way.file is not None and way.file.is_file():
            return way.file
    pytest.skip("no hay un navegador completo instalado")
