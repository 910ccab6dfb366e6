"""The real commands, killed with the real browser open on the mock portal; the portal's log is the judge."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.cast import players
from fixtures.demo.stage import Stage, open_stage
from fixtures.portal.settings import PortalSettings, Skin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL"),
]
ROOT = Path(__file__).parents[2]
NOW = datetime.fromtimestamp(time.time(), UTC)
WRITES = (
    "inside write open_commit",
    "after write open_commit",
    "after write add_event",
    "inside write sent",
    "after write sent",
)
CLICKS = ("about to press", "after")
TARGET = {"password": "validate", "relation": "continue"}


@dataclass(frozen=True)
class Play:
    """One employer on the stage. `lease`: seconds."""

    stage: Stage
    points: Path
    lease: float = 180

    def run(self, act: str = "list", aim: str = "") -> int:
        """One `run` that something happens to; gives how the process ended."""
        with self.started(act, aim) as process:
            _, errors = process.communicate()
        met = self.points.read_text(encoding="utf-8")
        assert not aim or aim.split(" #")[0] in met, f"not met: {aim}\n{met}\n{errors}"
        return process.returncode

    def started(self, act: str, aim: str) -> subprocess.Popen[str]:
        words = self.stage.command("run")
        command = [*words[:2], "tests.crash.doomed_cli", act, aim, *words[3:]]
        told = {"INFONAVIT_TEST_POINTS": str(self.points), "INFONAVIT_TEST_LEASE": str(self.lease)}
        self.points.write_text("", encoding="utf-8")
        return subprocess.Popen(
            command, cwd=ROOT, env={**self.stage.environment(), **told}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def on_another_machine(self) -> "Play":
        """A workspace of its own on the same ledger, with the same key."""
        folder, first = self.stage.folder / "otra", self.stage.workspace
        folder.mkdir()
        other = replace(self.stage, folder=folder)
        other.robot("init", str(other.workspace))
        shared = (
            f"ledger:\n  url: sqlite:///{first.as_posix()}/ledger.db\nvault:\n  file: {first.as_posix()}/vault.key\n"
        )
        settings = (first / "settings.yaml").read_text(encoding="utf-8") + shared
        (other.workspace / "settings.yaml").write_text(settings, encoding="utf-8")
        return Play(other, folder / "points", self.lease)

    def killed(self, aim: str) -> None:
        assert self.run("kill", aim) == -signal.SIGKILL

    def until_still(self) -> str:
        """As a schedule would: started again until the state no longer changes to something better."""
        for _ in range(4):
            self.run()
            if self.state == "in_force":
                break
        return self.state

    @property
    def state(self) -> str:
        return str(self.stage.records("status")[0]["state"])

    def arrived(self, kind: str) -> int:
        return sum(line.accepted for line in self.stage.portal.control.log(kind))


@contextmanager
def standing_still(one: Play, aim: str) -> Iterator[subprocess.Popen[str]]:
    with one.started("freeze", aim) as process:
        try:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status), process.communicate()
            yield process
        finally:
            process.kill()  # it would be waited for without end


@contextmanager
def play(folder: Path, skin: Skin = Skin.MODERN) -> Iterator[Play]:
    cast = (players(NOW)[0],)
    settings = PortalSettings(skin=skin, ready_after=timedelta(seconds=4))
    with open_stage(folder, cast, settings) as stage:
        stage.prepare(cast, (NOW + timedelta(days=400)).date())
        yield Play(stage, folder / "points")


def test_two_kills_at_the_worst_moments_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with play(tmp_path) as one:
        one.killed("after validate #1")
        assert one.arrived("password") == 1
        one.killed("after continue #1")
        assert one.until_still() == "in_force"
        assert (one.arrived("password"), one.arrived("relation")) == (1, 1)
        assert not list((one.stage.workspace / "temp").iterdir())


def points_around(kind: str) -> list[str]:
    number = 1 if kind == "password" else 2
    writes = [f"{name} #{number if 'add_event' not in name else 1}" for name in WRITES]
    return writes + [f"{moment} {TARGET[kind]} #1" for moment in CLICKS]


@pytest.mark.soak
@pytest.mark.parametrize("skin", [Skin.MODERN, Skin.LEGACY])
@pytest.mark.parametrize("act", ["kill", "browser"])
@pytest.mark.parametrize("kind", ["password", "relation"])
def test_every_point_around_a_commit(tmp_path: Path, kind: str, act: str, skin: Skin) -> None:
    aims = points_around(kind) if act == "kill" else [point for point in points_around(kind) if " write " not in point]
    wrong = []
    for number, aim in enumerate(aims):
        folder = tmp_path / str(number)
        folder.mkdir()
        with play(folder, skin) as one:
            one.run(act, aim)
            ended = one.until_still()
            counts = one.arrived("password"), one.arrived("relation")
        if (ended, counts) != ("in_force", (1, 1)):
            wrong.append(f"{aim}: {ended} {counts}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.parametrize("aim", ["about to press continue #1", "after continue #1"])
def test_a_robot_that_stood_still_past_its_lease_clicks_nothing_when_it_wakes_up(tmp_path: Path, aim: str) -> None:
    with play(tmp_path) as one:
        frozen = replace(one, lease=5)
        other = frozen.on_another_machine()
        with standing_still(frozen, aim) as process:
            assert other.until_still() == "in_force"
            before = len(one.stage.portal.control.log())
            process.send_signal(signal.SIGCONT)
            _, errors = process.communicate()
        assert process.returncode == 0, errors
        assert (one.arrived("password"), one.arrived("relation")) == (1, 1)
        assert len(one.stage.portal.control.log()) == before
        assert "lease lost" in (one.stage.workspace / "log" / "robot.jsonl").read_text(encoding="utf-8")
        assert not list((one.stage.workspace / "temp").iterdir())
