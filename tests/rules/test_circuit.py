"""When the portal is left alone, and who asks it next."""

from datetime import timedelta

import pytest

from robot.model.outcome import Ending, Outcome
from robot.model.policy import Policy
from robot.rules.circuit import Circuit, Hold, after_visit
from tests.rules.records import NOW

DOWN = Outcome(Ending.PORTAL_DOWN, detail="HTTP 503")
MINUTE = timedelta(minutes=1)


def after(circuit: Circuit, *outcomes: Outcome, at: timedelta = timedelta(0)) -> Circuit:
    for outcome in outcomes:
        circuit = after_visit(circuit, outcome, NOW + at, Policy())
    return circuit


def test_four_visits_in_a_row_that_found_it_down_open_it_and_one_that_did_not_starts_the_count_again() -> None:
    assert after(Circuit(), DOWN, DOWN, DOWN).visits(NOW, 3) == 3
    assert after(Circuit(), DOWN, DOWN, DOWN, Outcome(Ending.REFUSED), DOWN).visits(NOW, 3) == 3
    opened = after(Circuit(), DOWN, DOWN, DOWN, DOWN)
    assert (opened.visits(NOW, 3), opened.opens_at(NOW), opened.why) == (0, NOW + MINUTE, "HTTP 503")


def test_when_its_pause_is_over_one_visit_goes_out_and_decides() -> None:
    opened = after(Circuit(), DOWN, DOWN, DOWN, DOWN)
    assert opened.visits(NOW + MINUTE, 3) == 1
    again = after(opened, DOWN, at=MINUTE)
    assert again.opens_at(NOW) == NOW + 6 * MINUTE
    assert after(again, Outcome(Ending.NOTHING_TO_DO), at=6 * MINUTE) == Circuit()


def test_a_person_who_insists_sends_the_probe_out_at_once_and_does_not_close_it() -> None:
    insisted = after(Circuit(), DOWN, DOWN, DOWN, DOWN).probed(NOW)
    assert (insisted.visits(NOW, 3), after(insisted, DOWN).opens_at(NOW)) == (1, NOW + 5 * MINUTE)
    assert Circuit().probed(NOW) == Circuit()


@pytest.mark.parametrize("outcome", [DOWN, Outcome(Ending.SCREEN_UNKNOWN), Outcome(Ending.PORTAL_DOWN, ours=True)])
def test_what_says_nothing_new_changes_nothing(outcome: Outcome) -> None:
    opened = after(Circuit(), DOWN, DOWN, DOWN, DOWN)
    assert after(opened, outcome) == opened


def test_a_browser_that_dies_or_a_mailbox_that_is_down_is_not_the_portal() -> None:
    assert after(Circuit(), *[Outcome(Ending.PORTAL_DOWN, ours=True)] * 9) == Circuit()


def test_a_person_s_pause_outlasts_a_visit_that_ends_well() -> None:
    hold = Hold(NOW, NOW + MINUTE)
    held = after(Circuit(hold=hold), Outcome(Ending.DONE))
    assert (held.visits(NOW, 2), held.opens_at(NOW), held.visits(NOW + MINUTE, 2)) == (0, NOW + MINUTE, 2)
    assert Circuit(hold=Hold(NOW)).opens_at(NOW) is None
