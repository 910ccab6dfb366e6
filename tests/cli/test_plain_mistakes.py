"""Plain mistakes of a person, and what a person says: told in Spanish with the right exit code, never as a bug."""

import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from fixtures.efirma_maker.pair import Pair
from fixtures.mail_server.mails import password_mail
from robot.assembly import Workspace
from robot.cli.checks import Check
from robot.model.flow import CommitKind
from robot.model.outcome import Reason
from robot.model.secret import Secret, SecretKind
from robot.model.state import Phase
from robot.model.terms import TermsRow
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.rules.advice import block_for
from robot.rules.circuit import Circuit
from robot.rules.mail_text import read_mail
from tests.cli.conftest import NOW, NRP, Robot, renew

OTHER = "B1234567890"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pla", "No hay un comando «pla».\n¿Quiso decir 'plan'"),
        ("run --nrpp", "No hay una opción --nrpp.\n¿Quiso decir --nrp?"),
        ("run --nrp", "A la opción --nrp le falta su valor."),
        ("run --watch=3", "La opción --watch no lleva un valor."),
        ("explain", "Falta NRP."),
        ("explain A B", "Sobra: B."),
        ("plan --weeks x", "El valor de --weeks tiene que ser un número entero."),
        ("plan --weeks 500", "El valor de --weeks tiene que ser 156 o menos."),
        ("report --pictures z", "El valor de --pictures no vale; valen: 'link', 'embed'."),
    ],
)
def test_a_wrong_use_is_told_in_spanish_with_what_was_meant(robot: Robot, words: str, said: str) -> None:
    code, _, err = robot(*words.split())
    assert code == 2 and err.startswith(f"Error: {said}")


def test_help_is_in_spanish_around_our_own_words_too(robot: Robot) -> None:
    code, out, _ = robot("plan", "--help")
    assert code == 0 and "Uso:" in out and "Muestra esta ayuda." in out
    assert not {"Usage", "Options", "Show", "OPTIONS", "default", "env"} & set(re.findall(r"\w+", out))


