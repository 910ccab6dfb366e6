"""What will stop a renewal is told weeks before, and nothing else is."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from robot.model.employer import Authorisation
from robot.model.outcome import Reason
from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.model.secret import SecretKind
from robot.rules.calendar import MEXICO
from robot.rules.foresee import Foreseen, foresee
from tests.rules.records import ALL_SECRETS, EMPLOYER, NO_SERVICE_PASSWORD, TODAY, record, relation, seen, situation

NOTICE = Policy().notice.days
POLICY = Policy(renewal_spread=timedelta(0))


def told(renewed_in: int, *, now: Any = None, fingerprints: Any = None, **employer: Any) -> tuple[Foreseen, ...]:
    """What is foreseen for an NRP that is renewed in so many days."""
    kept = {"efirma_ends": None, "authorisation": Authorisation("Ana", None)}
    known = record(
        employer=replace(EMPLOYER, **{**kept, **employer}),
        seen=seen(True, (relation(TODAY + timedelta(days=renewed_in + 30)),)),
        fingerprints=dict(ALL_SECRETS) if fingerprints is None else fingerprints,
    )
    return foresee(known, now or situation(policy=POLICY))


def at_the_end_of(day: date) -> datetime:
    return datetime.combine(day, time(20), MEXICO)


def efirma(renewed_in: int, ends_in: int) -> list[Foreseen]:
    return list(told(renewed_in, efirma_ends=at_the_end_of(TODAY + timedelta(days=ends_in))))


def test_nothing_is_told_when_all_will_last() -> None:
    assert told(10) == ()
    assert efirma(renewed_in=10, ends_in=17) == []


@pytest.mark.parametrize(("renewed_in", "ends_in", "is_told"), [
    (10, 5, True), (10, 16, True), (200, NOTICE, True), (200, NOTICE + 1, False), (NOTICE, 48, True),
    (NOTICE + 1, 48, False),
])  # fmt: skip
def test_an_efirma_that_ends_before_the_renewal_is_told_weeks_before_it_ends(
    renewed_in: int, ends_in: int, is_told: bool
) -> None:
    assert bool(efirma(renewed_in, ends_in)) is is_told


def test_it_says_that_sat_renews_an_efirma_online_while_it_is_in_force() -> None:
    [before] = efirma(renewed_in=30, ends_in=5)
    assert "mientras sigue vigente" in before.todo and before.before == TODAY + timedelta(days=5)
    [late] = efirma(renewed_in=100, ends_in=-3)
    assert "terminó" in late.text and "ya en el SAT" in late.todo


@pytest.mark.parametrize(("authorisation", "reasons"), [
    (None, [Reason.AUTHORISATION]),
    (Authorisation("Ana", TODAY + timedelta(days=20)), [Reason.AUTHORISATION]),
    (Authorisation("Ana", TODAY + timedelta(days=60)), []),
    (Authorisation("Ana", None), []),
])  # fmt: skip
def test_an_authorisation_that_will_have_lapsed_is_told(authorisation: Authorisation | None, reasons: list) -> None:
    assert [one.reason for one in told(40, authorisation=authorisation)] == reasons
    assert told(NOTICE + 1, authorisation=authorisation) == ()


def test_a_service_password_that_nobody_wrote_down_is_told() -> None:
    assert [one.reason for one in told(40, fingerprints=NO_SERVICE_PASSWORD)] == [Reason.PASSWORD_UNKNOWN]


def test_a_refused_secret_is_told() -> None:
    refused = situation(policy=POLICY, quarantined={ALL_SECRETS[SecretKind.SERVICE_PASSWORD]: "incorrecta"})
    assert [one.reason for one in told(40, now=refused)] == [Reason.CREDENTIAL]


def test_what_is_due_now_is_a_matter_of_decide() -> None:
    assert told(0, authorisation=None) == ()


def test_where_the_portal_allows_no_overlap_the_day_that_counts_is_the_one_after_the_end() -> None:
    late = situation(policy=POLICY, overlap=Overlap(refused=1))
    [one] = told(5, now=late, authorisation=Authorisation("Ana", TODAY + timedelta(days=25)))
    assert one.before == TODAY + timedelta(days=36)
