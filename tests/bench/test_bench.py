"""The bench still runs: its script and the robot do the same on the mock portal. No figures are judged here."""

import pytest

from tests.bench.__main__ import main

pytestmark = [pytest.mark.soak, pytest.mark.alone, pytest.mark.browser]


@pytest.mark.parametrize("skin", ["modern", "legacy"])
def test_script_and_robot_both_register_and_verify(capsys: pytest.CaptureFixture[str], skin: str) -> None:
    assert main(["--skin", skin, "--at-once", "1", "--nrps", "1", "--rounds", "1"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in told[2:]] == ["script", "robot", "robot,"]
