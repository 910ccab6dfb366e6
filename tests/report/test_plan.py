"""The weeks ahead in numbers, and each NRP's day."""

from dataclasses import replace
from datetime import timedelta

from robot.model.identifiers import Nrp
from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.model.state import Event, Phase, Record
from robot.report.plan import Planned, captcha_share, planned, weeks_ahead
from robot.report.status import standing
from robot.rules.foresee import foresee
from tests.rules.records import EMPLOYER, NO_SERVICE_PASSWORD, NOW, TODAY, record, relation, seen, situation

AT_ONCE = Policy(renewal_spread=timedelta(0))


def one(number: int, **changes: object) -> Record:
    employer = replace(EMPLOYER, nrp=Nrp(f"A{number:010}"), efirma_ends=NOW + timedelta(days=8))
    return record(employer=employer, phase=Phase.IN_FORCE, **changes)


def renewed_in(days: int) -> dict[str, object]:
    return {"seen": seen(True, (relation(TODAY + timedelta(days=days + 30)),))}


def plan_of(*records: Record, share: float = 0.0, weeks: int = 2):  # noqa: ANN201
    return weeks_ahead(tuple(coming(each) for each in records), TODAY, weeks, share)


def coming(each: Record) -> Planned:
    return planned(standing(each, TODAY), AT_ONCE, Overlap())


def test_each_renewal_falls_into_its_week_and_what_is_overdue_into_the_first() -> None:
    found = plan_of(one(1, **renewed_in(-2)), one(2, **renewed_in(6)), one(3, **renewed_in(7)))
    assert [(week.renewals, (week.last - week.first).days) for week in found] == [(2, 6), (1, 6)]
    assert (found[0].first, found[1].first) == (TODAY, TODAY + timedelta(days=7))


def test_a_stopped_nrp_is_not_renewed_but_its_end_counts() -> None:
    stopped = replace(one(1, **renewed_in(-29)), stopped=True)
    [week] = plan_of(stopped, weeks=1)
    assert (week.renewals, week.registrations, week.expiries) == (0, 0, 1)


def test_an_efirma_of_several_nrps_ends_once() -> None:
    assert [week.efirmas for week in plan_of(one(1), one(2))] == [0, 1]


def test_first_registrations_and_the_captchas_of_all_visits_are_expected() -> None:
    [week] = plan_of(one(1), one(2, **renewed_in(3)), share=0.5, weeks=1)
    assert (week.registrations, week.renewals, week.visits, week.captchas) == (1, 1, 4, 2)


def test_the_share_of_captchas_is_that_of_the_visits_that_went_by() -> None:
    visits = [Event(EMPLOYER.nrp, NOW, "visit", {"captcha": met}) for met in (True, True, True, False)]
    assert captcha_share(visits) == 0.75
    assert captcha_share([Event(EMPLOYER.nrp, NOW, "visit", {})]) == captcha_share([]) == 0


def test_what_is_foreseen_is_told_in_the_status_with_what_to_do() -> None:
    warned = one(1, fingerprints=NO_SERVICE_PASSWORD, **renewed_in(20))
    told = standing(warned, TODAY, warnings=foresee(warned, situation(policy=AT_ONCE)))
    assert "la e.firma" in told.text.casefold() and "mientras sigue vigente" in told.next_action
