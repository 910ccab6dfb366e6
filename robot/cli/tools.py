"""browser install, version: what a machine needs before the first run."""

import asyncio

import typer

from robot.assembly import started_browser
from robot.console.paper import Paper
from robot.model.errors import BrowserMissing
from robot.outside.browser.install import install as run_install
from robot.outside.browser.options import BrowserOptions
from robot.outside.settings.shown import versions

browser_app = typer.Typer(help="El navegador que usa el robot.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command("version")(version)


def version() -> None:
    """La versión del robot y de lo que usa."""
    paper = Paper()
    for name, number in versions().items():
        paper.line(f"{name} {number}")


@browser_app.callback()
def _group() -> None:
    """El navegador que usa el robot."""


@browser_app.command("install")
def install() -> None:
    """Busca un navegador y, si no hay, instala Chromium."""
    paper = Paper()
    options = BrowserOptions()
    try:
        paper.line(f"Ya hay un navegador: {asyncio.run(started_browser(options))}")
    except BrowserMissing:
        paper.line(run_install())
        paper.line(f"Navegador: {asyncio.run(started_browser(options))}")
