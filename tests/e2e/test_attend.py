"""A captcha at the login: a person types it in the headed window, then the robot goes on by itself to the end."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.cast import Player, players
from fixtures.demo.crowd import crowd
from fixtures.demo.stage import MAILBOX_PASSWORD, Stage, open_stage, say
from fixtures.portal.settings import PortalSettings
from robot.assembly import Workspace, open_workspace
from robot.console.paper import Paper
from robot.console.progress import Progress
from robot.engine.worker import Plan, Worker
from tests.e2e.operator import Operator
from tests.outside.browser.display import display

pytestmark = pytest.mark.browser
NOW = datetime.fromtimestamp(time.time(), UTC)
MANY = int(os.environ.get("INFONAVIT_TEST_CAPTCHAS", "12"))  # 300: the whole of it
AN_HOUR = 3600 / 300  # seconds an NRP


async def attended(workspace: Workspace, looking: float) -> Operator:
    """As `attend` does, with the operator's hands in place of a terminal."""
    own = workspace.settings.attend
    pace = replace(workspace.settings.pace, visits_at_once=own.visits_at_once, pause=own.pause)
    async with workspace.browser(headed=True) as browser:
        operator = Operator(browser.loaded, looking)
        house = replace(workspace.house(browser, operator, Progress(Paper(), workspace.clock.now)), pace=pace)
        plan = Plan("attended", own.visits_at_once, timedelta(seconds=30), None, own.ahead)
        await Worker(house, workspace.reconciler(house), plan).run()
    return operator


async def attend_all(stage: Stage, cast: tuple[Player, ...], looking: float) -> Operator:
    stage.prepare(cast, (NOW + timedelta(days=300)).date())
    workspace = open_workspace(stage.workspace, {**os.environ, "INFONAVIT_ROBOT_MAILBOX_FIRMA": MAILBOX_PASSWORD})
    try:
        return await attended(workspace, looking)
    finally:
        workspace.close()


async def test_one_captcha_serves_until_the_relation_is_in_force(tmp_path: Path) -> None:
    cast = (players(NOW)[0],)
    settings = PortalSettings(captcha=True, ready_after=timedelta(seconds=5))
    with display(), open_stage(tmp_path, cast, settings) as stage:
        operator = await attend_all(stage, cast, looking=0)
        assert stage.records("status")[0]["state"] == "in_force"
        assert len(operator.nrps) <= 2  # the context stayed open for the mail, the session was kept for the ten minutes
        assert len(stage.portal.control.log("relation")) == 1


@pytest.mark.soak
@pytest.mark.alone
async def test_an_operator_spends_less_than_an_hour_on_300_captchas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person's speed: a second and a half to look, five keys a second; the pause between visits as it is shipped."""
    cast = crowd(MANY, NOW)
    settings = PortalSettings(captcha=True, ready_after=timedelta(seconds=20))
    with display(), open_stage(tmp_path, cast, settings) as stage:
        operator = await attend_all(stage, cast, looking=1.5)
        states = [one["state"] for one in stage.records("status")]
    whole, busy, idle = operator.figures()
    with capsys.disabled():
        say(
            f"\n{MANY} NRP, {len(operator.nrps)} captchas, {operator.wrong} rechazados: {whole:.1f} s cada uno "
            f"({busy:.1f} s ante la ventana, {idle:.1f} s entre dos); 300 NRP: {300 * whole / 60:.0f} min"
        )
    assert states == ["in_force"] * MANY
    assert len(operator.nrps) == MANY  # kept sessions serve the verification
    assert whole < AN_HOUR
