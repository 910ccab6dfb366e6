"""`make bench`: register and verify on the mock portal, by the robot and by a hand-written script, side by side.

Rounds are interleaved, so that a busy machine is busy for all; figures are medians of the rounds. The portal runs in
this process and is not counted.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from fixtures.mail_server.server import RunningMailServer
from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import Skin
from tests.bench.contest import Contest, make_jobs
from tests.bench.jobs import Job
from tests.bench.measure import Cost
from tests.bench.table import heading, lines

_SKINS = [Skin.MODERN.value, Skin.LEGACY.value]  # those the script is written for
SIDES: dict[str, Callable[[Contest, tuple[Job, ...], int], Cost]] = {
    "script": lambda contest, jobs, at_once: contest.script(jobs, at_once),
    "robot": lambda contest, jobs, at_once: contest.robot(jobs, at_once, pictures=False),
    "robot, evidence": lambda contest, jobs, at_once: contest.robot(jobs, at_once, pictures=True),
}


def main(words: list[str] | None = None) -> int:
    asked = _arguments(words)
    with tempfile.TemporaryDirectory(prefix="bench-") as made, RunningMailServer([]) as mail, RunningPortal() as portal:
        jobs = make_jobs(Path(made), asked.nrps + 1)
        _say(heading(asked.nrps, asked.rounds))
        for skin in asked.skin:
            contest = Contest(Path(made), portal, jobs, Skin(skin))
            contest.prepare(mail)
            for at_once in asked.at_once:
                costs = _rounds(contest, jobs[1:], at_once, asked.rounds)
                _say(lines(skin, at_once, costs))
    return 0


def _rounds(contest: Contest, jobs: tuple[Job, ...], at_once: int, rounds: int) -> dict[str, list[Cost]]:
    costs: dict[str, list[Cost]] = {side: [] for side in SIDES}
    for number in range(rounds):
        order = list(SIDES) if number % 2 == 0 else list(reversed(SIDES))
        for side in order:
            costs[side].append(SIDES[side](contest, jobs, at_once))
    return costs


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--skin", nargs="+", choices=_SKINS, default=_SKINS)
    parser.add_argument("--at-once", nargs="+", type=int, default=[1, 4, 8], help="visits at once")
    parser.add_argument("--nrps", type=int, default=8, help="the same NRPs however many visits are at once")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(words)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
