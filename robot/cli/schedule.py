"""schedule install, remove, show: the daily run of a workspace, or `run --watch`, in the machine's own scheduler."""

import sys
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, WorkspaceOption, opened
from robot.cli.unattended import lacks, secrets_of_the_terminal, taken_over
from robot.console.paper import Paper
from robot.model.errors import RobotError
from robot.model.schedule import ScheduledRun, Timetable, registration_name
from robot.outside.schedule.here import account_here, schedulers_here
from robot.outside.schedule.scheduler import Definition, Registered, Scheduler
from robot.rules.timetable import elsewhere, moves, next_start, read_days, read_time, read_words, start_time

app = typer.Typer(help="La corrida diaria, en el programador de tareas de este equipo.", no_args_is_help=True)
_ENDINGS = {0: "bien", 1: "error del robot", 2: "algo está mal escrito", 3: "hace falta una persona", 4: "algo falló"}
_MOVES = (
    "Ojo: el reloj de este equipo cambia de horario y el de la Ciudad de México no; tras cada cambio la corrida "
    "se mueve una hora: repita entonces `infonavit-robot schedule install` con los mismos datos."
)


class With(StrEnum):
    """The words of `--with`."""

    SYSTEMD = "systemd"
    CRON = "cron"
    WINDOWS = "windows"


@app.command("install")
def install(
    workspace: WorkspaceOption = HERE,
    at: Annotated[str | None, typer.Option("--at", metavar="HH:MM", help="Hora de la Ciudad de México.")] = None,
    days: Annotated[str, typer.Option("--days", metavar="DÍAS", help="L-V, L,X,V o all (todos).")] = "all",
    watch: Annotated[bool, typer.Option("--watch", help="Siempre en marcha, en vez de una corrida al día.")] = False,
    chosen: Annotated[With | None, typer.Option("--with", help="Con qué; por omisión, lo mejor que haya.")] = None,
    without_session: Annotated[
        bool, typer.Option("--without-session", help="También sin su usuario dentro de sesión.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Sólo enseña lo que se registraría.")] = False,
) -> None:
    """Programa la corrida diaria de este espacio de trabajo. Repetirlo cambia la que hay; nunca hay dos."""
    paper = Paper()
    with opened(workspace) as open_one:
        here = schedulers_here(open_one.environ)
        scheduler = _scheduler(here, chosen, must_exist=not dry_run)
        run = _wanted(open_one, _timetable(open_one, at, days, watch=watch), without_session=without_session)
        if dry_run:
            _refuse_first(secrets_of_the_terminal(open_one))
            _show_definitions(paper, scheduler.definitions(run))
            return
        _refuse_first(lacks(open_one, needs_session=scheduler.needs_session(run)))
        scheduler.install(run)
        for other in here:
            if other is not scheduler and other.available():
                other.remove(run.name)
        _tell_installed(paper, scheduler, run, open_one.clock.now())


@app.command("remove")
def remove(workspace: WorkspaceOption = HERE) -> None:
    """Quita la programación de este espacio de trabajo, y ninguna otra."""
    paper = Paper()
    with opened(workspace) as open_one:
        name = registration_name(open_one.folder.root)
        removed = [one.word for one in schedulers_here(open_one.environ) if one.available() and one.remove(name)]
        paper.line(f"Ya no está programado ({', '.join(removed)})." if removed else "No había nada programado aquí.")


@app.command("show")
def show(
    workspace: WorkspaceOption = HERE,
    definition: Annotated[
        bool, typer.Option("--definition", help="Lo registrado, tal como lo tiene el sistema.")
    ] = False,
) -> None:
    """Qué está programado para este espacio de trabajo, cuándo corre y cómo terminó la última vez."""
    paper = Paper()
    with opened(workspace) as open_one:
        found = registrations(open_one)
        for scheduler, registered in found:
            if definition:
                _show_definitions(paper, registered.definitions)
            else:
                paper.lines(_lines(scheduler, registered, open_one.clock.now()))
        if not found:
            paper.line("No hay nada programado para este espacio de trabajo: infonavit-robot schedule install")


