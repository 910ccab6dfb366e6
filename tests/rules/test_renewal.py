"""When a relation is renewed, and what the portal teaches about it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from robot.model.employer import Developer
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Ending, Outcome
from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.model.relation import RelationState
from robot.model.state import CommitState
from robot.rules.decide import Settled, Visit, decide, needs_pilot
from robot.rules.renewal import (
    DAY_AFTER,
    accepted_overlap,
    is_enough,
    overlap_from_plain,
    overlap_to_plain,
    overlap_told,
    refused_overlap,
    renewal_day,
)
from tests.rules.records import EMPLOYER, TODAY, commit, record, relation, seen, situation

NRP = EMPLOYER.nrp
OTHER = Nrp("B1234567890")
END = date(2027, 11, 20)
AT_ONCE = Policy(renewal_spread=timedelta(0))
DOUBLE = Outcome(Ending.REFUSED, "duplicate", "La relación ya existe")


def lead(overlap: Overlap, **changes: object) -> int:
    """Days before the end at which it is renewed, without the spread."""
    day = renewal_day(relation(END, **changes), NRP, AT_ONCE, overlap)
    assert day is not None
    return (END - day).days


def ends_in(days: int, **changes: object):  # noqa: ANN201
    return record(seen=seen(True, (relation(TODAY + timedelta(days=days)),)), **changes)


def test_five_hundred_made_on_one_day_are_renewed_over_sixteen_days_each_on_its_own() -> None:
    nrps = [Nrp(f"Y{number:010}") for number in range(500)]
    days = [renewal_day(relation(END), nrp, Policy(), Overlap()) for nrp in nrps]
    assert days == [renewal_day(relation(END), nrp, Policy(), Overlap()) for nrp in nrps]
    counts = Counter((END - day).days for day in days if day)
    assert set(counts) == set(range(15, 31))
    assert max(counts.values()) < 60


def test_the_spread_leaves_days_for_a_portal_that_is_down() -> None:
    wide = Policy(renewal=timedelta(days=10), renewal_spread=timedelta(days=300))
    left = {(END - (renewal_day(relation(END), Nrp(f"Y{n:010}"), wide, Overlap()) or END)).days for n in range(200)}
    assert left == {5, 6, 7, 8, 9, 10}


@pytest.mark.parametrize(("lasts", "days"), [(365, 30), (181, 30), (28, 14), (7, 3), (1, 0)])
def test_a_short_relation_is_renewed_in_its_second_half(lasts: int, days: int) -> None:
    assert lead(Overlap(), start=END - timedelta(days=lasts)) == days


def test_a_refusal_halves_the_days_down_to_the_day_after_the_end() -> None:
    tried, overlap = [], Overlap()
    while (days := lead(overlap)) != DAY_AFTER:
        tried.append(days)
        overlap = overlap.after_refusal(days)
    assert tried == [30, 15, 7, 3, 1]


@pytest.mark.parametrize("allowed", [30, 25, 10, 2, 1, 0])
def test_what_the_portal_allows_is_found_to_the_day(allowed: int) -> None:
    overlap, refused = Overlap(), 0
    for _ in range(12):
        days = lead(overlap)
        good = days <= allowed
        refused += not good
        overlap = overlap.after_acceptance(days) if good else overlap.after_refusal(days)
    assert lead(overlap) == allowed or (allowed == 0 and lead(overlap) == DAY_AFTER)
    assert refused <= 6


def test_the_latest_word_of_the_portal_counts() -> None:
    assert Overlap(refused=15, accepted=7).after_acceptance(20) == Overlap(accepted=20)
    assert Overlap(refused=15, accepted=7).after_refusal(5) == Overlap(refused=5)


def test_one_nrp_a_day_tries_what_is_not_known_and_the_others_wait_for_its_answer() -> None:
    first, other = ends_in(10), ends_in(10, employer=replace(EMPLOYER, nrp=OTHER))
    assert needs_pilot(first, situation())
    tried = Overlap().tried_by(NRP, TODAY)
    assert tried.tried_by(OTHER, TODAY) == tried
    assert decide(first, situation(overlap=tried)) == Visit("register_relation")
    waits = decide(other, situation(overlap=tried))
    assert isinstance(waits, Settled) and "otro NRP" in waits.why
    tomorrow = TODAY + timedelta(days=1)
    assert tried.tried_by(OTHER, tomorrow).pilot == OTHER  # the first brought no answer


def test_what_was_accepted_once_is_for_all() -> None:
    known = Overlap(accepted=12).tried_by(OTHER, TODAY)
    assert not needs_pilot(ends_in(10), situation(overlap=known))
    assert decide(ends_in(10), situation(overlap=known)) == Visit("register_relation")


@pytest.mark.parametrize("overlap", [Overlap(refused=1), Overlap(refused=0)])
def test_where_no_overlap_is_allowed_it_is_filed_the_day_after_the_end_and_not_before(overlap: Overlap) -> None:
    now = situation(overlap=overlap)
    assert isinstance(decide(ends_in(0), now), Settled)
    assert decide(ends_in(-1), now) == Visit("register_relation")


def test_a_refusal_of_a_double_is_a_lesson_only_when_one_was_seen_in_force() -> None:
    assert refused_overlap(DOUBLE, ends_in(10), TODAY) == 10
    assert refused_overlap(DOUBLE, ends_in(-1), TODAY) is None
    assert refused_overlap(DOUBLE, record(seen=seen(True, ())), TODAY) is None
    assert refused_overlap(replace(DOUBLE, screen="developer_refused"), ends_in(10), TODAY) is None


def test_a_confirmed_renewal_teaches_how_early_it_was_filed() -> None:
    sent = commit(state=CommitState.CONFIRMED, before=(relation(TODAY + timedelta(days=9)),))
    assert accepted_overlap(sent, record()) == 9
    assert accepted_overlap(replace(sent, before=()), record()) is None


def test_another_developer_or_service_is_no_renewal_and_waits_for_nothing() -> None:
    developer = Developer("Avisos", Rfc("EKU9003173C9"), "OTRA SA DE CV", "1 Año")
    other = ends_in(200, employer=replace(EMPLOYER, developer=developer))
    assert decide(other, situation(overlap=Overlap(refused=1))) == Visit("register_relation")


def test_a_row_that_starts_in_the_future_is_enough() -> None:
    following = relation(TODAY + timedelta(days=375), start=TODAY + timedelta(days=11))
    both = record(seen=seen(True, (relation(TODAY + timedelta(days=10)), following)))
    assert isinstance(decide(both, situation()), Settled)


def test_a_renewal_in_process_is_not_filed_again() -> None:
    row = relation(TODAY + timedelta(days=20), state=RelationState.PROCESSING)
    assert is_enough(row, NRP, TODAY, Policy(), Overlap())


def test_what_was_learned_survives_as_plain_values_and_is_told_in_spanish() -> None:
    for overlap in (Overlap(), Overlap(30, 7), Overlap(1).tried_by(NRP, TODAY)):
        assert overlap_from_plain(overlap_to_plain(overlap)) == overlap
    assert overlap_from_plain(None) == Overlap()
    assert overlap_told(Overlap()) == ""
    assert overlap_told(Overlap(refused=30)).endswith("Se renueva desde 15 días antes del fin.")
    assert "el día siguiente al fin" in overlap_told(Overlap(refused=1))
