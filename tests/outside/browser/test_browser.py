"""The life of the browser: lost, frozen, crashed, worn out - each an outcome, none an end of the program."""

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Error, Page

from robot.model.errors import BrowserMissing
from robot.model.faults import BrowserLost, Fault, PortalTrouble
from robot.model.secret import Secret
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.late import LateBrowser
from robot.outside.browser.options import BrowserOptions
from tests.outside.browser.parts import Site, moment, screen, target

pytestmark = pytest.mark.browser

HOME = screen("home", "link: Mis Trámites")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="señales de POSIX")


@pytest.fixture
async def own_browser(browser_options: BrowserOptions, site: Site):
    """One that a test may ruin."""
    browser = PortalBrowser(browser_options, {"home": HOME}, [site.origin])
    yield browser
    await browser.close()


async def sees_home(browser: PortalBrowser, site: Site) -> bool:
    async with browser.visit(None) as visit:
        await visit.open(site.put("<a href=#>Mis Trámites</a>"))
        return (await visit.await_screen(["home"], timedelta(seconds=5))).screen == "home"


async def test_a_browser_that_was_woken_starts_before_its_first_visit(
    browser_options: BrowserOptions, site: Site
) -> None:
    browser = LateBrowser(browser_options, {"home": HOME}, [site.origin])
    try:
        browser.wake()
        while not (woken := browser.loaded.pid):
            await moment(0.05)
        assert await sees_home(browser.loaded, site)
        assert browser.loaded.pid == woken
    finally:
        await browser.close()


async def test_a_browser_that_cannot_be_woken_is_told_by_the_visit(browser_options: BrowserOptions) -> None:
    browser = LateBrowser(replace(browser_options, executable=Path("/no/browser")), {}, [])
    browser.wake()
    with pytest.raises(BrowserMissing):
        async with browser.visit(None):
            pass
    await browser.close()


@POSIX
@pytest.mark.parametrize("way", ["SIGKILL", "SIGSTOP"])
async def test_a_killed_or_frozen_browser_is_told_and_the_next_visit_has_a_new_one(
    own_browser: PortalBrowser, site: Site, way: str
) -> None:
    start = time.monotonic()
    with pytest.raises(BrowserLost):
        async with own_browser.visit(None) as visit:
            await visit.open(site.put("<a href=#>Mis Trámites</a>"))
            first = own_browser.pid
            os.kill(first, getattr(signal, way))
            await visit.press(target("link: Mis Trámites"))
    assert await sees_home(own_browser, site)
    assert own_browser.pid != first
    assert time.monotonic() - start < 25


@POSIX
async def test_all_visits_of_a_lost_browser_are_told_and_share_the_new_one(
    own_browser: PortalBrowser, site: Site
) -> None:
    async def one(number: int) -> str:
        try:
            async with own_browser.visit(None) as visit:
                await visit.open(site.put("<p>x</p>"))
                if number == 0:
                    os.kill(own_browser.pid, signal.SIGKILL)
                await visit.await_screen(["home"], timedelta(seconds=3))
            return "kept"
        except BrowserLost:
            return "lost"

    assert set(await asyncio.gather(*(one(number) for number in range(3)))) == {"lost"}
    assert await sees_home(own_browser, site)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="busca el proceso en /proc")
async def test_a_dead_driver_is_replaced(own_browser: PortalBrowser, site: Site) -> None:
    before = drivers_of_ours()
    assert await sees_home(own_browser, site)
    for process in drivers_of_ours() - before:
        os.kill(process, signal.SIGKILL)
    assert await sees_home(own_browser, site)


def drivers_of_ours() -> set[int]:
    """Children of this process that run Playwright's node."""
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if is_driver_of_ours(path)}


