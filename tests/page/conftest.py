"""What people look at, seen through pytest-playwright's synchronous fixtures in a pytest process of its own:

    python -m pytest -m page tests/page

Synchronous Playwright and the other tests' event loop do not mix in one process, so here they are never mixed.
"""

from typing import Any

import pytest
from playwright.sync_api import BrowserType, Error, Page

from robot.outside.browser.discovery import ways
from robot.outside.browser.options import BrowserOptions
from tests.fixtures.portal.one_portal import portal, running

__all__ = ["portal", "running"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A run of everything skips these, with the command that runs them."""
    if all(item.get_closest_marker("page") for item in items):
        return
    alone = pytest.mark.skip(reason="in a process of its own: python -m pytest -m page tests/page")
    for item in items:
        if item.get_closest_marker("page"):
            item.add_marker(alone)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_type: BrowserType, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """The first browser of the robot's own order that starts, instead of only Playwright's download."""
    options = BrowserOptions(headed=bool(pytestconfig.getoption("--headed")))
    tried = []
    for way in ways(options):
        arguments = {**browser_type_launch_args, **way.arguments}
        if way.file is None or way.file.is_file():
            try:
                browser_type.launch(**arguments).close()
            except Error as error:
                tried.append(f"{way.title}: {error.message.splitlines()[0]}")
            else:
                return arguments
    raise pytest.UsageError("no browser starts:\n" + "\n".join(tried))


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: tests open whole addresses. pytest-playwright 0.10's own is written in a way pytest 9 warns of."""


@pytest.fixture
def troubles(page: Page) -> list[str]:
    """What the browser complains of while a test runs: script errors and console messages."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text))
    return found
