"""What attend asks at the terminal before any window opens, and what becomes of the answers."""

import pytest

from robot.assembly import Workspace
from robot.cli import questions
from robot.console.paper import Paper
from robot.model.errors import AtWork
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.secret import Secret, SecretKind
from robot.model.terms import TermsRow
from robot.rules.advice import block_for
from tests.cli.conftest import NOW, NRP


@pytest.fixture(autouse=True)
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "interactive", True)
    monkeypatch.setattr(questions, "typed_twice", lambda: Secret("Servicio-1"))


def answer(monkeypatch: pytest.MonkeyPatch, choice: str, *, yes: bool = False) -> None:
    monkeypatch.setattr(questions.Prompt, "ask", lambda *_, **__: choice)
    monkeypatch.setattr(questions.YesOrNo, "ask", lambda *_, **__: yes)


def block(workspace: Workspace, reason: Reason, fingerprint: str = "") -> None:
    workspace.ledger.set_block(NRP, block_for(reason, nrp=NRP, since=NOW, fingerprint=fingerprint))


def test_a_service_password_typed_on_the_spot_is_kept_and_the_nrp_is_due(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    block(workspace, Reason.PASSWORD_UNKNOWN)
    answer(monkeypatch, "1")
    questions.ask(workspace, Paper(), None, set())
    assert workspace.vault.get(NRP, SecretKind.SERVICE_PASSWORD) == Secret("Servicio-1")
    assert workspace.ledger.record(NRP).due_at is not None


def test_a_password_of_an_nrp_that_another_robot_is_at_work_on_keeps_nobody_from_the_next_question(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def busy(*_: object) -> None:
        raise AtWork("quedó guardada, pero el correo se sigue esperando")

    monkeypatch.setattr(questions, "keep_typed", busy)
    block(workspace, Reason.PASSWORD_UNKNOWN)
    answer(monkeypatch, "1")
    questions.ask(workspace, Paper(), None, set())
    assert "se sigue esperando" in capsys.readouterr().err


def test_one_left_for_later_stays_and_is_not_asked_twice(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    block(workspace, Reason.PASSWORD_UNKNOWN)
    answer(monkeypatch, "3")
    asked: set[object] = set()
    questions.ask(workspace, Paper(), None, asked)  # type: ignore[arg-type]
    assert asked == {NRP} and workspace.ledger.record(NRP).due_at is None


@pytest.mark.parametrize("yes", [True, False])
def test_a_service_password_is_recovered_only_when_that_is_authorised(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, yes: bool
) -> None:
    asked: list[object] = []

    def run(_workspace: Workspace, _paper: Paper, nrp: Nrp, flow: str, _person: object) -> Outcome:
        asked.append((nrp, flow))
        return Outcome(Ending.WAITING)

    monkeypatch.setattr(questions, "run_flow_in", run)
    block(workspace, Reason.PASSWORD_UNKNOWN)
    answer(monkeypatch, "2", yes=yes)
    questions.ask(workspace, Paper(), None, set())
    assert asked == ([(NRP, "recover_password")] if yes else [])


def test_one_that_somebody_stopped_keeps_nobody_at_the_terminal(workspace: Workspace) -> None:
    block(workspace, Reason.PASSWORD_UNKNOWN)
    assert [one.employer.nrp for one in questions.unasked(workspace, None, ())] == [NRP]
    workspace.ledger.set_stopped(NRP, True, NOW)
    assert questions.unasked(workspace, None, ()) == []


def test_terms_are_shown_with_what_changed_and_one_yes_releases(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.ledger.remember_terms(TermsRow("old", "general", "Acepto. Dura un año. Fin.", NOW))
    workspace.ledger.approve_terms("old", "Ana", NOW)
    workspace.ledger.remember_terms(TermsRow("new", "general", "Acepto. Dura dos años. Fin.", NOW))
    block(workspace, Reason.TERMS, "new")
    answer(monkeypatch, "3", yes=True)
    questions.ask(workspace, Paper(), None, set())
    told = capsys.readouterr().out
    assert "- Dura un año." in told and "+ Dura dos años." in told
    assert workspace.ledger.record(NRP).due_at is not None


def test_without_a_terminal_nothing_is_asked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "interactive", False)
    block(workspace, Reason.PASSWORD_UNKNOWN)
    questions.ask(workspace, Paper(), None, set())
    assert workspace.ledger.record(NRP).due_at is None
