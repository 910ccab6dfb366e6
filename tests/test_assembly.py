"""What only the parts together can promise: the log hides what others learned, children inherit nothing secret."""

import asyncio
import logging
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from robot.assembly import create_workspace, open_workspace
from robot.model.errors import RobotError
from robot.model.secret import Secret, SecretKind

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NRP = "A1234567890"


def test_a_secret_that_was_imported_beside_a_running_robot_is_hidden_in_its_log(tmp_path: Path) -> None:
    create_workspace(tmp_path / "ws", {}).close()
    robot, importer = (open_workspace(tmp_path / "ws", {}) for _ in range(2))
    logger = logging.getLogger("robot.prueba")
    with robot.log():
        importer.vault.put(NRP, SecretKind.PORTAL_PASSWORD, Secret("Nueva-clave-7"), NOW)
        used = robot.vault.get(NRP, SecretKind.PORTAL_PASSWORD)
        assert used is not None
        logger.info("el portal dijo: %s", used.reveal_text())
        robot.vault.put(NRP, SecretKind.SERVICE_PASSWORD, Secret("Del-correo-8"), NOW)
        logger.info("el correo trae %s; el .cer y la sesión no cuentan: %s", "Del-correo-8", "publico")
        robot.vault.put(NRP, SecretKind.EFIRMA_CER, Secret("publico"), NOW)
        robot.vault.put(NRP, "session", Secret("publico"), NOW)
        logger.info("%s", "publico")
    text = (tmp_path / "ws" / "log" / "robot.jsonl").read_text(encoding="utf-8")
    assert "Nueva-clave-7" not in text and "Del-correo-8" not in text
    assert text.count("[oculto]") == 2 and text.count("publico") == 2
    for each in (robot, importer):
        each.close()


def test_the_passwords_of_the_mailboxes_are_hidden_from_the_start(tmp_path: Path) -> None:
    create_workspace(tmp_path / "ws", {}).close()
    mailbox = "mailboxes:\n  - name: firma\n    host: imap.example\n    user: a@example\n    password_file: clave.txt\n"
    (tmp_path / "ws" / "settings.yaml").write_text(mailbox, encoding="utf-8")
    (tmp_path / "ws" / "clave.txt").write_text("Del-buzon-9\n", encoding="utf-8")
    robot = open_workspace(tmp_path / "ws", {})
    with robot.log():
        logging.getLogger("robot.prueba").info("%s", "LOGIN Del-buzon-9")
    assert "Del-buzon" not in (tmp_path / "ws" / "log" / "robot.jsonl").read_text(encoding="utf-8")
    robot.close()


async def test_no_browser_starts_where_the_environment_would_tell_secrets(tmp_path: Path) -> None:
    create_workspace(tmp_path / "ws", {}).close()
    robot = open_workspace(tmp_path / "ws", {"DEBUG": "pw:api"})
    with pytest.raises(RobotError, match="DEBUG"):
        async with robot.browser(headed=False):
            pass
    robot.close()


async def test_a_browser_inherits_no_secret_and_the_robot_still_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_workspace(tmp_path / "ws", {}).close()
    settings = "mailboxes:\n  - {name: firma, host: imap.example, user: a@example, password_env: NUESTRA}\n"
    (tmp_path / "ws" / "settings.yaml").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("NUESTRA", "Del-buzon-9")
    monkeypatch.setenv("PGPASSWORD", "De-la-base-9")
    robot = open_workspace(tmp_path / "ws", os.environ)
    async with robot.browser(headed=False):
        assert "Del-buzon-9" not in os.environ.values() and "De-la-base-9" not in os.environ.values()
    assert robot.settings.mailboxes[0].present_secret == Secret("Del-buzon-9")
    assert robot.shared_secrets["contraseña de PostgreSQL"] == (Secret("De-la-base-9"),)
    robot.close()


def test_what_nobody_waited_for_is_told_in_the_log_and_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_workspace(tmp_path / "ws", {}).close()
    robot = open_workspace(tmp_path / "ws", {})
    with robot.log():
        robot.vault.put(NRP, SecretKind.PORTAL_PASSWORD, Secret("Nueva-clave-7"), NOW)
        loop = asyncio.new_event_loop()
        loop.call_exception_handler({"message": "never retrieved", "exception": ValueError('fill("Nueva-clave-7")')})
        loop.close()
        thread = threading.Thread(target=lambda: int("Nueva-clave-7"))
        thread.start()
        thread.join()
    text = (tmp_path / "ws" / "log" / "robot.jsonl").read_text(encoding="utf-8")
    assert text.count("[oculto]") >= 2 and "Nueva-clave-7" not in text + "".join(capsys.readouterr())
    robot.close()
