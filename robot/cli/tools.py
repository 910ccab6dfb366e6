"""browser install, version: what a machine needs before the first run."""

from importlib.metadata import version as version_of

import typer

from robot.console.paper import Paper
from robot.outside.browser.install import install_browser

browser_app = typer.Typer(help="El navegador que usa el robot.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command("version")(version)


def version() -> None:
    """La versión del robot y de lo que usa."""
    paper = Paper()
    for name in ("infonavit-robot", "playwright", "cryptography"):
        paper.line(f"{name} {version_of(name)}")


@browser_app.callback()
def _group() -> None:
    """El navegador que usa el robot."""


@browser_app.command("install")
def install() -> None:
    """Busca un navegador y, si no hay, instala Chromium."""
    Paper().line(install_browser())
