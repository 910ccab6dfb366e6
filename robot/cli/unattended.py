"""What a run that nobody starts by hand would lack in this workspace.

`schedule install` refuses what it finds here, `check` tells it. Looks only at settings, variables and the folder.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from robot.assembly import Workspace
from robot.model.errors import RobotError
from robot.model.settings import ENV_BROWSER, ENV_VAULT_KEY_FILE, ENV_VAULT_PASSPHRASE, VaultKeyFrom
from robot.outside.settings.read import read_settings

# Paths, never secrets: the registration takes them over as they are now.
TAKEN_OVER = (ENV_VAULT_KEY_FILE, ENV_BROWSER, "PLAYWRIGHT_BROWSERS_PATH", "PGPASSFILE")
_NOT_THERE = ": la corrida programada no la tendría."
_TO_A_FILE = "Guárdela en un archivo que sólo lea su usuario y escriba `{}` en settings.yaml."


def taken_over(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    found = ((name, workspace.environ.get(name, "")) for name in TAKEN_OVER)
    return tuple(
        (name, value if name == ENV_BROWSER else str(Path(value).absolute())) for name, value in found if value
    )


def lacks(workspace: Workspace, *, needs_session: bool) -> Iterator[RobotError]:
    """`needs_session`: the run only starts while its user is logged on, so that the keyring is open."""
    yield from _temporary(workspace)
    if workspace.settings.vault.key is VaultKeyFrom.KEYRING and not needs_session:
        yield RobotError(
            "El llavero del sistema sólo se abre mientras su usuario está dentro de sesión.",
            where="vault > key: keyring",
            fix="Para correr sin sesión haga un espacio de trabajo con `vault: key: file`. En Windows, o con el "
            "systemd de su usuario, también puede programarlo sin --without-session.",
        )
    yield from secrets_of_the_terminal(workspace)


def secrets_of_the_terminal(workspace: Workspace) -> Iterator[RobotError]:
    """Secrets that only the variables of this terminal hold: a run that the system starts does not have them, and
    they are never written into what it keeps."""
    alone = read_settings(workspace.folder.settings, dict(taken_over(workspace)))
    if alone.vault.key is VaultKeyFrom.PASSPHRASE and alone.vault.passphrase_file is None:
        title = f"La frase de la bóveda está sólo en la variable {ENV_VAULT_PASSPHRASE}{_NOT_THERE}"
        yield RobotError(title, fix=_TO_A_FILE.format("vault: passphrase_file"))
    for mailbox, unaided in zip(workspace.settings.mailboxes, alone.mailboxes, strict=True):
        if mailbox.present_secret and not unaided.present_secret:
            title = f"La contraseña del buzón «{mailbox.name}» está sólo en una variable{_NOT_THERE}"
            yield RobotError(title, fix=_TO_A_FILE.format("password_file"))
    summary, unaided_summary = workspace.settings.summary, alone.summary
    if summary and summary.present_secret and unaided_summary and not unaided_summary.present_secret:
        title = f"La contraseña del correo de resúmenes está sólo en una variable{_NOT_THERE}"
        yield RobotError(title, fix=_TO_A_FILE.format("summary: password_file"))
    if workspace.settings.ledger and workspace.environ.get("PGPASSWORD"):
        title = f"La contraseña de PostgreSQL está en la variable PGPASSWORD{_NOT_THERE}"
        yield RobotError(title, fix="Póngala en el archivo pgpass de su usuario (o en el de PGPASSFILE).")


def _temporary(workspace: Workspace) -> Iterator[RobotError]:
    if workspace.folder.root.resolve().is_relative_to(Path(tempfile.gettempdir()).resolve()):
        yield RobotError(
            "El espacio de trabajo está en una carpeta temporal, que el sistema borra.",
            where=str(workspace.folder.root),
            fix="Muévalo a su carpeta personal antes de programarlo.",
        )
