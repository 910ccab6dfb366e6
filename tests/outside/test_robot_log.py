"""The robot's own log."""

import asyncio
import gc
import json
import logging
from pathlib import Path

import pytest

from robot.model.secret import Secret
from robot.outside.robot_log import Redactor, close_log, lines_of, open_log
from robot.rules.bug import bug_of


def test_every_line_is_json_and_holds_no_secret_not_even_in_a_traceback(tmp_path: Path) -> None:
    redactor = Redactor()
    handler = open_log(tmp_path / "log" / "robot.jsonl", redactor)
    try:
        redactor.learn([Secret("hunter22-Abc")])
        logger = logging.getLogger("robot.prueba")
        logger.info("entra %s con %s", "Ñandú", "hunter22-Abc")
        try:
            raise ValueError("no abre con hunter22-Abc")
        except ValueError:
            logger.exception("falló")
    finally:
        close_log(handler)
    text = (tmp_path / "log" / "robot.jsonl").read_text(encoding="utf-8")
    first, second = (json.loads(line) for line in text.splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("INFO", "robot.prueba", "entra Ñandú con [oculto]")
    assert "ValueError: no abre con [oculto]" in second["error"]
    assert "number" not in second
    assert "hunter22" not in text


def test_what_python_tells_of_a_failure_that_nobody_waited_for_is_redacted_too(tmp_path: Path) -> None:
    async def fails() -> None:
        raise ValueError("no abre con hunter22-Abc")

    async def forgets() -> None:
        task = asyncio.create_task(fails())
        await asyncio.wait([task])

    redactor = Redactor()
    handler = open_log(tmp_path / "robot.jsonl", redactor)
    try:
        redactor.learn([Secret("hunter22-Abc")])
        asyncio.run(forgets())
        gc.collect()
    finally:
        close_log(handler)
    text = (tmp_path / "robot.jsonl").read_text(encoding="utf-8")
    assert "never retrieved" in json.loads(text)["message"]
    assert "hunter22" not in text


def test_what_a_library_logs_is_redacted_and_not_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    redactor = Redactor()
    handler = open_log(tmp_path / "robot.jsonl", redactor)
    try:
        redactor.learn([Secret("hunter22-Abc")])
        logging.getLogger("sqlalchemy.pool").error("Exception during reset: hunter22-Abc")
    finally:
        close_log(handler)
    (line,) = lines_of(tmp_path / "robot.jsonl")
    assert (line["logger"], line["message"]) == ("sqlalchemy.pool", "Exception during reset: [oculto]")
    assert capfd.readouterr().err == ""


def test_a_log_that_cannot_be_written_stops_nothing_and_says_nothing_of_what_it_was_to_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").touch()
    handler = open_log(tmp_path / "log" / "robot.jsonl", Redactor())
    try:
        logging.getLogger("robot.prueba").info("entra con %s", "hunter22-Abc")
    finally:
        close_log(handler)
    assert capsys.readouterr().err == ""


def test_a_bug_has_its_number_and_what_is_no_line_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "robot.jsonl"
    (tmp_path / "robot.jsonl.1").write_text('{"event": "la de antes"}\n{"event": "a med', encoding="utf-8")
    handler = open_log(file, Redactor())
    try:
        logging.getLogger("robot.prueba").error("bug", exc_info=KeyError("x"))
    finally:
        close_log(handler)
    before, bug = lines_of(file)
    assert before == {"event": "la de antes"}
    assert bug["number"] == bug_of(KeyError("y")).number and bug["place"]


def test_events_keep_their_keys_and_words_are_hidden_only_where_words_may_be(tmp_path: Path) -> None:
    redactor = Redactor()
    handler = open_log(tmp_path / "robot.jsonl", redactor, keep=[Secret("clave-del-buzon"), None])
    logger = logging.getLogger("robot.prueba")
    try:
        told = {
            "nrp": "A1234567890",
            "visit": "2026-11-23_1",
            "flow": "sign",
            "outcome": "done",
            "duration": 8.5,
        }
        logger.info("visit end", extra=told)
        redactor.learn([Secret("nueva-por-correo")])  # came in the middle of the run
        logger.info("decision", extra={"detail": "dice nueva-por-correo y clave-del-buzon", "code": 3})
    finally:
        close_log(handler)
    lines = (tmp_path / "robot.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert {key: first[key] for key in told} == told
    assert (first["event"], set(first) - set(told)) == ("visit end", {"at", "level", "logger", "event", "message"})
    assert (second["detail"], second["code"]) == ("dice [oculto] y [oculto]", 3)


def test_of_what_the_vault_gives_a_session_is_known_by_its_tokens_and_the_certificate_is_no_secret() -> None:
    redactor = Redactor()
    session = {"state": {"cookies": [{"name": "sid", "value": "0A1B2C3D4E5F60718293"}]}, "session": {}}
    redactor.heard("session", Secret(json.dumps(session)))
    redactor.heard("efirma_cer", Secret("EMPRESA DE PRUEBAS"))
    assert redactor.text("EMPRESA DE PRUEBAS entra con 0A1B2C3D4E5F60718293") == "EMPRESA DE PRUEBAS entra con [oculto]"


def test_a_thousand_employers_cost_the_log_next_to_nothing(tmp_path: Path) -> None:
    """Patterns are made when a text needs them, and only of what was handled lately."""
    redactor = Redactor()
    redactor.learn(Secret(f"contraseña-{number}") for number in range(5_000))
    assert redactor.text("la última: contraseña-4999") == "la última: [oculto]"
    assert len(redactor._recent) == 150
