"""Which steps meet which screens."""

from datetime import timedelta

from robot.model.flow import Lead, Step
from robot.model.outcome import Ending
from robot.model.screen import Place
from robot.rules.flow_paths import goal, paths, taker

HERE = Place("f.yaml", 1, 1)


def step(on: str, then: str, **ends: Ending) -> Step:
    leads = [Lead(name, None, HERE) for name in then.split()]
    leads += [Lead(name, ending, HERE) for name, ending in ends.items()]
    return Step(tuple(on.split()), (), tuple(leads), timedelta(seconds=1), HERE)


def test_a_screen_is_taken_by_the_first_step_that_names_it_or_names_none() -> None:
    steps = (step("a", "b"), step("b", "c"), step("", "d"), step("c", "d"))

    assert [taker(steps, 0, name) for name in ("a", "b", "c")] == [0, 1, 2]
    assert taker(steps, 3, "x") is None


def test_a_step_is_skipped_by_the_screens_it_does_not_name() -> None:
    ways = paths((step("a", "terms table"), step("terms", "table"), step("table", "form")))

    assert ways.met == (frozenset({"a"}), frozenset({"terms"}), frozenset({"table"}))


def test_a_step_that_nothing_leads_to_meets_nothing_and_leads_nowhere() -> None:
    ways = paths((step("a", "c"), step("b", "d"), step("c", "e"), step("d", "e")))

    assert ways.met[1] == ways.met[3] == frozenset()


def test_a_lead_that_no_later_step_takes_is_loose_and_an_ending_is_not() -> None:
    ways = paths((step("a", "b x", y=Ending.REFUSED), step("b", "c")))

    assert [(index, lead.screen) for index, lead in ways.loose] == [(0, "x"), (1, "c")]


def test_the_goal_is_where_the_last_step_leads_without_an_ending() -> None:
    assert goal((step("a", "b"), step("b", "c d", e=Ending.WAITING))) == {"c", "d"}
