"""The folder of one visit while it is filled. Made by room, used by the engine through the Evidence promise.

Nothing goes in without passing the scrubber, and what still holds a secret afterwards is not kept: an event says so.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from robot.model.secret import Secret
from robot.outside.evidence.layout import EVENTS, MANIFEST, file_name, written_to
from robot.outside.evidence.trace import redacted
from robot.outside.evidence.unpacked import parts
from robot.outside.whole_file import HALF, whole
from robot.rules.scrub import Scrubber

HIDDEN = "[oculto]"
_PICTURE = ".jpg"


class VisitFolder:
    """Keeps the Evidence promise. `now` stamps the events; `opened`: when it began, if that was not just now."""

    def __init__(
        self, folder: Path, secrets: Iterable[Secret], *, now: Callable[[], datetime], opened: datetime | None = None
    ) -> None:
        self._folder = folder
        self._secrets = set(secrets)
        self._learnt: set[Secret] = set()
        self._scrubber = Scrubber(self._secrets)
        self._now = now
        self._opened = opened or now()
        self._inherited = opened is not None
        self._count = self._traces = 0
        self._searched: set[str] = set()  # files looked through when they came, for all but what was learnt
        self._closed = False
        self._events = (folder / EVENTS).open("a", encoding="utf-8", newline="\n")

    @property
    def path(self) -> str:
        return str(self._folder)

    def learn(self, *secrets: Secret) -> None:
        """Secrets that came up during the visit; `close` looks for them in what was kept before, too."""
        new = set(secrets) - self._secrets
        if new:
            self._secrets |= new
            self._learnt |= new
            self._scrubber = Scrubber(self._secrets)

    def event(self, kind: str, **details: Any) -> None:
        """A kill after this loses nothing of it; after `close` there is nothing left to tell."""
        if self._closed:
            return
        stamp = {"at": self._now().isoformat(timespec="milliseconds")}
        line = self._line(stamp, {"kind": kind, **details})
        with written_to(self._folder):
            self._events.write(line + "\n")
            self._events.flush()

    def _line(self, stamp: dict[str, str], told: dict[str, Any]) -> str:
        """As it is when nothing in it is secret, which is nearly always; else each of its texts scrubbed."""
        with suppress(UnicodeEncodeError):  # half a letter
            plain = json.dumps({**stamp, **told}, ensure_ascii=False, default=_as_json)
            if "\\u00" not in plain and not self._scrubber.finds(plain.encode()):
                return plain
        line = json.dumps({**stamp, **self._clean(told)}, ensure_ascii=False)
        return json.dumps({**stamp, "kind": HIDDEN}) if self._scrubber.finds(line.encode()) else line

    def picture(self, name: str, jpeg: bytes) -> None:
        """It holds pixels and no text: what must not be seen was covered before it was taken."""
        file = self._write(f"{name}{_PICTURE}", jpeg)
        self.event("picture", file=file.name)

    def keep(self, name: str, content: bytes) -> str:
        """The path of the file; empty when it held a secret and was not kept."""
        return self._store(name, self._scrubber.bytes(content) if _is_text(content) else content)

    def trace(self, raw: bytes) -> None:
        self._traces += 1
        name = f"traza_{self._traces}.zip"
        try:
            path = self._store(name, redacted(raw, self._scrubber))
        except ValueError:
            self.event("deleted", file=name, why="no se pudo revisar")
        else:
            if path:
                self.event("trace", file=Path(path).name)

    def close(self, outcome: str) -> None:
        """Looks through what was kept before the last secret came up, then writes the manifest. A second call does
        nothing."""
        if self._closed:
            return
        try:
            with written_to(self._folder):
                self._finish(outcome)
        finally:
            self._closed = True
            with suppress(OSError):  # what could not be written was told already
                self._events.close()

    def _finish(self, outcome: str) -> None:
        self._look_again()
        self.event("closed", outcome=outcome)
        self._closed = True
        self._events.close()
        self._clean_events()
        self._write_manifest(outcome)

    def _look_again(self) -> None:
        """For what was learnt since; for everything in what another process kept."""
        fresh = Scrubber(self._learnt)
        for file in self._kept():
            scrubber = fresh if file.name in self._searched else self._scrubber
            if file.suffix != _PICTURE and file.name != EVENTS and _holds_secret(scrubber, file.read_bytes()):
                file.unlink()
                self._tell_deleted(file.name)

    def _store(self, name: str, content: bytes) -> str:
        if _holds_secret(self._scrubber, content):
            self._count += 1
            self._tell_deleted(self._named(name).name)
            return ""
        return str(self._write(name, content))

    def _write(self, name: str, content: bytes) -> Path:
        self._count += 1
        file = self._named(name)
        with written_to(self._folder):
            _replace(file, content)
        self._searched.add(file.name)
        return file

    def _named(self, name: str) -> Path:
        file = self._folder / file_name(self._count, self._scrubber.text(name))
        if self._scrubber.finds(file.name.encode()):
            file = self._folder / file_name(self._count, "archivo" + file.suffix)
        return file

    def _tell_deleted(self, name: str) -> None:
        self.event("deleted", file=name, why="aún contenía un secreto")

    def _clean(self, value: Any) -> Any:
        """`value` as JSON can hold it, its texts scrubbed; a number that is a secret becomes a text."""
        if isinstance(value, dict):
            return {self._scrubber.text(str(key)): self._clean(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._clean(inner) for inner in value]
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return HIDDEN if self._scrubber.finds(str(value).encode()) else value
        return self._scrubber.text(str(value))

    def _clean_events(self) -> None:
        """Lines that were written before a secret was learnt, or by another process."""
        file = self._folder / EVENTS
        content = file.read_bytes()
        if (self._scrubber if self._inherited else Scrubber(self._learnt)).finds(content):
            _replace(file, self._scrubber.bytes(content))

    def _kept(self) -> list[Path]:
        return sorted(file for file in self._folder.iterdir() if file.is_file() and file.name != MANIFEST)

    def _write_manifest(self, outcome: str) -> None:
        files = [_described(file) for file in self._kept()]
        manifest = {
            "opened": self._opened.isoformat(timespec="seconds"),
            "closed": self._now().isoformat(timespec="seconds"),
            "outcome": self._scrubber.text(outcome),
            "files": files,
        }
        _replace(self._folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _as_json(value: Any) -> Any:
    return list(value) if isinstance(value, (set, frozenset)) else str(value)


def _holds_secret(scrubber: Scrubber, content: bytes) -> bool:
    return any(scrubber.finds(part) for _, part in parts(content))


def drop_halves(folder: Path) -> None:
    """What a killed robot was just writing: a file under its passing name, the last line of the events."""
    for half in folder.glob(f"*{HALF}"):
        half.unlink()
    events = folder / EVENTS
    told = events.read_bytes() if events.exists() else b""
    if told and not told.endswith(b"\n"):
        _replace(events, told[: told.rfind(b"\n") + 1])


def _described(file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    return {"name": file.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _replace(file: Path, content: bytes) -> None:
    with whole(file) as fresh:
        fresh.write_bytes(content)
