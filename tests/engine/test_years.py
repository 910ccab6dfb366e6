"""Three years of daily runs for many NRPs, with faults: no gap that could be avoided, nothing filed twice."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import robot.engine.stored_efirma as stored_efirma
from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import make_pair
from robot.model.faults import BrowserLost, TargetFault
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp
from robot.model.screen import By, Candidate, Place, Target
from robot.model.state import CommitState, Phase
from tests.engine.conftest import RFC
from tests.engine.years import DAY, Killed, Rules, Years, years

THREE_YEARS = 3 * 365
MISSING = Target("x", "y", (Candidate(By.BUTTON, "Y", Place("f.yaml", 3, 5)),), Place("f.yaml", 3, 5))
HALF_A_YEAR = timedelta(days=181)


@pytest.fixture
def checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The offline check opens the key at each visit, which is most of a simulated visit's time; here it lasts."""
    check, known = stored_efirma.check_efirma, {}

    def kept(*parts: object, **more: object) -> object:
        return known.setdefault(parts[0], None) or known.update({parts[0]: check(*parts, **more)}) or known[parts[0]]

    monkeypatch.setattr(stored_efirma, "check_efirma", kept)


@pytest.fixture(scope="module")
def lasting_pair():
    return make_pair(
        rfc=RFC, name="ESCUELA KEMPER URGATE", representative_rfc=None, not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2031, 1, 1, tzinfo=UTC), key=shared_key(0),
    )  # fmt: skip


@dataclass
class Trouble:
    """Faults by a fixed seed. `excused`: days on which an NRP could not be helped."""

    made: Years
    random: Random = field(default_factory=lambda: Random(2026))
    down_until: date = date.min
    excused: set[tuple[Nrp, date]] = field(default_factory=set)

    def each_morning(self, today: date) -> None:
        if self.random.random() < 0.01:
            self.down_until = today + self.random.randint(0, 2) * DAY
        self.made.browser.down = today <= self.down_until
        if self.made.browser.down:
            self._excuse(self.made.portals, today, 1)
        for nrp, portal in self.made.portals.items():
            portal.mail_takes = timedelta(hours=self.random.choice((0, 0, 5, 26)))
            if not portal.faults and self.random.random() < 0.002:
                point, fault = self.random.choice(FAULTS)
                portal.faults[point] = fault
            if portal.faults:  # aimed, and perhaps met today
                self._excuse((nrp,), today, 3)

    def _excuse(self, nrps, today: date, days: int) -> None:  # noqa: ANN001
        self.excused |= {(nrp, today + number * DAY) for nrp in nrps for number in range(days)}


FAULTS = (
    ("before filing", Killed()), ("after filing", Killed()), ("after filing", BrowserLost("se cerró")),
    ("press validate", TargetFault(MISSING, "no está")), ("press menu", TargetFault(MISSING, "no está")),
    ("read", Killed()),
)  # fmt: skip


# Rules of the portal, and how many refused forms it may cost to learn them.
SAMPLE = (
    pytest.param(Rules(overlap=10, renews="follows"), 8, id="overlap of ten days, the new one starts at the old end"),
    pytest.param(Rules(overlap=-1), 6, id="no overlap ever"),
    pytest.param(Rules(lasts=HALF_A_YEAR, renews="extends"), 0, id="half a year, the old row's end moves"),
)
OTHERS = (
    pytest.param(Rules(overlap=30), 0, id="overlap near the end"),
    pytest.param(Rules(renews="new"), 0, id="the old row is gone"),
)


@pytest.mark.parametrize(("rules", "refusals"), SAMPLE)
async def test_three_years_without_an_avoidable_gap_or_a_double(world_of, rules: Rules, refusals: int) -> None:  # noqa: ANN001
    with world_of(rules, 2) as made:
        await lived_well(made, refusals)


@pytest.mark.soak
@pytest.mark.parametrize(("rules", "refusals"), (*SAMPLE, *OTHERS))
async def test_three_years_for_fifty(world_of, rules: Rules, refusals: int) -> None:  # noqa: ANN001
    with world_of(rules, 50) as made:
        await lived_well(made, refusals)
        if rules.overlap == 30:  # all made on one day
            filed = Counter(at.date() for portal in made.portals.values() for at in portal.submitted[1:])
            assert max(filed.values()) <= 10


async def lived_well(made: Years, refusals: int) -> None:
    trouble = Trouble(made)
    await made.live(THREE_YEARS, trouble.each_morning)
    no_avoidable_gap(made, trouble)
    nothing_twice(made)
    told_apart(made)
    assert sum(len(portal.refusals) for portal in made.portals.values()) <= refusals
    assert made.bugs == 0


@pytest.fixture
def world_of(tmp_path: Path, lasting_pair, checked_once, book):  # noqa: ANN001, ANN201, ARG001
    return lambda rules, count: years(tmp_path, lasting_pair, book, rules, count)


def no_avoidable_gap(made: Years, trouble: Trouble) -> None:
    gaps = [(nrp, day) for nrp, portal in made.portals.items() for day in portal.gaps(made.today)]
    assert [gap for gap in gaps if gap not in trouble.excused] == []


def nothing_twice(made: Years) -> None:
    """Each relation was filed when the one before was near its end, and one password was asked for."""
    for portal in made.portals.values():
        assert len(portal.requested) == 1
        for old, new in zip(portal.filed, portal.filed[1:], strict=False):
            assert (old.end - new.at.date()).days <= 30
        assert len(portal.filed) >= 3


def told_apart(made: Years) -> None:
    """The ledger's proof of each renewal is the new row, and the last one is what counts."""
    for nrp, portal in made.portals.items():
        record = made.ledger.record(nrp)
        sent = [commit for commit in record.commits if commit.kind is CommitKind.RELATION]
        confirmed = [commit for commit in sent if commit.state is CommitState.CONFIRMED]
        assert len(confirmed) == len(portal.submitted)
        assert {commit.state for commit in sent} <= {CommitState.CONFIRMED, CommitState.ABSENT}
        assert record.phase == Phase.IN_FORCE
