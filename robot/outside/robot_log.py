"""The robot's own log, `log/robot.jsonl`: one JSON object a line, every secret hidden before it is written.

Assembly opens it once. It is for whoever mends the robot; the story of a visit is in its evidence.
"""

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from robot.model.secret import Secret
from robot.rules.scrub import Scrubber

_SIZE, _OLD_ONES = 5_000_000, 5


class Redactor:
    """Knows the secrets of the process so far. `learn` them before they are used."""

    def __init__(self) -> None:
        self._secrets: frozenset[Secret] = frozenset()
        self._scrubber = Scrubber(())

    def learn(self, secrets: Iterable[Secret]) -> None:
        more = self._secrets | frozenset(secrets)
        if more != self._secrets:
            self._secrets, self._scrubber = more, Scrubber(more)

    def text(self, text: str) -> str:
        return self._scrubber.text(text)


class _JsonLine(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        content = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redactor.text(record.getMessage()),
        }
        if record.exc_info:
            content["error"] = self._redactor.text(self.formatException(record.exc_info))
        return json.dumps(content, ensure_ascii=False)


def open_log(file: Path, redactor: Redactor) -> logging.Handler:
    """A handler on the logger `robot`; hand it to `close_log` at the end."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=_SIZE, backupCount=_OLD_ONES, encoding="utf-8", delay=True)
    handler.setFormatter(_JsonLine(redactor))
    logger = logging.getLogger("robot")
    logger.setLevel(logging.INFO)
    logger.propagate = False  # no other handler gets to see what is not redacted
    logger.addHandler(handler)
    return handler


def close_log(handler: logging.Handler) -> None:
    logger = logging.getLogger("robot")
    logger.removeHandler(handler)
    logger.propagate = True
    handler.close()
