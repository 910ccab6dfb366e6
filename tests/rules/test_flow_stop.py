"""When a flow is stopped for all, who may still try it, and what lets it go on."""

from dataclasses import replace
from functools import reduce

import pytest

from robot.model.flow import Flow
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.screen import Place
from robot.rules.decide import NeedsPerson, Visit, decide
from robot.rules.flow_stop import Troubles, after_flow, troubles_from_plain, troubles_to_plain, with_trial
from tests.rules.records import EMPLOYER, record, situation

FLOW = Flow("look_password", "Ver la contraseña", "", False, "", (), "first", Place("f.yaml", 1, 1))
MENDED = replace(FLOW, fingerprint="second")
FELL = Outcome(Ending.FLOW_FAULT, where="f.yaml:3:5", detail="no está")


def nrp(number: int) -> Nrp:
    return Nrp(f"B{number:010d}")


def after(*ends: Outcome, known: Troubles | None = None, flow: Flow = FLOW) -> Troubles:
    """Each end is of another NRP."""
    numbered = enumerate(ends, 1)
    return reduce(lambda so_far, end: after_flow(so_far, flow, nrp(end[0]), end[1]), numbered, known or {})


def test_three_nrps_at_one_place_stop_it_and_another_place_or_the_same_nrp_again_does_not() -> None:
    elsewhere = replace(FELL, where="f.yaml:9:5")
    assert after(FELL, FELL, FELL)[FLOW.fingerprint].stopped
    assert not after(FELL, FELL, elsewhere, FELL, FELL)[FLOW.fingerprint].stopped
    again = after_flow(after(FELL, FELL), FLOW, nrp(1), FELL)
    assert not again[FLOW.fingerprint].stopped


@pytest.mark.parametrize("ending", [Ending.DONE, Ending.NOTHING_TO_DO, Ending.WAITING])
def test_one_nrp_that_gets_through_clears_it(ending: Ending) -> None:
    assert after(FELL, FELL, FELL, Outcome(ending)) == {}


@pytest.mark.parametrize("ending", [Ending.PORTAL_DOWN, Ending.REFUSED, Ending.CREDENTIAL, Ending.NEEDS_PERSON])
def test_what_is_one_nrps_own_or_the_portals_says_nothing_of_the_flow(ending: Ending) -> None:
    assert after(FELL, FELL, Outcome(ending)) == after(FELL, FELL)


def test_a_stopped_flow_lets_nobody_in_until_its_file_is_another_one() -> None:
    stopped = after(FELL, FELL, FELL)

    def decided(fingerprint: str, troubles: Troubles = stopped) -> object:
        return decide(record(), situation(flows={"look_password": fingerprint}, troubles=troubles))

    waits = decided("first")
    assert isinstance(waits, NeedsPerson) and waits.block.reason is Reason.FLOW_STOPPED
    assert decided("second") == Visit("look_password")
    assert decided("first", with_trial(stopped, EMPLOYER.nrp)) == Visit("look_password")


def test_a_try_that_fails_is_one_try_and_what_a_mended_flow_does_is_counted_anew() -> None:
    tried = after_flow(with_trial(after(FELL, FELL, FELL), nrp(9)), FLOW, nrp(9), FELL)
    assert tried[FLOW.fingerprint].trials == () and nrp(9) in tried[FLOW.fingerprint].nrps
    both = after(FELL, FELL, known=tried, flow=MENDED)
    assert (both["first"].stopped, both["second"].stopped) == (True, False)


def test_it_is_kept_as_plain_json() -> None:
    known = with_trial(after(FELL, FELL, FELL), nrp(9))
    assert troubles_from_plain(troubles_to_plain(known)) == known
    assert troubles_from_plain(None) == {}
