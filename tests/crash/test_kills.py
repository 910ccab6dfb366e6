"""A robot killed, cut off, frozen or doubled at every point where it matters; the portal's own count is the judge.

`make test` does it to each flow that commits on SQLite: a kill after each write and around each commit, a cut and a
freeze around each commit; and to some on PostgreSQL, where the kill comes inside the transaction, which leaves the
state before it. The long tests do everything at every point on both. Each leaves a table of its cases in build/crash.
"""

import os

import pytest

from tests.crash.cast import STORIES
from tests.crash.conftest import Orders
from tests.crash.judge import complaints

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a life here is a fork; Windows has none")
DATABASES = ("sqlite", "postgresql")
ALONE = [name for name in STORIES if name != "two_robots"]
EVERYWHERE = [(database, story) for database in DATABASES for story in ALONE]
EVERY_STORY = [("sqlite", story) for story in ALONE]
KILLED = [*EVERY_STORY, ("postgresql", "renew")]
CUT = [*EVERY_STORY, ("postgresql", "recover_confirmed")]
FROZEN = [*EVERY_STORY, ("postgresql", "cancel")]


def on(cases: list[tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("orders", "story"), cases, indirect=["orders"])


def judged(orders: Orders, report: list[str], story: str, aims: list[str], do: str, **more: str) -> None:
    wrong = []
    for aim in aims:
        answer = orders(do, story, aim=aim, **more)
        found = complaints(story, answer)
        told = "; ".join(found) or "ok"
        ends = ", ".join(f"{one['phase']} {one['arrived']}" for one in answer.get("facts", ()))
        report.append(f"| {story} | {more.get('act', do)} | {aim} | {ends} | {told} |")
        wrong += [f"{aim}: {one}" for one in found]
    assert aims, "nothing was aimed at"
    assert not wrong, "\n".join(wrong)


def recorded(orders: Orders, story: str) -> list[str]:
    """Every point of a life that nothing happens to, which must end well."""
    answer = orders("record", story)
    assert complaints(story, answer) == []
    return answer["met"]


def clicks(points: list[str]) -> list[str]:
    return [point for point in points if " write " not in point]


def stand_still(points: list[str]) -> list[str]:
    """Not inside a transaction, where the database itself holds up the other robot, and not between the last look at
    the lease and the click itself: nothing can be done there any more."""
    return [point for point in points if not point.startswith(("inside", "press "))]


def is_sqlite(request: pytest.FixtureRequest) -> bool:
    return "sqlite" in request.node.name


@on(KILLED)
def test_a_kill_at_any_write_or_commit_loses_nothing_and_repeats_nothing(
    orders: Orders, report: list[str], request: pytest.FixtureRequest, story: str
) -> None:
    moment = "after write" if is_sqlite(request) else "inside write"
    points = recorded(orders, story)
    aims = [point for point in points if point.startswith(moment)] + clicks(points)
    judged(orders, report, story, aims, "cut", act="kill")


@on(CUT)
def test_a_connection_that_drops_around_a_commit_is_not_answered_by_a_second_one(
    orders: Orders, report: list[str], request: pytest.FixtureRequest, story: str
) -> None:
    act = "drop" if is_sqlite(request) else "lose"
    judged(orders, report, story, clicks(recorded(orders, story)), "cut", act=act)


@on(FROZEN)
def test_a_robot_that_was_frozen_past_its_lease_does_nothing_more(
    orders: Orders, report: list[str], story: str
) -> None:
    judged(orders, report, story, stand_still(clicks(recorded(orders, story))), "freeze")


@pytest.mark.parametrize("orders", DATABASES, indirect=True)
def test_two_robots_on_one_ledger_send_everything_once(orders: Orders) -> None:
    assert complaints("two_robots", orders("together", "two_robots")) == []


@pytest.mark.soak
@pytest.mark.parametrize("act", ["kill", "drop", "lose"])
@on(EVERYWHERE)
def test_every_cut_at_every_point_of_every_story(orders: Orders, report: list[str], story: str, act: str) -> None:
    points = recorded(orders, story)
    judged(orders, report, story, points if act == "kill" else clicks(points), "cut", act=act)


@pytest.mark.soak
@on(EVERYWHERE)
def test_a_robot_frozen_at_any_point_of_any_story_does_nothing_more(
    orders: Orders, report: list[str], story: str
) -> None:
    judged(orders, report, story, stand_still(recorded(orders, story)), "freeze")