def registrations(workspace: Workspace) -> tuple[tuple[Scheduler, Registered], ...]:
    """What the machine has registered for this workspace; one at most, unless a person wrote another."""
    name = registration_name(workspace.folder.root)
    asked = ((one, one.registered(name)) for one in schedulers_here(workspace.environ) if one.available())
    return tuple((one, registered) for one, registered in asked if registered is not None)


def _scheduler(here: tuple[Scheduler, ...], chosen: With | None, *, must_exist: bool) -> Scheduler:
    wanted = [one for one in here if chosen in (None, one.word)]
    there = next((one for one in wanted if one.available()), None)
    if there is None and must_exist:
        title = f"{chosen} no responde en este equipo." if chosen else "Este equipo no tiene con qué programar."
        fix = "`schedule install --dry-run --with ...` enseña la definición, para llevarla a mano a otro programa."
        raise RobotError(title, fix=fix)
    return there or wanted[0]


def _timetable(workspace: Workspace, at: str | None, days: str, *, watch: bool) -> Timetable | None:
    if watch:
        if at is not None or days != "all":
            raise RobotError("--watch no lleva hora ni días: está siempre en marcha.")
        return None
    try:
        start = start_time(read_time(at) if at else None, workspace.settings.pace.quiet_hours)
        return Timetable(read_days(days), start)
    except ValueError as error:
        raise RobotError(f"{error}.") from None


def _wanted(workspace: Workspace, timetable: Timetable | None, *, without_session: bool) -> ScheduledRun:
    now = workspace.clock.now()
    return ScheduledRun(
        workspace=workspace.folder.root,
        python=Path(sys.executable),
        user=account_here(workspace.environ),
        timetable=timetable,
        here=elsewhere(timetable, now, None) if timetable else None,
        first_day=next_start(timetable, now).astimezone().date() if timetable else None,
        environment=taken_over(workspace),
        without_session=without_session,
    )


def _refuse_first(found: Iterator[RobotError]) -> None:
    lack = next(found, None)
    if lack is not None:
        raise lack


def _tell_installed(paper: Paper, scheduler: Scheduler, run: ScheduledRun, now: datetime) -> None:
    paper.line(f"Programado con {scheduler.word}: {run.title}")
    if run.timetable and run.here:
        paper.line(f"En el reloj de este equipo: {run.here.words}.")
        paper.lines(_starts(scheduler, run.timetable, now))
    paper.line(scheduler.note(run))
    if run.environment:
        paper.line(f"Variables que se lleva: {', '.join(name for name, _ in run.environment)}.")
    if scheduler.needs_session(run):
        paper.line(f"Corre sólo mientras {run.user} tenga abierta su sesión; si no, use --without-session.")
    paper.line("Véalo con: infonavit-robot schedule show")


def _lines(scheduler: Scheduler, registered: Registered, now: datetime) -> list[str]:
    timetable = read_words(registered.title)
    lines = [f"Con {scheduler.word}: {registered.title}"]
    if timetable:
        lines += _starts(scheduler, timetable, now)
    if registered.next_run:
        lines.append(f"Siguiente, según {scheduler.word}: {registered.next_run}")
    if registered.exit_code is not None:
        ending = _ENDINGS.get(registered.exit_code, "no la terminó el robot")
        lines.append(f"Última corrida: {registered.last_run}, código {registered.exit_code} ({ending}).")
    else:
        lines.append(f"Última corrida: {scheduler.word} no dice cómo terminó, o aún no hay ninguna.")
    return [*lines, *filter(None, (registered.trouble,))]


def _starts(scheduler: Scheduler, timetable: Timetable, now: datetime) -> Iterator[str]:
    start = next_start(timetable, now)
    here = f"{start.astimezone():%d/%m/%Y %H:%M} en este equipo"
    yield f"Siguiente corrida: {start:%d/%m/%Y %H:%M} en la Ciudad de México, {here}."
    if not scheduler.keeps_zone and moves(timetable, now, None):
        yield _MOVES


def _show_definitions(paper: Paper, definitions: tuple[Definition, ...]) -> None:
    for one in definitions:
        paper.line(f"# {one.where}", style="bold")
        paper.raw(one.text)
