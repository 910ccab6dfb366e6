"""password show, export, set, recover, cancel: the service password goes to payroll only on explicit command."""

import csv
import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import (
    HERE,
    HeadedOption,
    NrpArgument,
    WorkspaceOption,
    YesOption,
    content_of,
    nrp_of,
    opened,
    sure,
)
from robot.cli.single import run_flow_of
from robot.console.paper import Paper
from robot.engine.intake import close_requests
from robot.model.errors import AtWork, RobotError, said_by_system
from robot.model.identifiers import Nrp
from robot.model.mailbox import PasswordRequest, Picked
from robot.model.secret import Secret, SecretKind
from robot.model.state import Event, Record
from robot.outside.whole_file import whole

app = typer.Typer(help="La contraseña de Servicios de Intercomunicación.", no_args_is_help=True)
_KIND = SecretKind.SERVICE_PASSWORD


@app.command("show")
def show(nrp: NrpArgument, workspace: WorkspaceOption = HERE, yes: YesOption = False) -> None:
    """Muestra la contraseña de un NRP en esta terminal, y queda anotado quién la vio."""
    paper = Paper()
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        if not sys.stdout.isatty():
            raise RobotError(
                "La contraseña sólo se muestra en una terminal.", fix="Para un archivo: password export ARCHIVO."
            )
        secret = _known(open_one, number)
        sure(paper, "La contraseña quedará a la vista.", yes=yes)
        _deliver(open_one, number, "shown")
        paper.raw(secret.reveal_text())


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="CSV nuevo: NRP, RFC, empresa, contraseña.")],
    nrps: Annotated[list[str] | None, typer.Option("--nrp", help="Sólo éste; se puede repetir.")] = None,
    workspace: WorkspaceOption = HERE,
    yes: YesOption = False,
) -> None:
    """Escribe las contraseñas para nóminas en un archivo que sólo puede leer quien lo crea."""
    paper = Paper()
    with opened(workspace) as open_one:
        wanted = {nrp_of(nrp) for nrp in nrps or ()}
        records = [
            record for record in open_one.ledger.records()
            if _KIND in record.fingerprints and (not wanted or record.employer.nrp in wanted)
        ]  # fmt: skip
        lacking = wanted - {record.employer.nrp for record in records}
        if lacking:
            raise RobotError(f"No hay contraseña guardada de {', '.join(sorted(lacking))}.")
        if not records:
            raise RobotError("Ningún NRP tiene contraseña guardada.")
        sure(paper, f"{len(records)} contraseñas quedarán en claro en {file}.", yes=yes)
        _write(file, [(record, _known(open_one, record.employer.nrp)) for record in records])
        for record in records:
            _deliver(open_one, record.employer.nrp, "exported")
        paper.line(f"{len(records)} contraseñas en {file}. Bórrelo cuando nóminas las tenga.")


