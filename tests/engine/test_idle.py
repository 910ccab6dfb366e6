"""What 10,000 NRPs that wait for a person cost while nothing happens: the real command, for half a minute."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy import update

from robot.assembly import create_workspace
from robot.model.outcome import Reason
from robot.outside.ledger.codecs import block_to_json
from robot.outside.ledger.tables import EMPLOYER
from robot.rules.advice import block_for
from tests.outside.ledger.samples import NOW
from tests.outside.ledger.test_scale import crowd

CHECKOUT = Path(__file__).parents[2]


def busy(robot: psutil.Process, seconds: float) -> float:
    """CPU seconds used in so many seconds."""
    before = robot.cpu_times()
    time.sleep(seconds)  # noqa: TID251  the real time of another process
    after = robot.cpu_times()
    return after.user + after.system - before.user - before.system


@pytest.mark.soak
@pytest.mark.alone
def test_10_000_parked_nrps_idle_below_one_per_cent_of_a_cpu(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "despacho")
    crowd(workspace.ledger, 10_000, lambda _: None)
    block = block_to_json(block_for(Reason.CAPTCHA, nrp="NRP", since=NOW))
    with workspace.ledger._database.write() as connection:
        connection.execute(update(EMPLOYER).values(phase="needs_person", phase_text="", block=block))
    workspace.close()
    command = [sys.executable, "-m", "robot", "run", "--watch", "-w", str(tmp_path / "despacho")]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL) as started:
        robot = psutil.Process(started.pid)
        try:
            while busy(robot, 3) > 0.3:
                assert started.poll() is None
            used, memory = busy(robot, 20) / 20, robot.memory_info().rss / 1e6
        finally:
            started.kill()
    told = f"10,000 parked: {used:.2%} of one CPU, {memory:.0f} MB"  # measured: 0.25 %, RSS 89 MB (PSS 66)
    assert used < 0.01, told
    assert memory < 95, told  # RSS, before its first visit: with that come 9 MB of Playwright
