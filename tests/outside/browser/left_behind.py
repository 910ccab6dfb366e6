"""A robot that opens a visit and waits to be killed; run by test_orphans.py in a process of its own.

Argument: the folder it works with. Prints the process numbers of its browser and of Playwright's driver.
"""

import asyncio
import sys
from pathlib import Path

import psutil

from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions


async def main(folder: str) -> None:
    browser = PortalBrowser(BrowserOptions(folder=Path(folder)), {}, ())
    async with browser.visit(None):
        (driver,) = psutil.Process().children()
        sys.stdout.write(f"{browser.pid} {driver.pid}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
