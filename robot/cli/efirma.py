"""efirma check: is this e.firma fit to sign with? Offline; needs no workspace."""

import os
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from robot.cli.options import JsonOption, as_date, content_of
from robot.console.paper import Paper
from robot.model.errors import RobotError
from robot.model.identifiers import Rfc
from robot.model.secret import Secret
from robot.outside.clock import SystemClock
from robot.rules.efirma import check_efirma
from robot.rules.efirma_text import noon, report_lines, report_record

app = typer.Typer(help="La e.firma, revisada sin conexión.", no_args_is_help=True)
ENV_PASSPHRASE = "INFONAVIT_ROBOT_EFIRMA_PASSPHRASE"


@app.callback()
def _group() -> None:
    """La e.firma, revisada sin conexión."""


@app.command("check")
def check(
    cer: Annotated[Path, typer.Argument(metavar="CER")],
    key: Annotated[Path, typer.Argument(metavar="KEY")],
    rfc: Annotated[str | None, typer.Option("--rfc", help="El RFC que debe tener.")] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", help="Archivo con la contraseña.")
    ] = None,
    at: Annotated[str | None, typer.Option("--at", help="Como si fuera ese día, AAAA-MM-DD.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Sale con 0 si la e.firma se puede usar, con 3 si no. La contraseña: --passphrase-file o su variable."""
    paper = Paper()
    day = as_date(at)
    moment = noon(day).astimezone(UTC) if day else SystemClock().now()
    report = check_efirma(content_of(cer), content_of(key), _passphrase(passphrase_file), rfc=_rfc(rfc), at=moment)
    if as_json:
        paper.records(report_record(report))
    else:
        paper.lines(report_lines(report))
    raise typer.Exit(0 if report.usable else 3)


def _passphrase(file: Path | None) -> Secret | None:
    if file is not None:
        return Secret(content_of(file).removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n"))
    words = os.environ.get(ENV_PASSPHRASE)
    return Secret(words) if words else None


def _rfc(text: str | None) -> Rfc | None:
    try:
        return Rfc(text) if text else None
    except ValueError as error:
        raise RobotError(f"«{text}» no es un RFC: {error}.") from None