@app.command("set")
def set_by_hand(
    nrp: NrpArgument,
    eml: Annotated[Path | None, typer.Option("--eml", help="El correo guardado, en lugar de escribirla.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Archivo con la contraseña en su primera línea.")] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Guarda la contraseña que alguien recibió o ya tenía."""
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        record = open_one.ledger.record(number)
        secret = _from_mail(open_one, record, eml) if eml else _typed(file)
        keep_typed(open_one, number, secret, "eml" if eml else "person")
        Paper().line(f"{number}: contraseña guardada. El robot sigue en el próximo `infonavit-robot run`.")


def keep_typed(workspace: Workspace, nrp: Nrp, secret: Secret, origin: str = "person") -> None:
    """Into the vault; no mail is waited for any more, and the NRP goes on by itself. Raises AtWork when only the first
    could be done."""
    now = workspace.clock.now()
    workspace.vault.put(nrp, _KIND, secret, now)
    try:
        close_requests(workspace.ledger, nrp, now)
    except AtWork as busy:
        title = f"{nrp}: la contraseña quedó guardada, pero el correo que la traería se sigue esperando: {busy.title}."
        fix = "Cuando el robot termine su visita repita el comando, para que ya no lo espere."
        raise AtWork(title, fix=fix) from None
    workspace.ledger.add_event(Event(nrp, now, "password set", {"from": origin, "by": workspace.machine}))
    workspace.ledger.wake((nrp,), now)


@app.command("recover")
def recover(
    nrp: NrpArgument, workspace: WorkspaceOption = HERE, yes: YesOption = False, headed: HeadedOption = False
) -> None:
    """Pide al portal recuperar la contraseña. Puede cambiarla: la nómina puede detenerse hasta que la tenga."""
    number = nrp_of(nrp)
    run_flow_of(workspace, number, "recover_password", yes=yes, headed=headed)
    Paper().line(f"El robot recoge el correo y sigue con {number} en el próximo `infonavit-robot run`.")


@app.command("cancel")
def cancel(
    nrp: NrpArgument, workspace: WorkspaceOption = HERE, yes: YesOption = False, headed: HeadedOption = False
) -> None:
    """Cancela la contraseña en el portal. La nómina deja de descargar avisos; el NRP queda detenido aquí."""
    number = nrp_of(nrp)
    run_flow_of(workspace, number, "cancel_password", yes=yes, headed=headed)
    with opened(workspace) as open_one:
        open_one.vault.forget(number, _KIND)
        open_one.ledger.set_stopped(number, True, open_one.clock.now())


def _known(workspace: Workspace, nrp: Nrp) -> Secret:
    secret = workspace.vault.get(nrp, _KIND)
    if secret is None:
        raise RobotError(f"No hay contraseña de intercomunicación de {nrp}.", fix=f"infonavit-robot password set {nrp}")
    return secret


def _deliver(workspace: Workspace, nrp: Nrp, how: str) -> None:
    """Audited before it is seen: who, when, how."""
    now = workspace.clock.now()
    workspace.ledger.add_event(Event(nrp, now, f"password {how}", {"by": workspace.machine}))
    workspace.ledger.set_delivered(nrp, now)


def _write(file: Path, rows: list[tuple[Record, Secret]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("NRP", "RFC", "razón social", "contraseña intercomunicación"))
    for record, secret in rows:
        employer = record.employer
        writer.writerow((employer.nrp, employer.rfc, employer.name, secret.reveal_text()))
    if file.exists():
        raise RobotError(f"Ya existe {file}.", fix="Elija un nombre nuevo.")
    try:
        with whole(file) as fresh:
            fresh.touch(mode=0o600)
            fresh.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    except OSError as error:
        raise RobotError(f"No se puede escribir {file}: {said_by_system(error)}.", fix="Revise la carpeta.") from None


def _typed(file: Path | None) -> Secret:
    if file is not None:
        text = _first_line(content_of(file))
    elif sys.stdin.isatty():
        return typed_twice()
    else:
        text = sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise RobotError("La contraseña está vacía.")
    return Secret(text)


def typed_twice() -> Secret:
    """Asked at the terminal, hidden."""
    return Secret(typer.prompt("Contraseña de intercomunicación", hide_input=True, confirmation_prompt=True))


def _first_line(content: bytes) -> str:
    """UTF-8, or what Windows' editors call ANSI."""
    line = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")[0].rstrip(b"\r")
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _from_mail(workspace: Workspace, record: Record, eml: Path) -> Secret:
    request = PasswordRequest(record.employer, workspace.mail.mailbox_of(record.employer) or "")
    found = workspace.mail.judge_eml(content_of(eml), request, workspace.ledger.used_mails())
    if not isinstance(found, Picked):
        why = getattr(found, "text", "") or " ".join(getattr(found, "refused", ()))
        raise RobotError("Ese correo no sirve para este NRP.", where=str(eml), fix=why)
    return found.password
