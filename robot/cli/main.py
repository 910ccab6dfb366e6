"""The command line: every command's name, and the one door where errors become exit codes.

0 all well, 1 a bug of ours, 2 wrong use or wrong files, 3 people are needed, 4 something failed.
"""

import sys
import traceback
from importlib.metadata import version

import typer
from typer import rich_utils

import robot.cli.attend as attend
import robot.cli.efirma as efirma
import robot.cli.employers as employers
import robot.cli.flows as flows
import robot.cli.passwords as passwords
import robot.cli.pauses as pauses
import robot.cli.plan as plan
import robot.cli.runs as runs
import robot.cli.schedule as schedule
import robot.cli.shows as shows
import robot.cli.summaries as summaries
import robot.cli.terms as terms
import robot.cli.tools as tools
from robot.console.paper import Paper
from robot.model.errors import BrowserMissing, MailError, RobotError, VaultError

_HELP = """Robot de Infonavit: contraseña de Servicios de Intercomunicación y relaciones de confianza, para muchos NRP.

Empiece con: init, import, check, run. Todo lo que falta de una persona se ve con: status."""

app = typer.Typer(help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for room in (employers, runs, attend, pauses, shows, plan, tools):
    room.register(app)
app.add_typer(terms.app, name="terms")
app.add_typer(passwords.app, name="password")
app.add_typer(efirma.app, name="efirma")
app.add_typer(flows.app, name="flows")
app.add_typer(summaries.app, name="summary")
app.add_typer(schedule.app, name="schedule")
app.add_typer(tools.browser_app, name="browser")


def _speak_spanish() -> None:
    """The titles that typer writes around our help texts."""
    words = {
        "ARGUMENTS_PANEL_TITLE": "Argumentos",
        "OPTIONS_PANEL_TITLE": "Opciones",
        "COMMANDS_PANEL_TITLE": "Comandos",
        "ERRORS_PANEL_TITLE": "Error",
        "DEFAULT_STRING": "[por omisión: {}]",
        "REQUIRED_LONG_STRING": "[obligatorio]",
        "RICH_HELP": "Vea [blue]'{command_path} {help_option}'[/].",
    }
    for name, text in words.items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, text)


def main() -> None:
    """The console script. Known errors are told in Spanish; anything else is a bug and says so."""
    paper = Paper()
    _speak_spanish()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Windows consoles and pipes
    try:
        app()
    except RobotError as error:
        paper.error(error)
        raise SystemExit(4 if isinstance(error, BrowserMissing | MailError | VaultError) else 2) from None
    except Exception as bug:
        kind = type(bug).__name__
        place = traceback.extract_tb(bug.__traceback__)[-1]
        paper.err.print(f"Error interno del robot ({kind}) en {place.filename.split('robot')[-1]}:{place.lineno}.")
        paper.err.print(f"Versión {version('infonavit-robot')}. Nada se perdió: puede volver a ejecutar el comando.")
        raise SystemExit(1) from None
