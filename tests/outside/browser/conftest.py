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


# What a real portal may do and neither a page here nor a skin of the mock portal does, and what would come of it:
#
# - A closed shadow root, or controls drawn on a canvas (Flutter): no script sees inside. The target matches nothing and
#   the flow says so; only a person can go on. No page of this institute is known to be made so.
# - A password typed on a keyboard drawn on the screen, its keys in another order each time: a field that takes no
#   typing is a fault that says so. Reading the keys is a person's work, as with a captcha.
# - A code by text message after the log in: no screen is named for it, so the visit ends as `screen unknown`.
# - Signing through a browser extension or a program on the machine: the page waits for what a fresh profile has not.
#   The screen of the e.firma is not recognised; the guide shows files and a password, so this would be another portal.
# - A label drawn by CSS (`::before { content: ... }`) or by a picture without words: it is not in the document. The
#   field's name or id, as a candidate of the workspace's own flows, is the way out.
# - A table that holds only the rows in view and fetches more when scrolled: what was not scrolled to is not read. It is
#   told only where the portal says how many rows there are; else a relation may be taken for absent, and the portal's
#   own refusal of a second one is what is left.
# - "Siguiente" as a plain button beside a table, without numbers, arrow or a name that says pages: it may as well send
#   the form, so it is left, with the same risk. Pressing it to find out would be the greater one.
# - A table whose columns have no headers, or pictures for headers: refused as a table that shows data and is not ours.
# - A tab that a press does not draw anew while it is the open one (the bare skin has it): what stands there is taken
#   after a moment. A table could be as old as the visit; the next visit reads it again.