def is_driver_of_ours(process: Path) -> bool:
    try:
        parent = int(process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
        return parent == os.getpid() and b"playwright" in process.joinpath("cmdline").read_bytes()
    except OSError:
        return False


async def test_a_crashed_page_is_told_and_the_address_can_be_opened_again(
    own_browser: PortalBrowser, site: Site
) -> None:
    async with own_browser.visit(None) as visit:
        await visit.open(site.put("<a href=#>Mis Trámites</a>"))
        await crash(visit._stage.pages()[0])
        sight = await visit.await_screen(["other"], timedelta(seconds=20))
        assert sight.down == "La página se cayó dentro del navegador."
        with pytest.raises(Fault):
            await visit.press(target("link: Mis Trámites"))
        await visit.open(site.put("<a href=#>Mis Trámites</a>"))
        assert (await visit.await_screen(["home"], timedelta(seconds=5))).screen == "home"


async def crash(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    async with page.expect_event("crash"):
        asking = asyncio.ensure_future(devtools.send("Page.crash"))  # nobody is left to answer
    asking.cancel()
    with suppress(Error, asyncio.CancelledError):
        await asking


async def test_a_page_that_never_stops_computing_is_trouble_and_others_go_on(
    own_browser: PortalBrowser, site: Site
) -> None:
    async with own_browser.visit(None) as visit, own_browser.visit(None) as other:
        await visit.open(site.put("<script>setTimeout(()=>{for(;;);},50)</script>"))
        await moment(0.2)
        assert (await visit.await_screen(["home"], timedelta(seconds=2))).down == "La página dejó de responder."
        await other.open(site.put("<a href=#>Mis Trámites</a>"))
        assert (await other.await_screen(["home"], timedelta(seconds=5))).screen == "home"


async def test_a_portal_that_cannot_be_reached_is_trouble(own_browser: PortalBrowser) -> None:
    async with own_browser.visit(None) as visit:
        with pytest.raises(PortalTrouble, match="ERR_CONNECTION_REFUSED"):
            await visit.open("http://127.0.0.1:1985/")
        assert "ERR_CONNECTION_REFUSED" in (await visit.sight()).down


async def test_a_worn_browser_is_replaced_between_visits(browser_options: BrowserOptions, site: Site) -> None:
    browser = PortalBrowser(replace(browser_options, visits_a_browser=2), {"home": HOME}, [site.origin])
    pids = []
    for _ in range(3):
        assert await sees_home(browser, site)
        pids.append(browser.pid)
    await browser.close()
    assert pids[0] == pids[1] != pids[2]


async def test_a_kept_session_brings_cookies_and_both_storages_back(own_browser: PortalBrowser, site: Site) -> None:
    address = site.put("<script>document.title=[document.cookie,localStorage.a,sessionStorage.b].join()</script>")
    async with own_browser.visit(None) as visit:
        await visit.open(address)
        page = visit._stage.pages()[0]
        await page.evaluate("document.cookie='c=1';localStorage.a='2';sessionStorage.b='3'")
        kept = await visit.kept_session()
    async with own_browser.visit(kept) as visit:
        await visit.open(address)
        page = visit._stage.pages()[0]
        await page.wait_for_function("document.title=='c=1,2,3'", timeout=3000)
    async with own_browser.visit(None) as visit:
        await visit.open(address)
        assert await visit._stage.pages()[0].evaluate("document.cookie+localStorage.a") == "undefined"


async def test_a_kept_session_that_cannot_be_read_is_no_session(own_browser: PortalBrowser, site: Site) -> None:
    async with own_browser.visit(Secret("{no")) as visit:
        await visit.open(site.put("<p>x</p>"))


async def test_nothing_is_left_on_disk(browser_options: BrowserOptions, site: Site, tmp_path) -> None:
    left = tmp_path / f"infonavit-robot-{2**22 + 1}-dead"
    left.mkdir()
    browser = PortalBrowser(replace(browser_options, folder=tmp_path), {"home": HOME}, [site.origin])
    assert await sees_home(browser, site)
    await browser.close()
    assert list(tmp_path.iterdir()) == []


async def test_host_rules_lead_a_name_to_the_test_site(browser_options: BrowserOptions, site: Site) -> None:
    port = site.origin.rsplit(":", 1)[1]
    rules = f"MAP portal.example 127.0.0.1:{port}"
    browser = PortalBrowser(replace(browser_options, host_rules=rules), {"home": HOME}, ["https://portal.example"])
    path = site.put("<a href=#>Mis Trámites</a>").removeprefix(site.origin)
    async with browser.visit(None) as visit:
        await visit.open(f"http://portal.example{path}")
        assert (await visit.await_screen(["home"], timedelta(seconds=5))).screen == "home"
    await browser.close()


@pytest.mark.soak
async def test_a_browser_without_visits_rests_with_its_driver_and_starts_again_when_one_comes(
    browser_options: BrowserOptions, site: Site
) -> None:
    robot = psutil.Process()
    before = {child.pid for child in robot.children(recursive=True)}
    browser = PortalBrowser(replace(browser_options, rests_after=0.2), {"home": HOME}, [site.origin])
    try:
        for _ in range(2):
            assert await sees_home(browser, site)
            for _ in range(100):
                if not {child.pid for child in robot.children(recursive=True)} - before:
                    break
                await moment(0.1)
            assert not {child.pid for child in robot.children(recursive=True)} - before
            assert browser.pid == 0
    finally:
        await browser.close()
