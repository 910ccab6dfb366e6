"""Typer's own words in Spanish: what it says of a wrong use, and what it writes around our help texts. Called by main.

Typer has no translations (0.29, read 2026-11). What is not known here is shown as typer says it.
"""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from robot.model.errors import RobotError

# Their common ancestor, for which typer has no public name.
WRONG_USE = cast("tuple[type[Exception], ...]", typer.BadParameter.__bases__)
_SAID = (
    (r"No such command '(.+?)'", "No hay un comando «{}»."),
    (r"No such option: (\S+)", "No hay una opción {}."),
    (r"Missing \w+ '(.+?)'", "Falta {}."),
    (r"Missing command", "Falta el comando."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Sobra: {}."),
    (r"Option '(.+?)' requires an argument", "A la opción {} le falta su valor."),
    (r"Option '(.+?)' does not take a value", "La opción {} no lleva un valor."),
    (r"Invalid value for '(.+?)': .*is not one of (.+?)\.?$", "El valor de {} no vale; valen: {}."),
    (r"Invalid value for '(.+?)': .*greater than or equal to (\d+)", "El valor de {} tiene que ser {} o más."),
    (r"Invalid value for '(.+?)': .*less than or equal to (\d+)", "El valor de {} tiene que ser {} o menos."),
    (r"Invalid value for '(.+?)': .*integer", "El valor de {} tiene que ser un número entero."),
    (r"Invalid value for '(.+?)'", "El valor de {} no vale."),
)
_MEANT = re.compile(r"(?:Did you mean|Possible options:) (.+?)[?)]$")
_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "Argumentos",
    "OPTIONS_PANEL_TITLE": "Opciones",
    "COMMANDS_PANEL_TITLE": "Comandos",
    "DEFAULT_STRING": "[por omisión: {}]",
    "ENVVAR_STRING": "[variable: {}]",
    "REQUIRED_LONG_STRING": "[obligatorio]",
}


def wrong_use(error: Any) -> RobotError:
    """What typer says of words that it does not understand."""
    said = error.format_message()
    matches = ((re.match(pattern, said), told) for pattern, told in _SAID)
    title = next((told.format(*found.groups()) for found, told in matches if found), said)
    meant = _MEANT.search(said)
    hints = (f"¿Quiso decir {meant[1]}?" if meant else "", f"Vea: {error.ctx.command_path} --help" if error.ctx else "")
    return RobotError(title, fix=" ".join(filter(None, hints)))


def speak_spanish() -> None:
    """Before a help text is shown: the module of its titles loads slowly."""
    rich_utils = import_module("typer.rich_utils")
    for name, text in _TITLES.items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, text)
    for kind in (TyperCommand, TyperGroup):
        setattr(kind, "get_usage", _usage(kind.get_usage))  # noqa: B010  mypy forbids the plain assignment
        setattr(kind, "get_help_option", _help_option(kind.get_help_option))  # noqa: B010


def _usage(said: Callable[..., str]) -> Callable[..., str]:
    def usage(self: Any, ctx: Any) -> str:
        told = said(self, ctx).replace("Usage:", "Uso:", 1).replace("[OPTIONS]", "[OPCIONES]")
        return told.replace("COMMAND [ARGS]...", "COMANDO...")

    return usage


def _help_option(made: Callable[..., Any]) -> Callable[..., Any]:
    def help_option(self: Any, ctx: Any) -> Any:
        option = made(self, ctx)
        if option is not None:
            option.help = "Muestra esta ayuda."
        return option

    return help_option
