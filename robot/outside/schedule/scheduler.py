"""What the three schedulers promise, what they answer, and running the system's own commands.

Called by systemd, cron and windows; cli/schedule knows only the promise. Nothing here holds a secret.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from robot.model.errors import RobotError
from robot.model.schedule import ScheduledRun

_LIMIT = 60  # seconds for a command that only asks or registers


@dataclass(frozen=True, slots=True)
class Definition:
    """One file, as the system gets it. `where` is its path, or what stands for it."""

    where: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-16" if self.content[:2] == b"\xff\xfe" else "utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Registered:
    """What the system has and says. Empty or None: it does not say."""

    definitions: tuple[Definition, ...]
    title: str
    needs_session: bool
    next_run: str = ""
    last_run: str = ""
    exit_code: int | None = None
    trouble: str = ""


class Scheduler(Protocol):
    """`word` is what `--with` takes. Every method raises RobotError when the system refuses."""

    @property
    def word(self) -> str: ...

    @property
    def keeps_zone(self) -> bool:
        """Whether it starts runs by Mexico City's time; else by the machine's own, which may be put back and forth."""

    def note(self, run: ScheduledRun, /) -> str:
        """What a person should know of how it starts this run, in Spanish."""

    def needs_session(self, run: ScheduledRun, /) -> bool:
        """Whether the run starts only while its user is logged on, and so may open the system's keyring."""

    def available(self) -> bool: ...

    def definitions(self, run: ScheduledRun) -> tuple[Definition, ...]: ...

    def install(self, run: ScheduledRun) -> None:
        """Registers it; what was registered under its name before is replaced."""

    def remove(self, name: str) -> bool:
        """False when there was nothing of that name. Touches nothing else."""

    def registered(self, name: str) -> Registered | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return _decoded(self.out)

    @property
    def words(self) -> str:
        """What it complained of, on one line."""
        return " ".join(_decoded(self.err or self.out).split())


Program = Callable[[Sequence[str], bytes], Answer]


def run_program(arguments: Sequence[str], given: bytes = b"") -> Answer:
    """127 when there is no such program, as a shell would say."""
    try:
        done = subprocess.run(arguments, input=given, capture_output=True, timeout=_LIMIT, check=False)
    except (FileNotFoundError, PermissionError):
        return Answer(127, b"", f"{arguments[0]}: no se encuentra".encode())
    except subprocess.TimeoutExpired:
        return Answer(124, b"", f"{arguments[0]}: no respondió en {_LIMIT} s".encode())
    return Answer(done.returncode, done.stdout, done.stderr)


def demand(program: Program, arguments: Sequence[str], given: bytes = b"", *, fix: str = "") -> Answer:
    """Raises RobotError with the command's own words when it does not succeed."""
    answer = program(arguments, given)
    if answer.code != 0:
        title = f"El sistema no aceptó la programación: {answer.words or f'código {answer.code}'}"
        raise RobotError(title, where=" ".join(arguments), fix=fix)
    return answer


def refuse_odd_path(paths: Sequence[str], forbidden: str, word: str) -> None:
    """Control characters break every kind of definition; `forbidden` are those that this one cannot write."""
    for text in paths:
        odd = [letter for letter in text if letter in forbidden or not letter.isprintable()]
        if odd:
            fix = "Use una carpeta sin ese carácter en su ruta."
            raise RobotError(f"{word} no admite {odd[0]!r} en una ruta.", where=text, fix=fix)


def _decoded(content: bytes) -> str:
    return content.decode("oem" if sys.platform == "win32" else "utf-8", "replace")
