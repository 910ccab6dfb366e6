"""The robot's own log."""

import json
import logging
from pathlib import Path

from robot.model.secret import Secret
from robot.outside.robot_log import Redactor, close_log, open_log


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
    assert "hunter22" not in text
