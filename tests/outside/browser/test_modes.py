"""The same driver on the full browser, without a window and with one; the whole room in the soak."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from robot.model.flow import Dialog
from robot.model.secret import Secret
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions
from tests.outside.browser.conftest import SLOW
from tests.outside.browser.display import display, full_browser
from tests.outside.browser.parts import Hands, Site, pages, screen, table, target
from tests.outside.browser.test_download import PDF, PRESS, WAYS, put_files
from tests.outside.browser.test_tables import HEAD, ROWS

pytestmark = pytest.mark.browser
ROOM = str(Path(__file__).parent)


@pytest.fixture(params=["full", "headed"])
async def other_hands(request: pytest.FixtureRequest, site: Site) -> AsyncIterator[Hands]:
    async with AsyncExitStack() as stack:
        options = BrowserOptions(limits=SLOW, executable=full_browser())
        if request.param == "headed":
            stack.enter_context(display())
            options = replace(options, headed=True)
        browser = PortalBrowser(options, {}, [site.origin])
        stack.push_async_callback(browser.close)
        yield Hands(await stack.enter_async_context(browser.visit(None)), site)


async def test_the_full_browser_does_the_same(other_hands: Hands) -> None:
    hands, visit = other_hands, other_hands.visit
    hands.knows(screen("form", "label: RFC del Desarrollador"), screen("done", "said: Se registró"))
    await hands.show(
        pages("layouts")["neighbour cell"]
        + "<button onclick=\"if(confirm('¿Seguro?'))document.body.append('Se registró')\">Aceptar</button>"
    )
    assert (await hands.awaits("form")).screen == "form"
    await visit.type_secret(target("label: RFC del Desarrollador"), Secret("secreto"))
    await visit.press(target("button: Aceptar"), dialog=Dialog.ACCEPT)
    assert (await hands.awaits("done")).screen == "done"
    assert (await visit.picture()).startswith(b"\xff\xd8")
    await hands.show(pages("lists")["mat-select"])
    await visit.choose(target("label: Fin de vigencia"), "1 Año")
    assert await hands.told() == "1 Año"
    await hands.show(pages("tables")["blocks without roles"])
    assert (await visit.read_table(table(*((header,) for header in HEAD)))).rows == ROWS
    put_files(hands)
    for way in ("inline in a new tab", "inline", "attachment"):
        await hands.show(WAYS[way])
        assert await visit.download(PRESS) == PDF


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["full", "headed"])
def test_the_whole_room_on_the_full_browser(mode: str) -> None:
    command = [sys.executable, "-m", "pytest", ROOM, "-q", "-m", "browser and not soak", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, env={**os.environ, "TEST_BROWSER": mode}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
