"""Flows of a probe cannot send: nothing commits, no secret but the one that lets in, nothing is pressed after that."""

import pytest

from robot.model.flow import AcceptTerms, Click, Fill, TypeSecret, UploadSecret
from robot.model.secret import SecretKind
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.rules.dry import deeds, dry, held_from

BOOK = load_book((shipped_flows(),))
DRY = dry(BOOK)


@pytest.mark.parametrize("name", BOOK.flows)
def test_no_step_commits_and_no_secret_but_the_portals_password_is_handed_over(name: str) -> None:
    flow = DRY.flows[name]
    handed = [act.secret for step in flow.steps for act in step.actions if isinstance(act, TypeSecret | UploadSecret)]
    assert not flow.commits and not flow.signs
    assert set(handed) <= {SecretKind.PORTAL_PASSWORD}


@pytest.mark.parametrize("name", BOOK.flows)
def test_from_the_first_step_that_gives_something_away_nothing_is_pressed_and_nothing_accepted(name: str) -> None:
    whole, flow = BOOK.flows[name], DRY.flows[name]
    first = held_from(whole)
    gives = [index for index, step in enumerate(whole.steps) if step.commits]
    assert first <= min(gives, default=len(whole.steps))
    assert [step.place for step in flow.steps] == [step.place for step in whole.steps]
    for step in flow.steps[first:]:
        assert not step.then
        assert not [act for act in step.actions if isinstance(act, Click | AcceptTerms)]


def test_the_form_is_filled_in_and_left_and_what_is_already_there_does_not_end_the_walk() -> None:
    steps = DRY.flows["register_relation"].steps
    form = next(step for step in steps if "relation_form" in step.on)
    assert [type(act).__name__ for act in form.actions].count("Choose") == 2
    assert any(isinstance(act, Fill) for act in form.actions)
    assert not [step for step in steps if step.end_if]


def test_flows_that_do_the_same_elsewhere_are_known_as_such() -> None:
    assert deeds(DRY.flows["look_relations"]) <= deeds(DRY.flows["export_table"])
    assert deeds(DRY.flows["recover_password"]) <= deeds(DRY.flows["download_responsiva"])
    assert not deeds(DRY.flows["export_table"]) <= deeds(DRY.flows["look_relations"])
