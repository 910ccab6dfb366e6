"""What people look at, seen through pytest-playwright's synchronous fixtures in a pytest process of its own:

    python -m pytest -m page tests/page

Synchronous Playwright and the other tests' event loop do not mix in one process, so here they are never mixed.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import PortalSettings
from tests.fixtures.portal.people import NOW, employer

_DEBIAN = Path("/usr/lib/chromium")  # research/playwright.md 1: the binaries behind Debian's wrapper scripts
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A run of everything skips these, with the command that runs them."""
    if all(item.get_closest_marker("page") for item in items):
        return
    alone = pytest.mark.skip(reason="in a process of its own: python -m pytest -m page tests/page")
    for item in items:
        if item.get_closest_marker("page"):
            item.add_marker(alone)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], pytestconfig: pytest.Config) -> dict[str, Any]:
    """Our browser instead of Playwright's download; a headed run needs the full one."""
    headed = bool(pytestconfig.getoption("--headed"))
    return {**browser_type_launch_args, **_executable(headed)}


def _executable(headed: bool) -> dict[str, str]:
    chosen = os.environ.get("INFONAVIT_ROBOT_BROWSER")
    if chosen:
        return {"executable_path": chosen}
    for name in _NAMES[1:] if headed else _NAMES:
        binary = _DEBIAN / name
        found = str(binary) if binary.is_file() else shutil.which(name)
        if found:
            return {"executable_path": found}
    return {}


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: tests open whole addresses. pytest-playwright 0.10's own is written in a way pytest 9 warns of."""


@pytest.fixture(scope="session")
def running() -> Iterator[RunningPortal]:
    with RunningPortal() as portal:
        yield portal


@pytest.fixture
def portal(running: RunningPortal) -> RunningPortal:
    """The portal as new, with one employer."""
    running.control.reset([employer()], PortalSettings())
    running.control.freeze_clock(NOW)
    return running


@pytest.fixture
def troubles(page: Page) -> list[str]:
    """What the browser complains of while a test runs: script errors and console messages."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text))
    return found
