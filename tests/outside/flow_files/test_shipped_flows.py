"""What the shipped flows of flows/infonavit promise, beside the guide."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from robot.model.flow import (
    AcceptTerms,
    Click,
    CommitKind,
    Fill,
    Flow,
    FlowBook,
    Lead,
    Person,
    Step,
    Template,
    UploadSecret,
    Variable,
)
from robot.model.outcome import Ending
from robot.model.secret import SecretKind
from robot.outside.flow_files.load import load_book, shipped_flows


@pytest.fixture(scope="module")
def shipped() -> FlowBook:
    return load_book([shipped_flows()])


def acts(flow: Flow, kind: type) -> Iterator[tuple[Step, object]]:
    return ((step, action) for step in flow.steps for action in step.actions if isinstance(action, kind))


def leads(step: Step) -> dict[str, Ending | None]:
    return {lead.screen: lead.ending for lead in step.then if Path(lead.place.file).name != "portal.yaml"}


def test_there_is_a_flow_for_every_procedure_of_the_guide(shipped: FlowBook) -> None:
    assert set(shipped.flows) >= {
        "log_in", "open_intercommunication", "look_password", "generate_password", "download_responsiva",
        "recover_password", "cancel_password", "look_relations", "view_terms", "export_table", "register_relation",
        "verify", "log_out",
    }  # fmt: skip


def test_what_may_stop_the_payroll_is_only_done_on_command_and_warns(shipped: FlowBook) -> None:
    dangerous = {flow.name for flow in shipped.flows.values() if flow.on_command_only}

    assert dangerous == {"recover_password", "cancel_password"}
    assert all("nómina" in shipped.flows[name].warning for name in dangerous)


def test_only_these_two_flows_ever_press_recover_or_cancel(shipped: FlowBook) -> None:
    pressed = {
        (flow.name, action.target)
        for flow in shipped.flows.values()
        for _, action in acts(flow, Click)
        if isinstance(action, Click) and action.target in ("recover", "cancel")
    }

    assert pressed == {("recover_password", "recover"), ("cancel_password", "cancel")}


@pytest.mark.parametrize(
    ("flow", "kinds"),
    [
        ("log_in", ()),
        ("look_password", ()),
        ("look_relations", ()),
        ("generate_password", (CommitKind.SERVICE_PASSWORD,) * 2),
        ("register_relation", (CommitKind.RELATION,) * 5),
    ],
)
def test_a_flow_commits_what_its_name_says_and_nothing_else(
    shipped: FlowBook, flow: str, kinds: tuple[CommitKind, ...]
) -> None:
    assert shipped.flows[flow].commits == kinds


def test_the_relation_is_committed_at_the_terms_after_signing_and_not_before(shipped: FlowBook) -> None:
    steps = shipped.flows["register_relation"].steps

    committing = ["final_terms", "confirm_request", "relation_requested_notice", "finish", "confirm_request"]
    assert [step.on for step in steps if step.commits] == [(name,) for name in committing]
    assert [step.on for step in steps if any(isinstance(act, UploadSecret) for act in step.actions)] == [("efirma",)]


def test_each_refused_secret_is_the_one_that_was_typed_last(shipped: FlowBook) -> None:
    found = {
        (step.secret, screen)
        for flow in shipped.flows.values()
        for step in flow.steps
        for screen, ending in leads(step).items()
        if ending is Ending.CREDENTIAL
    }

    assert found == {
        (SecretKind.PORTAL_PASSWORD, "login_refused"),
        (SecretKind.EFIRMA_PASSPHRASE, "efirma_refused"),
        (SecretKind.SERVICE_PASSWORD, "wrong_service_password"),
    }


def test_after_the_way_in_every_flow_may_start_on_any_screen_of_the_service(shipped: FlowBook) -> None:
    service = {
        "intercommunication", "password_terms", "password_form", "password_exists",
        "relations_terms", "relations",
    }  # fmt: skip
    for flow in shipped.flows.values():
        if flow.name != "log_in":
            assert service <= set(flow.steps[0].on), flow.name


def test_a_captcha_is_left_to_a_person_and_its_refusal_is_no_refused_password(shipped: FlowBook) -> None:
    step = next(step for step in shipped.flows["log_in"].steps if step.on == ("login_captcha",))

    assert isinstance(step.actions[-1], Person)
    assert leads(step)["captcha"] is Ending.NEEDS_PERSON
    assert "captcha" not in {action.target for action in step.actions if isinstance(action, Fill)}


def test_every_accepted_text_of_terms_has_its_box_on_its_screen(shipped: FlowBook) -> None:
    for flow in shipped.flows.values():
        for step, action in acts(flow, AcceptTerms):
            assert isinstance(action, AcceptTerms)
            assert all(f"{action.name}_accept" in shipped.screens[name].targets for name in step.on)


def test_a_lost_session_ends_every_flow_inside_the_portal_as_try_again_later(shipped: FlowBook) -> None:
    def lost(lead: Lead) -> bool:
        return lead.screen == "login" and lead.ending is Ending.PORTAL_DOWN

    for flow in shipped.flows.values():
        expected = flow.name not in ("log_in", "log_out")
        assert all(any(lost(lead) for lead in step.then) is expected for step in flow.steps), flow.name


def test_the_form_is_filled_with_the_employers_own_values_only(shipped: FlowBook) -> None:
    texts = {action.text for _, action in acts(shipped.flows["log_in"], Fill) if isinstance(action, Fill)}

    assert texts == {Template((Variable.NRP,)), Template((Variable.EMAIL,))}


def test_the_box_that_accepts_terms_is_sought_alike_on_every_screen(shipped: FlowBook) -> None:
    """The lists stand in each screen's own file, where support staff mend it: they must not grow apart."""
    boxes = [
        target
        for screen in shipped.screens.values()
        for name, target in screen.targets.items()
        if name.endswith("_accept")
    ]
    sought = {tuple((one.by, one.value) for one in box.candidates) for box in boxes}
    assert len(boxes) >= 4 and len(sought) == 1
