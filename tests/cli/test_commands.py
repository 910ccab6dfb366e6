"""The commands that start no browser: what they answer, with which exit code, and what they leave."""

import errno
import json
from datetime import timedelta
from pathlib import Path

import pytest

from fixtures.efirma_maker.pair import Pair
from robot.model.flow import CommitKind
from robot.model.state import MailMark
from robot.outside.clock import SystemClock
from robot.outside.ledger.opening import open_ledger, sqlite_address
from tests.cli.conftest import NRP, Robot, renew, write_roster

MARKS = (MailMark("firma", "INBOX", 1, 1),)


def test_init_import_and_status(robot: Robot, roster: Path, tmp_path: Path) -> None:
    assert robot("init", str(tmp_path / "ws"))[0] == 0
    code, out, _ = robot("import", str(roster))
    assert code == 0 and "1 nuevos" in out
    record = json.loads(robot("status", "--json")[1])[0]
    assert (record["nrp"], record["state"], record["relations"]) == (NRP, "pending", [])


def test_plan_counts_the_coming_weeks_and_says_when_each_efirma_ends(
    robot: Robot, roster: Path, pair: Pair, tmp_path: Path
) -> None:
    robot("init", str(tmp_path / "ws"))
    write_roster(roster, pair, name="TORNILLOS [del norte]")
    robot("import", str(roster))
    assert len(json.loads(robot("plan", "--totals", "--json", "--weeks", "3")[1])) == 3
    [record] = json.loads(robot("plan", "--json")[1])
    assert (record["efirma_ends"], record["authorised_until"], record["renew_on"]) == ("2027-12-31", "2030-01-31", None)
    told = robot("plan")[1]
    assert "Las semanas que vienen" in told and "TORNILLOS [del norte]" in told


def test_a_second_import_changes_only_what_changed(robot: Robot, roster: Path, pair: Pair, tmp_path: Path) -> None:
    robot("init", str(tmp_path / "ws"))
    robot("import", str(roster))
    assert "1 sin cambios" in robot("import", str(roster))[1]
    write_roster(roster, pair, password="clave-2")
    assert "1 con cambios" in robot("import", str(roster))[1]


def test_a_row_with_a_mistake_is_told_by_row_and_column_and_ends_with_2(
    robot: Robot, roster: Path, pair: Pair, tmp_path: Path
) -> None:
    robot("init", str(tmp_path / "ws"))
    (tmp_path / "a.key").unlink()
    code, _, err = robot("import", str(roster))
    assert code == 2
    assert "fila 2" in err and "archivo key" in err
    assert pair.passphrase not in err


def test_another_efirma_in_place_of_a_usable_one_asks_for_confirmation(
    robot: Robot, roster: Path, pair: Pair, tmp_path: Path
) -> None:
    robot("init", str(tmp_path / "ws"))
    settings = "portal:\n  address: http://127.0.0.1:9\n"  # where test e.firmas are usable
    (tmp_path / "ws" / "settings.yaml").write_text(settings, encoding="utf-8")
    robot("import", str(roster))
    renew(roster, pair)
    assert "confirm" in robot("import", str(roster))[2]
    assert json.loads(robot("status", "--json")[1])[0]["reason"] == "changed"
    assert robot("confirm", NRP)[0] == 0
    assert json.loads(robot("status", "--json")[1])[0]["reason"] == ""


def test_stop_retry_and_forget(robot: Robot, roster: Path, tmp_path: Path) -> None:
    robot("init", str(tmp_path / "ws"))
    robot("import", str(roster))
    robot("stop", NRP)
    assert json.loads(robot("status", "--json")[1])[0]["state"] == "stopped"
    robot("retry", NRP)
    assert json.loads(robot("status", "--json")[1])[0]["state"] == "pending"
    assert robot("forget", NRP, "--yes")[0] == 0
    assert json.loads(robot("status", "--json")[1]) == []


