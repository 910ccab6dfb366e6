"""The command line: every command's name, and the one door where errors become exit codes.

0 all well, 1 a bug of ours, 2 wrong use or wrong files, 3 people are needed, 4 something failed.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from robot.cli.crash import at_the_door
from robot.cli.spanish import WRONG_USE, speak_spanish, wrong_use
from robot.console.outlet import put_in_place
from robot.console.paper import Paper
from robot.model.errors import BrowserMissing, MailError, RobotError, VaultError

_HELP = """Robot de Infonavit: contraseña de Servicios de Intercomunicación y relaciones de confianza, para muchos NRP.

Empiece con: init, import, check, run. Todo lo que falta de una persona se ve con: status."""
_RUN = "run"


def commands(words: Sequence[str] = ()) -> typer.Typer:
    """The commands that `words` may ask for. `run` starts without what only the others need; all are loaded by
    name, because nobody should wait for the imports of a command that was not asked for."""
    app = typer.Typer(help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(lambda: None)  # with a single command typer would leave its name out
    import_module("robot.cli.runs").register(app)
    if words[:1] != [_RUN]:
        import_module("robot.cli.others").register(app)
    if words[:1] != [_RUN] or "--help" in words:
        speak_spanish()
    return app


def _leave_no_memory() -> None:
    """A crash of ours or of the browser's leaves no memory on the disk. On Windows that is the system's setting."""
    if os.name == "posix":
        resource = import_module("resource")
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _loaded(words: Sequence[str]) -> typer.Typer:
    """What is loaded is never garbage: nothing looks for any in it, now or later."""
    gc.disable()
    app = commands(words)
    gc.freeze()
    gc.enable()
    return app


def main() -> None:
    """The console script. Known errors are told in Spanish; anything else is a bug, see crash."""
    _leave_no_memory()
    put_in_place()
    paper = Paper()
    environ = dict(os.environ)  # a run takes what is secret out of it
    try:
        code = _loaded(sys.argv[1:])(standalone_mode=False)
    except RobotError as error:
        paper.error(error)
        raise SystemExit(4 if isinstance(error, BrowserMissing | MailError | VaultError) else 2) from None
    except WRONG_USE as error:
        if str(error):  # without words it has shown its help
            paper.error(wrong_use(error))
        raise SystemExit(2) from None
    except typer.Abort:  # nobody answers any more what was asked
        paper.warn("Se dejó a medias, porque no hubo respuesta.")
        raise SystemExit(2) from None
    except Exception as bug:
        at_the_door(bug, paper, sys.argv[1:], environ)
        raise SystemExit(1) from None
    raise SystemExit(code)
