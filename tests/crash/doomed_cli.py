"""The real command line that something happens to at a named point; run by test_real_browser.py as a process.

Arguments: what happens (kill, freeze, browser, list), the point, then the words of the command. Terms are approved on
the spot, as an operator would have done long before. The points passed are written to the file of
INFONAVIT_TEST_POINTS; INFONAVIT_TEST_LEASE is how long a lease lasts, in seconds.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from robot.cli.main import commands, main
from robot.console.attendant import Nobody
from robot.outside.browser.visit import PortalVisit
from tests.crash.points import ACTS, Points, watch, wrap_writes


def kill_browser() -> None:
    """Every process of it at once, as the system does when memory is short."""
    for process in psutil.Process().children(recursive=True):
        if any(word.startswith("--infonavit-robot=") for word in process.cmdline()):
            process.send_signal(signal.SIGKILL)


class Written(Points):
    def _pass(self, name: str) -> None:
        with Path(os.environ["INFONAVIT_TEST_POINTS"]).open("a", encoding="utf-8") as told:
            told.write(name + "\n")
        super()._pass(name)


async def approve(*_: Any) -> bool:
    return True


def around(points: Points, press: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def pressed(self: PortalVisit, target: Any, **more: Any) -> Any:
        points.portal(f"about to press {target.name}")
        used = await press(self, target, **more)
        points.portal(f"after {target.name}")
        return used

    return pressed


def shorten_leases(seconds: float) -> None:
    commands()  # loads every module that names it
    for name, module in list(sys.modules.items()):
        if name.startswith("robot.") and hasattr(module, "LEASE"):
            module.LEASE = timedelta(seconds=seconds)  # type: ignore[attr-defined]


def begin(act: str, aim: str, *words: str) -> None:
    ACTS["browser"] = kill_browser
    points = Written(aim, "kill" if act == "list" else act)
    wrap_writes()
    watch(points)
    if "INFONAVIT_TEST_LEASE" in os.environ:
        shorten_leases(float(os.environ["INFONAVIT_TEST_LEASE"]))
    Nobody.approve = approve  # type: ignore[method-assign]
    PortalVisit.press = around(points, PortalVisit.press)  # type: ignore[method-assign]
    sys.argv = ["infonavit-robot", *words]
    main()


if __name__ == "__main__":
    begin(*sys.argv[1:])
