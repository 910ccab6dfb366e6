"""What is left in the ledger when the robot is killed around the write of an intent."""

import subprocess
import sys
from pathlib import Path

import pytest

from robot.engine.ports import CommitPending
from robot.model.flow import CommitKind
from robot.model.state import CommitState
from robot.outside.ledger.opening import open_ledger
from tests.outside.ledger.samples import LEASE, NOW, claim, nrp, relation

ROOT = Path(__file__).parents[3]


def kill(address: str, moment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.outside.ledger.dying_robot", address, moment],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_an_intent_survives_the_robot_that_wrote_it(address: str) -> None:
    kill(address, "after")
    with open_ledger(address) as ledger:
        (commit,) = ledger.record(nrp(1)).commits
        assert (commit.state, commit.before) == (CommitState.OPEN, (relation(),))
        assert ledger.claim("heir", NOW, LEASE, None) is None
        heir = claim(ledger, "heir", NOW + LEASE)
        with pytest.raises(CommitPending):
            ledger.open_commit(heir, CommitKind.RELATION, (), (), NOW + LEASE)


def test_an_intent_that_was_not_finished_is_not_there_at_all(address: str) -> None:
    kill(address, "inside")
    with open_ledger(address) as ledger:
        assert ledger.record(nrp(1)).commits == ()
        assert ledger.at_work(NOW) == {nrp(1): "doomed"}
        assert ledger.forget_leases_of("doomed") == 1
        heir = claim(ledger, "heir")
        assert ledger.open_commit(heir, CommitKind.RELATION, (), (), NOW).attempt == 1
