"""A run that the machine's own scheduler starts: when, which one, for whom. cli/schedule makes it, outside/schedule
writes it into systemd, cron or the Windows Task Scheduler. Holds no secret.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

DAY_LETTERS = "LMXJVSD"  # lunes, martes, miércoles (X), jueves, viernes, sábado, domingo


@dataclass(frozen=True, slots=True)
class Timetable:
    """`days`: 0 is Monday, in order. Whose clock `at` means is said by whoever holds one: Mexico City's as a rule."""

    days: tuple[int, ...]
    at: time

    def __post_init__(self) -> None:
        if not self.days or set(self.days) - set(range(7)) or list(self.days) != sorted(set(self.days)):
            raise ValueError("days are numbers from 0 to 6, each once, in order")

    @property
    def words(self) -> str:
        """As a person writes it and `rules.timetable.read_words` reads it: `L-V 07:30`, `L,X,V 07:30`."""
        letters = [DAY_LETTERS[day] for day in self.days]
        in_a_row = len(letters) > 2 and self.days[-1] - self.days[0] == len(letters) - 1
        return f"{f'{letters[0]}-{letters[-1]}' if in_a_row else ','.join(letters)} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """`timetable` in Mexico City's time; `here`, the same in this machine's, and the first day of it. All None: it is
    `run --watch`, which never ends.

    `python` is the interpreter of this installation, `user` the account that runs it, `without_session` whether it
    also runs while that account is not logged on.
    """

    workspace: Path
    python: Path
    user: str
    timetable: Timetable | None
    here: Timetable | None
    first_day: date | None = None
    environment: tuple[tuple[str, str], ...] = ()
    without_session: bool = False

    @property
    def name(self) -> str:
        return registration_name(self.workspace)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What follows `python`. -P: no module is taken from the folder it runs in."""
        watch = () if self.timetable else ("--watch",)
        return ("-P", "-m", "robot", "run", *watch, "--workspace", str(self.workspace))

    @property
    def paths(self) -> tuple[str, ...]:
        """All that a definition has to write without changing it."""
        return (str(self.workspace), str(self.python), *(value for _, value in self.environment))

    @property
    def title(self) -> str:
        """What a person reads in the system's own list, and `schedule show` reads back."""
        when = f"{self.timetable.words} hora de la Ciudad de México" if self.timetable else "siempre en marcha"
        return f"Robot de Infonavit: {when}, {self.workspace}"


def registration_name(workspace: Path) -> str:
    """The same for one workspace at all times, another one for every other workspace."""
    path = os.path.normcase(workspace.absolute())
    return f"infonavit-robot-{hashlib.sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
