"""systemd: a timer and its service for the daily run, or one service that stays. The user's own manager, or the
machine's when root asks. Keeps the Scheduler promise. Checked by `systemd-analyze verify` in the tests.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from robot.model.errors import RobotError, said_by_system
from robot.model.schedule import ScheduledRun
from robot.outside.schedule.scheduler import Definition, Program, Registered, demand, refuse_odd_path, run_program

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_KINDS = ("timer", "service")
_STOP = "10min"  # a visit ends within two minutes, or waits up to five for the mail with its session open
# KillMode=mixed: only the robot hears SIGTERM, so that the browsers of the visits under way live until these end.
# 3 ("a person is needed") is how a healthy run may end.
_SERVICE = """[Unit]
Description={title}
{network}
[Service]
Type={kind}
{user}WorkingDirectory={folder}
{environment}ExecStart=:{command}
KillMode=mixed
TimeoutStopSec={stop}
SuccessExitStatus=3
{restart}"""
_NETWORK = "Wants=network-online.target\nAfter=network-online.target\n"
_STAYS = "Restart=on-failure\nRestartSec=5min\n\n[Install]\nWantedBy={target}\n"
_TIMER = """[Unit]
Description={title}

[Timer]
OnCalendar={days} *-*-* {at:%H:%M}:00 America/Mexico_City
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Systemd:
    """`system`: the machine's manager, else the user's. `folder`: where its unit files lie."""

    system: bool
    folder: Path
    program: Program = run_program

    word = "systemd"
    keeps_zone = True

    def note(self, run: ScheduledRun) -> str:
        if run.timetable is None:
            return "Ya está en marcha, y empieza con el equipo. Si se cae, se levanta a los 5 minutos."
        return "Si el equipo estaba apagado a esa hora, corre en cuanto enciende."

    def needs_session(self, run: ScheduledRun) -> bool:
        return not self.system and not run.without_session

    def available(self) -> bool:
        return self.program(self._words("show-environment"), b"").code == 0

    def definitions(self, run: ScheduledRun) -> tuple[Definition, ...]:
        refuse_odd_path(run.paths, "", self.word)
        refuse_odd_path((str(run.python),), "\"'\\", self.word)  # however they are quoted
        service = self._file(f"{run.name}.service", self._service(run))
        if run.timetable is None:
            return (service,)
        days = ",".join(_DAYS[day] for day in run.timetable.days)
        timer = _TIMER.format(title=_specifiers(run.title), days=days, at=run.timetable.at)
        return (service, self._file(f"{run.name}.timer", timer))

    def install(self, run: ScheduledRun) -> None:
        before = {name: path.read_bytes() for name, path in self._files(run.name)}
        after = {Path(one.where).name: one.content for one in self.definitions(run)}
        if before != after:
            self.remove(run.name)
            self._write(after)
        if run.without_session and not self.system:
            fix = f"Que un administrador ejecute: loginctl enable-linger {run.user}"
            demand(self.program, ("loginctl", "enable-linger"), fix=fix)
        unit = f"{run.name}.{'timer' if run.timetable else 'service'}"
        try:
            demand(self.program, self._words("daemon-reload"))
            demand(self.program, self._words("enable", "--now", "--no-block", unit))
        except RobotError:
            self.remove(run.name)
            raise

    def remove(self, name: str) -> bool:
        found = dict(self._files(name))
        for unit in sorted(found, reverse=True):  # the timer first; a run under way ends by itself, a service politely
            if b"[Install]" in found[unit].read_bytes():
                self.program(self._words("disable", "--now", "--no-block", unit), b"")
            found[unit].unlink()
        if found:
            self.program(self._words("daemon-reload"), b"")
        return bool(found)

    def registered(self, name: str) -> Registered | None:
        found = tuple(Definition(str(path), path.read_bytes()) for _, path in self._files(name))
        if not found:
            return None
        timer, service = self._facts(f"{name}.timer"), self._facts(f"{name}.service")
        stands = timer if len(found) == 2 else service
        active = stands.get("ActiveState", "")
        ran = service.get("ExecMainExitTimestamp", "")
        return Registered(
            found,
            _title(found[0].text),
            needs_session=not self.system,
            next_run=timer.get("NextElapseUSecRealtime", ""),
            last_run=ran,
            exit_code=int(service["ExecMainStatus"]) if ran and service.get("ExecMainStatus", "").isdigit() else None,
            trouble=f"systemd dice: {active}" if active not in ("", "active", "activating") else "",
        )

    def _facts(self, unit: str) -> dict[str, str]:
        wanted = "ActiveState,NextElapseUSecRealtime,ExecMainStatus,ExecMainExitTimestamp"
        lines = self.program(self._words("show", unit, f"--property={wanted}"), b"").text.splitlines()
        return {key: value for key, _, value in (line.partition("=") for line in lines)}

    def _service(self, run: ScheduledRun) -> str:
        stays = run.timetable is None
        target = "multi-user.target" if self.system else "default.target"
        return _SERVICE.format(
            title=_specifiers(run.title),
            network=_NETWORK if self.system else "",
            kind="exec" if stays else "oneshot",
            user=f"User={run.user}\n" if self.system else "",
            folder=_specifiers(str(run.workspace)),
            environment="".join(f"Environment={_quoted(f'{key}={value}')}\n" for key, value in run.environment),
            command=" ".join(_quoted(word) for word in (str(run.python), *run.arguments)),
            stop=_STOP,
            restart=_STAYS.format(target=target) if stays else "",
        )

    def _write(self, files: dict[str, bytes]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (self.folder / name).write_bytes(content)
        except OSError as error:
            raise RobotError(f"No se puede escribir en {self.folder}: {said_by_system(error)}.") from None

    def _file(self, name: str, text: str) -> Definition:
        return Definition(str(self.folder / name), text.encode())

    def _files(self, name: str) -> Iterator[tuple[str, Path]]:
        paths = (self.folder / f"{name}.{kind}" for kind in _KINDS)
        return ((path.name, path) for path in paths if path.exists())

    def _words(self, *arguments: str) -> tuple[str, ...]:
        return ("systemctl", *(() if self.system else ("--user",)), *arguments)


def systemd_here(environ: Mapping[str, str]) -> Systemd:
    """The manager that this process may ask."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Systemd(system=True, folder=Path("/etc/systemd/system"))
    home = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Systemd(system=False, folder=home / "systemd" / "user")


def _title(unit: str) -> str:
    found = (line.removeprefix("Description=") for line in unit.splitlines() if line.startswith("Description="))
    return next(found, "").replace("%%", "%")


def _specifiers(text: str) -> str:
    """% begins a specifier everywhere in a unit file."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One word of ExecStart= or Environment=. `$` stays as it is: ExecStart=: expands no variables."""
    return '"' + _specifiers(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
