"""One theatre a skin for the whole session: one browser, one portal with its look-alike, one mail server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from time import time

import pytest

from fixtures.mail_server.server import Account, RunningMailServer
from fixtures.portal.lookalike import RunningLookalike
from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import MailSettings, PortalSettings, Skin
from robot.model.flow import FlowBook
from robot.model.mailbox import MailboxSettings
from robot.model.secret import Secret
from robot.model.settings import PortalSettings as Address
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions, Limits
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.mailbox.mail import ImapMail
from tests.faults.theatre import ADDRESS, STEP, Theatre

_LIMITS = Limits(find=3, act=4, open=8, look=4, call=10, download=4, table=6, launch=45, close=4, ping=3)
_PASSWORD = "buzon-de-la-prueba"

FOLDER = Path("build")  # where each skin's matrix is left
_BEGAN = time()


class Theatres:
    """Made when first asked for."""

    def __init__(self, folder: Path, edit: Callable[[FlowBook], FlowBook] = lambda book: book) -> None:
        self._folder = folder
        self._edit = edit
        self._stack = AsyncExitStack()
        self._made: dict[Skin, Theatre] = {}

    async def of(self, skin: Skin) -> Theatre:
        if skin not in self._made:
            self._made[skin] = await self._make(skin)
        return self._made[skin]

    async def _make(self, skin: Skin) -> Theatre:
        stack, folder = self._stack, self._folder / skin
        folder.mkdir()
        mailed = MailSettings(sender="Infonavit <no-responder@infonavit.example>")
        portal = stack.enter_context(RunningPortal(PortalSettings(skin=skin, mail=mailed), seed=1))
        lookalike = stack.enter_context(RunningLookalike(portal))
        mail = stack.enter_context(RunningMailServer([Account(ADDRESS, _PASSWORD)], now=portal.core.clock.now))
        settings = MailboxSettings(
            "firma", "127.0.0.1", ADDRESS, Secret(_PASSWORD), port=mail.imap_port, ca_file=mail.ca_file
        )
        mailbox = ImapMail([settings])
        stack.callback(mailbox.close)
        book = self._edit(quick(load_book((shipped_flows(),), portal_overrides=Address(portal.address))))
        browser = PortalBrowser(BrowserOptions(limits=_LIMITS), book.screens, book.portal.origins)
        stack.push_async_callback(browser.close)
        theatre = Theatre(folder, skin, portal, lookalike, mail, mailbox, browser, book)
        stack.callback(theatre.close)
        return theatre

    async def close(self) -> None:
        await self._stack.aclose()


def quick(book: FlowBook) -> FlowBook:
    """The shipped flows, each step with the theatre's limit."""
    flows = {
        name: replace(flow, steps=tuple(replace(step, within=STEP) for step in flow.steps))
        for name, flow in book.flows.items()
    }
    return replace(book, flows=flows)


@pytest.fixture(scope="session")
async def theatres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatres]:
    made = Theatres(tmp_path_factory.mktemp("faults"))
    yield made
    await made.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what this run has left there."""
    for file in sorted(FOLDER.glob("faults-*.txt")):
        if file.stat().st_mtime >= _BEGAN:
            terminalreporter.write_line("\n" + file.read_text(encoding="utf-8"))
