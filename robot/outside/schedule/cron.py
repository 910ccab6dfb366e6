"""cron: one marked block on top of the user's crontab, where no CRON_TZ, SHELL or MAILTO of other lines reaches it.

Keeps the Scheduler promise. Every other byte of the crontab stays as it is.
"""

import re
import shlex
from dataclasses import dataclass

from robot.model.errors import RobotError
from robot.model.schedule import ScheduledRun
from robot.outside.schedule.scheduler import Definition, Program, Registered, demand, refuse_odd_path, run_program

_OUTPUT = "log/cron.txt"  # in the workspace: what the last run said; cron itself would mail it


@dataclass(frozen=True, slots=True)
class Cron:
    program: Program = run_program

    word = "cron"
    keeps_zone = False

    def note(self, run: ScheduledRun) -> str:
        if run.timetable is None:
            return "Empieza al encender el equipo, no antes. Si se cae, cron no lo levanta."
        return (
            "cron no recupera las corridas perdidas: si el equipo está apagado a esa hora, espera a la siguiente. "
            f"Lo que dijo la última queda en {_OUTPUT}."
        )

    def needs_session(self, _run: ScheduledRun) -> bool:
        return False

    def available(self) -> bool:
        return self.program(("crontab", "-l"), b"").code in (0, 1)

    def definitions(self, run: ScheduledRun) -> tuple[Definition, ...]:
        return (Definition("crontab", _block(run)),)

    def install(self, run: ScheduledRun) -> None:
        before = self._read()
        after = _block(run) + _without(before, run.name)
        if after != before:
            demand(self.program, ("crontab", "-"), after)

    def remove(self, name: str) -> bool:
        before = self._read()
        after = _without(before, name)
        if after == before:
            return False
        demand(self.program, ("crontab", "-") if after else ("crontab", "-r"), after)
        return True

    def registered(self, name: str) -> Registered | None:
        found = _pattern(name).search(self._read())
        if found is None:
            return None
        title = found[0].decode("utf-8", "replace").splitlines()[0].partition(": ")[2]
        return Registered((Definition("crontab", found[0]),), title, needs_session=False)

    def _read(self) -> bytes:
        answer = self.program(("crontab", "-l"), b"")
        if answer.code == 0:
            return answer.out
        if answer.code == 127 or b"no crontab" in answer.err:
            return b""
        raise RobotError(f"No se puede leer el crontab: {answer.words}", where="crontab -l")


def _block(run: ScheduledRun) -> bytes:
    refuse_odd_path(run.paths, "\\", Cron.word)  # crons differ in what a backslash before a % means
    variables = [f"{key}={shlex.quote(value)}" for key, value in run.environment]
    command = [*variables, shlex.join((str(run.python), *run.arguments)), f">{_OUTPUT} 2>&1"]
    line = f"cd {shlex.quote(str(run.workspace))} && {' '.join(command)}".replace("%", "\\%")
    return f"# >>> {run.name}: {run.title}\n{_when(run)} {line}\n# <<< {run.name}\n".encode()


def _when(run: ScheduledRun) -> str:
    """In the machine's own time: the crons of Debian and others know no other."""
    if run.here is None:
        return "@reboot"
    days = ",".join(str((day + 1) % 7) for day in run.here.days) if len(run.here.days) < 7 else "*"
    return f"{run.here.at.minute} {run.here.at.hour} * * {days}"


def _without(crontab: bytes, name: str) -> bytes:
    rest = _pattern(name).sub(b"", crontab)
    if f"# >>> {name}".encode() in rest:
        raise RobotError(
            "Al bloque del robot en el crontab le falta su última línea.",
            where=f"# <<< {name}",
            fix="Bórrelo a mano con `crontab -e` y repita el comando.",
        )
    return rest


def _pattern(name: str) -> re.Pattern[bytes]:
    mark = re.escape(name.encode())
    return re.compile(rb"^# >>> " + mark + rb":(?:(?!^# >>> ).)*?^# <<< " + mark + rb"\n", re.MULTILINE | re.DOTALL)
