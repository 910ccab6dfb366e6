"""The robot's own log, `log/robot.jsonl`: one JSON object a line, every secret hidden before it is written.

Assembly opens it once. It is for whoever mends the robot, and for programs that watch it (README lists the keys); the
story of a visit is in its evidence. Events are told through `logging` with `extra`: event, nrp, flow and so on.
"""

import json
import logging
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Lock
from typing import Any

from robot.model.secret import Secret
from robot.rules.bug import account_of, bug_of
from robot.rules.scrub import Scrubber
from robot.rules.tokens import hidden_of

_LOG = logging.getLogger("robot")
_SIZE, _OLD_ONES = 5_000_000, 5
_RECENT = 150  # secrets; those of 20 visits at once are fewer
# Keys of ours that hold words of the code, numbers and times only; any other text is scrubbed.
_OWN_WORDS = ("nrp", "visit", "flow", "outcome", "duration", "until", "count", "code", "versions")
_TEXTS = ("detail",)


class Redactor:
    """Knows the secrets that this process handled lately: what was not in its hands cannot come into its log.

    Making patterns is slow and most lines need none, so they are made when a text is first held against them. Visits
    learn in threads of their own, and any thread writes lines.
    """

    def __init__(self) -> None:
        self._recent: OrderedDict[Secret, Scrubber | None] = OrderedDict()
        self._kept = Scrubber(())
        self._lock = Lock()

    def keep(self, secrets: Iterable[Secret]) -> None:
        """Those that every visit may use: they are never forgotten."""
        self._kept = Scrubber(secrets)

    def learn(self, secrets: Iterable[Secret]) -> None:
        with self._lock:
            for secret in secrets:
                self._recent.setdefault(secret, None)
                self._recent.move_to_end(secret)
            while len(self._recent) > _RECENT:
                self._recent.popitem(last=False)

    def heard(self, kind: str, secret: Secret) -> None:
        """What the vault takes or gives."""
        self.learn(hidden_of(kind, secret))

    def text(self, text: str) -> str:
        text = self._kept.text(text)
        with self._lock:
            for secret, scrubber in self._recent.items():
                ready = self._recent[secret] = scrubber or Scrubber((secret,))
                text = ready.text(text)
        return text


class _JsonLine(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        ours = record.name.startswith("robot")  # whose words without arguments are the code's own
        content: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.msg if ours else "",
            "message": message if ours and not record.args else self._redactor.text(message),
        }
        content |= {key: getattr(record, key) for key in _OWN_WORDS if hasattr(record, key)}
        content |= {key: self._redactor.text(str(getattr(record, key))) for key in _TEXTS if getattr(record, key, "")}
        error = record.exc_info[1] if record.exc_info else None
        if error and content["event"] == "bug":
            bug = bug_of(error)
            content |= {"number": bug.number, "place": bug.where}
        if error:
            content["error"] = self._redactor.text(account_of(error))
        return json.dumps(content, ensure_ascii=False, default=str)


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: a full disk is told by whoever has to write, and Python's own words would not be redacted."""


def open_log(file: Path, redactor: Redactor, keep: Iterable[Secret | None] = ()) -> logging.Handler:
    """A handler of all that is logged, by libraries too, whose texts would else stand on the terminal as they are; hand
    it to `close_log` at the end.

    `keep`: see Redactor."""
    redactor.keep(secret for secret in keep if secret)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _LogFile(file, maxBytes=_SIZE, backupCount=_OLD_ONES, encoding="utf-8", delay=True)
    handler.setFormatter(_JsonLine(redactor))
    logging.getLogger().addHandler(handler)
    logging.getLogger("robot").setLevel(logging.INFO)
    sys.unraisablehook = _met_by_python
    threading.excepthook = _met_by_python
    return handler


def close_log(handler: logging.Handler) -> None:
    sys.unraisablehook = sys.__unraisablehook__
    threading.excepthook = threading.__excepthook__
    logging.getLogger().removeHandler(handler)
    handler.close()


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    """What the log and the one before it hold, oldest first; what is no line of ours is passed over."""
    for one in (file.with_name(f"{file.name}.1"), file):
        if one.is_file():
            with one.open(encoding="utf-8", errors="replace") as lines:
                yield from (told for line in lines if (told := _told(line)))


def _told(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}  # half a line of a robot that was killed
    return told if isinstance(told, dict) else {}


def _met_by_python(met: "sys.UnraisableHookArgs | threading.ExceptHookArgs") -> None:
    _LOG.error("bug", exc_info=met.exc_value)
