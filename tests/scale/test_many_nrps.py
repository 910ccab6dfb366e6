"""Many NRPs in one `run`: the whole robot on the mock portal, its time against the portal's work, and its memory.

INFONAVIT_TEST_NRPS sets how many (default 40); the README's figures are of 1,000.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.crowd import crowd
from fixtures.demo.stage import Stage, open_stage, say
from fixtures.portal.settings import PortalSettings, Skin
from tests.scale.measured import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.soak,
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
MANY = int(os.environ.get("INFONAVIT_TEST_NRPS", "40"))
AT_ONCE = int(os.environ.get("INFONAVIT_TEST_AT_ONCE", "3"))
WAIT = 30  # seconds until a relation is ready
NOW = datetime.fromtimestamp(time.time(), UTC)  # real commands, real time


@pytest.mark.parametrize("skin", [Skin.MODERN, Skin.LEGACY] if MANY <= 100 else [Skin.MODERN])
def test_many_nrps_take_the_portals_work_and_one_wait_and_memory_stays_flat(
    tmp_path: Path, skin: Skin, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = crowd(MANY, NOW)
    with open_stage(tmp_path, cast, PortalSettings(skin=skin, ready_after=timedelta(seconds=WAIT))) as stage:
        prepare(stage)
        run = watched(stage.command("run"), stage.environment())
        states = [one["state"] for one in stage.records("status")]
        assert states == ["in_force"] * MANY, run.told[-3000:]
        for player in cast:
            for kind in ("relation", "password request"):
                sent = [line for line in stage.portal.control.log(kind, player.employer.nrp) if line.accepted]
                assert len(sent) <= 1
        visits = lengths_of_visits(stage.workspace)
    work = sum(visits) / AT_ONCE
    with capsys.disabled():
        say(
            f"\n{skin}: {MANY} NRP, {len(visits)} visitas de {sum(visits) / len(visits):.1f} s, {AT_ONCE} a la vez: "
            f"{run.seconds:.0f} s (trabajo {work:.0f} s + una espera de {WAIT} s = {work + WAIT:.0f} s); "
            f"robot {run.robot[len(run.robot) // 4]:.0f} -> {run.robot[-1]:.0f} MB, todo {max(run.tree):.0f} MB"
        )
    assert run.seconds < 1.25 * work + WAIT + 40
    assert run.growth() < 10


def prepare(stage: Stage) -> None:
    """As operators do: the settings, one pilot for the terms, then all."""
    stage.prepare(crowd(MANY, NOW), (NOW + timedelta(days=400)).date())
    file = stage.workspace / "settings.yaml"
    text = file.read_text(encoding="utf-8").replace("visits_at_once: 2", f"visits_at_once: {AT_ONCE}")
    text = text.replace("[9s, 14s, 20s, 40s]", f"[{WAIT + 2}s, {2 * WAIT}s, 10min, 1h]").replace("30s\n", "90s\n")
    file.write_text(text, encoding="utf-8")
    stage.approve_with_a_pilot(crowd(1, NOW)[0].employer.nrp)


def lengths_of_visits(workspace: Path) -> list[float]:
    """Seconds, from the evidence of each visit."""
    lengths = []
    for file in (workspace / "evidence").glob("*/*/events.jsonl"):
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        begun, ended = (datetime.fromisoformat(lines[at]["at"]) for at in (0, -1))
        lengths.append((ended - begun).total_seconds())
    return lengths