def _full_disk(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_password_set_by_hand_is_exported_once_asked_and_marked_as_delivered(
    robot: Robot, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot("init", str(tmp_path / "ws"))
    robot("import", str(roster))
    (tmp_path / "p.txt").write_text("Servicio=ñ1\n", encoding="utf-8")
    assert robot("password", "set", NRP, "--file", str(tmp_path / "p.txt"))[0] == 0
    assert robot("password", "export", str(tmp_path / "out.csv"))[0] == 2  # nobody confirmed
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", _full_disk)
        code, _, err = robot("password", "export", str(tmp_path / "out.csv"), "--yes")
    assert (code, list(tmp_path.glob("out*"))) == (2, []) and "No se puede escribir" in err
    assert robot("password", "export", str(tmp_path / "out.csv"), "--yes")[0] == 0
    assert "Servicio=ñ1" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    record = json.loads(robot("status", "--json")[1])[0]
    assert record["service_password"]["known"] and record["service_password"]["delivered_at"]


def test_a_password_set_while_a_visit_goes_on_is_kept_and_it_is_said_what_is_left_to_do(
    robot: Robot, roster: Path, tmp_path: Path
) -> None:
    robot("init", str(tmp_path / "ws"))
    robot("import", str(roster))
    ledger = open_ledger(sqlite_address(tmp_path / "ws" / "ledger.db"))
    now = SystemClock().now()
    claim = ledger.claim("robot", now, timedelta(minutes=3), None)
    assert claim is not None
    ledger.open_commit(claim, CommitKind.SERVICE_PASSWORD, (), MARKS, now)
    (tmp_path / "p.txt").write_text("Servicio-1", encoding="utf-8")

    code, _, err = robot("password", "set", NRP, "--file", str(tmp_path / "p.txt"))

    ledger.close()
    assert code == 2 and "quedó guardada" in err and "repita el comando" in err
    assert robot("password", "export", str(tmp_path / "out.csv"), "--yes")[0] == 0


def test_a_password_is_shown_on_a_terminal_only(robot: Robot, roster: Path, tmp_path: Path) -> None:
    robot("init", str(tmp_path / "ws"))
    robot("import", str(roster))
    (tmp_path / "p.txt").write_text("Servicio=ñ1\n", encoding="utf-8")
    robot("password", "set", NRP, "--file", str(tmp_path / "p.txt"))
    code, out, err = robot("password", "show", NRP, "--yes")
    assert code == 2 and "Servicio" not in out + err


def test_an_unknown_nrp_is_a_wrong_use(robot: Robot, tmp_path: Path) -> None:
    robot("init", str(tmp_path / "ws"))
    code, _, err = robot("explain", "Z9999999999")
    assert code == 2 and "Z9999999999" in err


def test_a_wrong_setting_is_told_with_its_place(robot: Robot, tmp_path: Path) -> None:
    robot("init", str(tmp_path / "ws"))
    (tmp_path / "ws" / "settings.yaml").write_text("portal:\n  adress: https://x.mx\n", encoding="utf-8")
    code, _, err = robot("status")
    assert code == 2
    assert "settings.yaml:2:3" in err and "address" in err


def test_efirma_check_says_whether_it_can_be_used(robot: Robot, roster: Path, pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "words").write_text(pair.passphrase + "\n", encoding="utf-8")
    files = (str(tmp_path / "a.cer"), str(tmp_path / "a.key"), "--passphrase-file", str(tmp_path / "words"))
    assert robot("efirma", "check", *files, "--rfc", pair.rfc, "--at", "2026-01-01")[0] == 0
    code, out, _ = robot("efirma", "check", *files, "--at", "2031-01-01", "--json")
    assert code == 3 and json.loads(out)["problems"][0]["code"] == "expired"
    swapped = (files[1], files[0], *files[2:])
    assert robot("efirma", "check", *swapped)[0] == 3


def test_flows_are_checked_and_drawn(robot: Robot, tmp_path: Path) -> None:
    assert robot("flows", "check")[0] == 0
    assert "Finalizar" in robot("flows", "show", "register_relation")[1]
    json.loads(robot("flows", "schema")[1])
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "log_out.yaml").write_text("flow: log_out\ntitle: x\nsteps:\n  - clik: y\n", encoding="utf-8")
    code, _, err = robot("flows", "check", str(tmp_path / "own"))
    assert code == 2 and "log_out.yaml:4:5" in err and "click" in err
