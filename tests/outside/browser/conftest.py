"""One browser and one small web server for all tests of this room; a fresh visit for each test.

TEST_BROWSER=full or =headed runs all of them on the full browser, without a window or with one (`make soak` does).
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions, Limits
from tests.outside.browser.display import display, full_browser
from tests.outside.browser.parts import Hands, Site

QUICK = Limits(find=1, act=2, open=10, look=2, call=8, download=3, table=3, launch=30, close=2, ping=1.5)

# The full browser takes twice the work of the shell.
SLOW = replace(QUICK, find=2.0, act=5.0)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
def other_site() -> Iterator[Site]:
    """Another port: another origin, one where no secret may be typed."""
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
def browser_options() -> Iterator[BrowserOptions]:
    mode = os.environ.get("TEST_BROWSER", "shell")
    if mode == "shell":
        yield BrowserOptions(limits=QUICK)
    elif mode == "full":
        yield BrowserOptions(limits=SLOW, executable=full_browser())
    else:
        with display():
            yield BrowserOptions(limits=SLOW, headed=True)


@pytest.fixture(scope="session")
async def chromium(browser_options: BrowserOptions, site: Site) -> AsyncIterator[PortalBrowser]:
    browser = PortalBrowser(browser_options, {}, [site.origin])
    yield browser
    await browser.close()


@pytest.fixture
async def hands(chromium: PortalBrowser, site: Site) -> AsyncIterator[Hands]:
    async with chromium.visit(None) as visit:
        yield Hands(visit, site)


@pytest.fixture(scope="session")
async def same_visit(chromium: PortalBrowser, site: Site) -> AsyncIterator[Hands]:
    """One visit for the many tests that only need a page."""
    async with chromium.visit(None) as visit:
        yield Hands(visit, site)
