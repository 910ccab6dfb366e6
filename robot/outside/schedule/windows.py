"""The Windows Task Scheduler, through `schtasks` and a task in XML. Keeps the Scheduler promise. Never tried.

Shape and order follow Microsoft's Task Scheduler Schema and MS-TSCH 2.5 (learn.microsoft.com, read 2026-11): a trigger
is a sequence (StartBoundary, Repetition, then its own), the other parts may stand in any order.
"""

import csv
import html
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from robot.model.errors import RobotError
from robot.model.schedule import ScheduledRun
from robot.outside.schedule.scheduler import Definition, Program, Registered, demand, refuse_odd_path, run_program

NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AGAIN = "PT15M"  # a watch that ended is started again; one that runs is left alone (IgnoreNew)
_NEVER_RAN = 0x41303
_RUNNING = 0x41301
_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    "ExecutionTimeLimit": "PT0S",  # none
}


@dataclass(frozen=True, slots=True)
class WindowsTasks:
    program: Program = run_program

    word = "windows"
    keeps_zone = False

    def note(self, run: ScheduledRun) -> str:
        if run.timetable is None:
            return "Ya está en marcha, y empieza con el equipo o con su sesión. Si se cae, se levanta en 15 minutos."
        return "Si el equipo estaba apagado a esa hora, corre en cuanto se puede."

    def needs_session(self, run: ScheduledRun) -> bool:
        return not run.without_session

    def available(self) -> bool:
        return self.program(("schtasks", "/Query", "/FO", "CSV", "/NH"), b"").code == 0

    def definitions(self, run: ScheduledRun) -> tuple[Definition, ...]:
        if run.environment:
            names = ", ".join(name for name, _ in run.environment)
            fix = "Escriba lo mismo en settings.yaml (vault: file, browser: executable) y quite la variable."
            raise RobotError(f"Una tarea de Windows no lleva variables: {names}.", fix=fix)
        refuse_odd_path(run.paths, "%", "El Programador de tareas")  # it would take it for a variable
        task = _task(run)
        ET.indent(task)
        text = '<?xml version="1.0" encoding="UTF-16"?>\n' + ET.tostring(task, "unicode") + "\n"
        content = b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
        return (Definition(f"{run.name}.xml", content),)

    def install(self, run: ScheduledRun) -> None:
        """/F replaces what has the same name."""
        (definition,) = self.definitions(run)
        with tempfile.TemporaryDirectory(dir=run.workspace / "temp") as folder:
            file = Path(folder, definition.where)
            file.write_bytes(definition.content)
            fix = "Para --without-session, o si su empresa lo restringe: PowerShell como administrador."
            demand(self.program, ("schtasks", "/Create", "/TN", run.name, "/XML", str(file), "/F"), fix=fix)
        if run.timetable is None:
            demand(self.program, ("schtasks", "/Run", "/TN", run.name))

    def remove(self, name: str) -> bool:
        """A daily run under way ends by itself; a watch never would, and is cut off."""
        found = self.registered(name)
        if found is None:
            return False
        if "--watch" in found.definitions[0].text:
            self.program(("schtasks", "/End", "/TN", name), b"")
        demand(self.program, ("schtasks", "/Delete", "/TN", name, "/F"))
        return True

    def registered(self, name: str) -> Registered | None:
        """The columns are told apart by their place: their names and dates are in the system's language."""
        shown = self.program(("schtasks", "/Query", "/TN", name, "/XML"), b"")
        if shown.code != 0:
            return None
        listed = self.program(("schtasks", "/Query", "/TN", name, "/V", "/FO", "CSV", "/NH"), b"")
        row = next(csv.reader(listed.text.splitlines()), [])
        following, last, result = (row[2], row[5], row[6]) if len(row) > 6 else ("", "", "")
        code = int(result) if result.lstrip("-").isdigit() else None
        ran = code not in (None, _NEVER_RAN, _RUNNING)
        definition = Definition(f"{name}.xml", shown.text.encode())
        title = html.unescape(shown.text.partition("<Description>")[2].partition("</Description>")[0])
        return Registered(
            (definition,),
            title,
            needs_session="InteractiveToken" in shown.text,
            next_run=following,
            last_run=last if ran else "",
            exit_code=code if ran else None,
        )


def _task(run: ScheduledRun) -> ET.Element:
    task = ET.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
    _fill(task, "RegistrationInfo", {"Description": run.title, "URI": f"\\{run.name}"})
    _trigger(ET.SubElement(task, "Triggers"), run)
    principal = _fill(ET.SubElement(task, "Principals"), "Principal", {"UserId": run.user})
    principal.set("id", "Author")
    # S4U: also while the user is logged off, with no password kept; then there is no keyring.
    ET.SubElement(principal, "LogonType").text = "S4U" if run.without_session else "InteractiveToken"
    ET.SubElement(principal, "RunLevel").text = "LeastPrivilege"
    _fill(task, "Settings", _SETTINGS)
    actions = ET.SubElement(task, "Actions", {"Context": "Author"})
    arguments = subprocess.list2cmdline(run.arguments)
    _fill(actions, "Exec", {"Command": str(run.python), "Arguments": arguments, "WorkingDirectory": str(run.workspace)})
    return task


def _trigger(triggers: ET.Element, run: ScheduledRun) -> None:
    if run.here is None or run.first_day is None:
        trigger = ET.SubElement(triggers, "BootTrigger" if run.without_session else "LogonTrigger")
        _fill(trigger, "Repetition", {"Interval": _AGAIN})
        if not run.without_session:
            ET.SubElement(trigger, "UserId").text = run.user
        return
    trigger = ET.SubElement(triggers, "CalendarTrigger")
    # Not a day that is past: the scheduler would take the run for a missed one, and make up for it at once.
    ET.SubElement(trigger, "StartBoundary").text = f"{run.first_day}T{run.here.at:%H:%M}:00"
    if len(run.here.days) == 7:
        _fill(trigger, "ScheduleByDay", {"DaysInterval": "1"})
        return
    week = _fill(trigger, "ScheduleByWeek", {"WeeksInterval": "1"})
    days = ET.SubElement(week, "DaysOfWeek")
    for day in run.here.days:
        ET.SubElement(days, _DAYS[day])


def _fill(parent: ET.Element, name: str, texts: Mapping[str, str]) -> ET.Element:
    made = ET.SubElement(parent, name)
    for key, text in texts.items():
        ET.SubElement(made, key).text = text
    return made
