"""A captcha at the login: a person types it in the headed window, then the robot goes on by itself to the end."""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.cast import players
from fixtures.demo.stage import MAILBOX_PASSWORD, open_stage
from fixtures.portal.settings import PortalSettings
from robot.assembly import Workspace, open_workspace
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.engine.ports import TermsRow
from robot.engine.worker import Plan, Worker
from robot.model.state import Record
from robot.outside.browser.browser import PortalBrowser
from tests.outside.browser.display import display

pytestmark = pytest.mark.browser
NOW = datetime.fromtimestamp(time.time(), UTC)


class TypingPerson:
    """Does in the window what a person would: reads the captcha, types it, presses the button; accepts the terms."""

    present = True

    def __init__(self, browser: PortalBrowser) -> None:
        self._browser = browser
        self.parts = 0
        self._at_work: set[asyncio.Task[None]] = set()

    async def part(self, record: Record, reason: str) -> bool:
        self.parts += 1
        task = asyncio.create_task(self._type())
        self._at_work.add(task)
        return True

    async def _type(self) -> None:
        page = self._browser._browser.contexts[-1].pages[-1]
        captcha = await page.locator("svg text").first.text_content()
        await page.get_by_label("Código CAPTCHA").fill(captcha or "")
        await page.get_by_role("button", name="Entrar").click()

    async def approve(self, row: TermsRow) -> bool:
        return True


async def attended(workspace: Workspace) -> int:
    async with workspace.browser(headed=True) as browser:
        person = TypingPerson(browser)
        house = workspace.house(browser, person, Progress(Paper(), workspace.clock.now))
        await Worker(house, workspace.reconciler(house), Plan("attended", 1, timedelta(seconds=30))).run()
    return person.parts


async def test_one_captcha_serves_until_the_relation_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = (players(NOW)[0],)
    settings = PortalSettings(captcha=True, ready_after=timedelta(seconds=5))
    with display(), open_stage(tmp_path, cast, settings) as stage:
        monkeypatch.setenv("INFONAVIT_ROBOT_MAILBOX_FIRMA", MAILBOX_PASSWORD)
        stage.prepare(cast, (NOW + timedelta(days=300)).date())
        workspace = open_workspace(stage.workspace, os.environ)
        try:
            parts = await attended(workspace)
        finally:
            workspace.close()
        assert stage.records("status")[0]["state"] == "in_force"
        assert parts <= 2  # the context stayed open for the mail, and the session was kept for the ten minutes
        assert len(stage.portal.control.log("relation")) == 1
