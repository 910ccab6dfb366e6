"""schedule install, remove, show as a person calls them; what an unattended run would lack; who holds a workspace."""

import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from robot.cli.checks import Check
from robot.model.schedule import registration_name
from robot.outside.workspace.folder import WorkspaceFolder
from robot.outside.workspace.lock import hold_workspace
from tests.cli.conftest import NOW, Robot

CRONTAB = """#!/bin/sh
case "$1" in
  -l) [ -f "$KEPT" ] || { echo "no crontab for ana" >&2; exit 1; }; cat "$KEPT";;
  -r) rm "$KEPT";;
  -) cat > "$KEPT";;
esac
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that is not in a temporary folder, on a machine that has cron and nothing else."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("crontab", CRONTAB), ("systemctl", "#!/bin/sh\nexit 1\n")):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setattr("robot.cli.checks._browser", lambda _: Check("Navegador", True, "uno"))
    monkeypatch.setenv("KEPT", str(tmp_path / "crontab"))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.fixture
def robot(home: Path, robot: Robot) -> Robot:
    assert robot("init", str(home / "ws"))[0] == 0
    return robot


def settings(home: Path, text: str) -> None:
    (home / "ws" / "settings.yaml").write_text(text, encoding="utf-8")


posix = pytest.mark.skipif(os.name != "posix", reason="the fake crontab is a shell script")


@posix
def test_installed_shown_changed_and_removed(robot: Robot, home: Path) -> None:
    (home / "crontab").write_text("0 5 * * * /bin/respaldo\n", encoding="utf-8")
    assert "No hay nada programado" in robot("schedule", "show")[1]
    code, out, _ = robot("schedule", "install", "--at", "6:15", "--days", "L-V")
    assert code == 0
    assert "L-V 06:15 hora de la Ciudad de México" in out and "en este equipo" in out
    assert "no recupera las corridas perdidas" in out
    assert robot("schedule", "install", "--at", "6:15")[0] == 0
    kept = (home / "crontab").read_text(encoding="utf-8")
    assert kept.count("-m robot run") == 1
    assert f"{sys.executable} -P -m robot run --workspace {home / 'ws'}" in kept
    assert "L-D 06:15" in robot("schedule", "show")[1]
    assert kept.startswith(robot("schedule", "show", "--definition")[1].split("\n", 1)[1].rstrip("\n"))
    assert "cron" in robot("schedule", "remove")[1]
    assert (home / "crontab").read_text(encoding="utf-8") == "0 5 * * * /bin/respaldo\n"
    assert robot("schedule", "remove")[0] == 0


@posix
def test_a_machine_whose_clock_changes_in_summer_is_told_of_it(robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", "America/Tijuana")
        time.tzset()
        installed = robot("schedule", "install", "--at", "7:30")[1]
        shown = robot("schedule", "show")[1]
    time.tzset()
    assert "cambia de horario" in installed and "cambia de horario" in shown
    assert "cambia de horario" not in robot("schedule", "show")[1]


@posix
def test_a_service_is_started_with_the_machine_where_there_is_only_cron(robot: Robot, home: Path) -> None:
    assert robot("schedule", "install", "--watch")[0] == 0
    assert "@reboot " in (home / "crontab").read_text(encoding="utf-8")
    assert robot("schedule", "install", "--watch", "--at", "7:00")[0] == 2


@pytest.mark.parametrize("word", ["systemd", "cron", "windows"])
def test_a_dry_run_shows_the_definition_and_touches_nothing(robot: Robot, home: Path, word: str) -> None:
    code, out, _ = robot("schedule", "install", "--dry-run", "--with", word)
    assert code == 0
    assert registration_name(home / "ws") in out and "07:30" in out
    assert not (home / "crontab").exists()


def test_the_time_keeps_out_of_the_quiet_hours(robot: Robot, home: Path) -> None:
    settings(home, 'pace:\n  quiet_hours: ["22:00-09:00"]\n')
    assert "09:00 hora de la Ciudad de México" in robot("schedule", "install", "--dry-run")[1]
    code, _, err = robot("schedule", "install", "--dry-run", "--at", "8:00")
    assert code == 2 and "22:00-09:00" in err


def test_a_machine_without_a_scheduler_is_told_what_to_do(robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code, _, err = robot("schedule", "install")
    assert code == 2 and "--dry-run" in err
    assert robot("schedule", "install", "--with", "windows")[0] == 2


@posix
def test_a_secret_that_only_this_terminal_knows_is_refused_and_never_written(
    robot: Robot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = "mailboxes:\n  - name: firma\n    host: imap.example\n    user: a@example\n    password_file: clave.txt\n"
    settings(home, mailbox)
    monkeypatch.setenv("INFONAVIT_ROBOT_MAILBOX_FIRMA", "Clave-del-buzon")
    code, out, err = robot("schedule", "install")
    assert code == 2 and "password_file" in err
    (home / "ws" / "clave.txt").write_text("Clave-del-buzon\n", encoding="utf-8")
    monkeypatch.setenv("INFONAVIT_ROBOT_BROWSER", "/opt/el navegador")
    assert robot("schedule", "install")[0] == 0
    kept = (home / "crontab").read_text(encoding="utf-8")
    assert "INFONAVIT_ROBOT_BROWSER='/opt/el navegador'" in kept
    assert "Clave-del-buzon" not in kept + out + err


def test_the_passphrase_of_the_vault_must_lie_in_a_file(
    robot: Robot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(home, "vault:\n  key: passphrase\n")
    monkeypatch.setenv("INFONAVIT_ROBOT_VAULT_PASSPHRASE", "tres palabras largas")
    code, out, err = robot("schedule", "install", "--dry-run")
    assert code == 2 and "passphrase_file" in err
    assert "tres palabras" not in out + err


@posix
def test_the_keyring_is_refused_for_runs_without_a_session(robot: Robot, home: Path) -> None:
    settings(home, "vault:\n  key: keyring\n")
    code, _, err = robot("schedule", "install", "--with", "cron")
    assert code == 2 and "llavero" in err


@posix
def test_a_workspace_in_a_temporary_folder_is_refused_and_check_tells_it(
    robot: Robot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Programación: ninguna" in robot("check")[1]
    robot("schedule", "install")
    assert "Programación: cron: Robot de Infonavit: L-D 07:30" in robot("check")[1]
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    code, out, _ = robot("check")
    assert code == 3 and "MAL   Programación: El espacio de trabajo está en una carpeta temporal" in out
    assert robot("schedule", "install")[0] == 2


@posix
def test_check_tells_of_a_key_that_others_may_read_and_goes_on(robot: Robot, home: Path) -> None:
    key = home / "ws" / "vault.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    code, out, _ = robot("check")
    assert code == 3
    assert "MAL   Bóveda: Otros usuarios" in out and "chmod 600" in out and "Flujos" in out


@pytest.fixture
def held(home: Path) -> Iterator[None]:
    with hold_workspace(WorkspaceFolder(home / "ws").lock, NOW, doing="run --watch"):
        yield


@pytest.mark.parametrize("words", [("run", "--watch"), ("run",), ("attend",)])
def test_a_second_robot_says_who_is_at_work_and_starts_no_browser(
    robot: Robot, held: None, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    for room in ("runs", "attend"):
        monkeypatch.setattr(f"robot.cli.{room}.known_nrps", lambda *_: None)
    monkeypatch.setattr("robot.assembly.LateBrowser", None)
    code, _, err = robot(*words)
    assert code == 2
    assert "otro robot trabaja en esta carpeta" in err and "«run --watch»" in err and str(os.getpid()) in err


def test_a_roster_may_be_imported_while_a_robot_is_at_work_but_not_twice_at_once(
    robot: Robot, home: Path, held: None
) -> None:
    roster = home / "padron.csv"
    roster.write_text("NRP,correo\n", encoding="utf-8")
    assert "otro robot trabaja" not in robot("import", str(roster))[2]
    with hold_workspace(WorkspaceFolder(home / "ws").import_lock, NOW, doing="import"):
        code, _, err = robot("import", str(roster))
    assert code == 2 and "«import»" in err


def test_a_vault_that_does_not_open_ends_the_run_before_any_browser(
    robot: Robot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a server whose user has no session: the keyring is there, and fails in a way of its own."""

    settings(home, "vault:\n  key: keyring\n")
    (home / "ws" / "ledger.db").unlink()
    monkeypatch.setattr("robot.outside.vault.os_keyring.KeyringSource._safe_backend", lambda _: BrokenKeyring())
    monkeypatch.setattr("robot.cli.runs.known_nrps", lambda *_: None)
    monkeypatch.setattr("robot.assembly.LateBrowser", None)
    code, _, err = robot("run")
    assert code == 4
    assert "almacén de claves" in err and "sesión" in err and "INFONAVIT_ROBOT_VAULT_KEY_FILE" in err


class BrokenKeyring:
    """Windows' store under a task that runs while nobody is logged on."""

    def set_password(self, *_: str) -> None:
        raise OSError(1312, "A specified logon session does not exist")

    get_password = set_password