def test_who_answers_no_question_has_made_no_bug(
    ready: Robot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> str:
        raise typer.Abort

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", gone)
    code, _, err = ready("password", "set", NRP)
    assert code == 2 and "no hubo respuesta" in err
    assert workspace.vault.get(NRP, SecretKind.SERVICE_PASSWORD) is None


@pytest.mark.parametrize("option", ["--file", "--eml"])
def test_a_password_file_that_is_not_there_is_a_wrong_use(ready: Robot, option: str, tmp_path: Path) -> None:
    code, _, err = ready("password", "set", NRP, option, str(tmp_path / "none"))
    assert code == 2 and "none" in err


def test_a_password_file_of_windows_is_read(ready: Robot, tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "p.txt").write_bytes("Contraseñá\r\n".encode("cp1252"))
    assert ready("password", "set", NRP, "--file", str(tmp_path / "p.txt"))[0] == 0
    assert workspace.vault.get(NRP, SecretKind.SERVICE_PASSWORD) == Secret("Contraseñá")


def test_a_saved_mail_whose_password_was_taken_before_is_refused(
    ready: Robot, tmp_path: Path, workspace: Workspace
) -> None:
    file, ledger = tmp_path / "correo.eml", workspace.ledger
    file.write_bytes(password_mail(NRP, "Servicio-1", Message_ID="<1@portal.test>"))
    claim = ledger.claim("robot", workspace.clock.now(), timedelta(minutes=3), None)
    assert claim is not None
    ledger.use_mail(claim, read_mail(file.read_bytes()).mail_id, NOW)

    code, _, err = ready("password", "set", NRP, "--eml", str(file))

    assert code == 2 and "ya se usó" in err
    file.write_bytes(password_mail(NRP, "Servicio-2", Message_ID="<2@portal.test>"))
    assert ready("password", "set", NRP, "--eml", str(file))[0] == 0
    assert workspace.vault.get(NRP, SecretKind.SERVICE_PASSWORD) == Secret("Servicio-2")


def test_check_tells_an_efirma_whose_passphrase_is_not_in_the_vault(
    ready: Robot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot.cli.checks._browser", lambda _: Check("Navegador", True, "uno"))
    assert "Falta la e.firma" not in ready("check")[1]
    workspace.vault.forget(workspace.ledger.record(NRP).employer.certificate, SecretKind.EFIRMA_PASSPHRASE)
    code, out, _ = ready("check")
    assert code == 3 and "Falta la e.firma" in out


def test_an_export_to_a_folder_that_is_not_there_is_a_wrong_use(ready: Robot, workspace: Workspace) -> None:
    workspace.vault.put(NRP, SecretKind.SERVICE_PASSWORD, Secret("Servicio-1"), NOW)
    code, _, err = ready("password", "export", str(workspace.folder.root / "none" / "out.csv"), "--yes")
    assert code == 2 and "out.csv" in err
    assert not json.loads(ready("status", "--json")[1])[0]["service_password"]["delivered_at"]


@pytest.mark.parametrize(("command", "offered"), [("attend", False), ("debug", False), ("flows run verify", True)])
def test_yes_is_advised_only_where_the_command_has_it(
    ready: Robot, workspace: Workspace, command: str, offered: bool
) -> None:
    workspace.ledger.change_circuit(lambda known: Circuit(open_until=workspace.clock.now() + timedelta(hours=1)))
    code, _, err = ready(*command.split(), *(() if command == "attend" else (NRP,)))
    assert code == 2 and "Hace falta confirmar." in err and ("--yes" in err) is offered


def test_an_export_says_who_has_no_password(ready: Robot, workspace: Workspace, tmp_path: Path) -> None:
    workspace.vault.put(NRP, SecretKind.SERVICE_PASSWORD, Secret("Servicio-1"), NOW)
    code, _, err = ready("password", "export", str(tmp_path / "o.csv"), "--nrp", NRP, "--nrp", OTHER, "--yes")
    assert code == 2 and OTHER in err and not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize("command", ["run", "attend"])
def test_an_nrp_that_was_never_imported_is_a_wrong_use(ready: Robot, command: str) -> None:
    code, _, err = ready(command, "--nrp", OTHER)
    assert code == 2 and OTHER in err


def test_a_run_without_a_roster_says_what_is_missing(robot: Robot, tmp_path: Path) -> None:
    robot("init", str(tmp_path / "ws"))
    code, _, err = robot("run")
    assert code == 2 and "import" in err


def test_flows_of_a_folder_that_is_not_there_are_not_without_errors(robot: Robot, tmp_path: Path) -> None:
    assert robot("flows", "check", str(tmp_path / "none"))[0] == 2


def test_a_stopped_nrp_says_why_and_what_to_do(ready: Robot) -> None:
    ready("stop", NRP)
    record = json.loads(ready("status", "--json")[1])[0]
    assert (record["state"], record["reason"]) == ("stopped", "stopped")
    assert f"retry {NRP}" in record["next_action"]


def test_an_nrp_that_somebody_released_is_pending_again(ready: Robot, workspace: Workspace) -> None:
    workspace.ledger.set_block(NRP, block_for(Reason.REFUSED, nrp=NRP, since=NOW))
    assert json.loads(ready("status", "--json")[1])[0]["state"] == "needs_person"
    ready("retry", NRP)
    record = json.loads(ready("status", "--json")[1])[0]
    assert record["state"] == "pending" and record["next_action"]


def test_retry_does_not_confirm_another_efirma(ready: Robot, workspace: Workspace) -> None:
    workspace.ledger.set_block(NRP, block_for(Reason.CHANGED, nrp=NRP, since=NOW))
    code, _, err = ready("retry", NRP)
    assert code == 2 and "confirm" in err
    assert workspace.ledger.record(NRP).block is not None


def test_approved_terms_wake_who_waited_for_them(ready: Robot, workspace: Workspace) -> None:
    workspace.ledger.remember_terms(TermsRow("abc", "final", "texto", NOW))
    workspace.ledger.set_block(NRP, block_for(Reason.TERMS, nrp=NRP, since=NOW, fingerprint="abc"))
    assert workspace.ledger.record(NRP).due_at is None
    assert ready("terms", "approve")[0] == 0
    assert workspace.ledger.record(NRP).due_at is not None


def test_a_service_password_from_the_roster_ends_the_wait_for_its_mail(
    ready: Robot, workspace: Workspace, roster: Path
) -> None:
    ledger = workspace.ledger
    claim = ledger.claim("x", workspace.clock.now(), timedelta(minutes=3), None)
    assert claim is not None
    ledger.open_commit(claim, CommitKind.SERVICE_PASSWORD, (), (), workspace.clock.now())
    ledger.release(claim, due_at=None, phase=Phase.NEEDS_PERSON, text="", block=None, failures=0)
    header, row = roster.read_text(encoding="cp1252").splitlines()
    text = f"{header};contraseña intercomunicación\n{row};Servicio-1\n"
    roster.write_text(text, encoding="cp1252")
    assert ready("import", str(roster))[0] == 0
    assert not any(commit.unresolved for commit in ledger.record(NRP).commits)


def test_an_import_cut_off_before_another_efirma_is_stored_still_asks_to_confirm_it(
    ready: Robot, pair: Pair, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew(roster, pair)
    save = SqlLedger.save_employer

    def then_killed(self: SqlLedger, *args: object) -> None:
        save(self, *args)  # type: ignore[arg-type]
        raise KeyError("killed")

    with monkeypatch.context() as killed:
        killed.setattr(SqlLedger, "save_employer", then_killed)
        assert ready("import", str(roster))[0] == 1
    ready("import", str(roster))
    assert json.loads(ready("status", "--json")[1])[0]["reason"] == "changed"
