"""Opens of a workspace what can still be opened, broken settings and a lost ledger or not. For the support bundle.

Makes nothing that is not there: neither a folder nor a ledger nor a vault.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from robot.assembly import Workspace
from robot.model.errors import RobotError
from robot.model.secret import Secret
from robot.model.settings import Settings
from robot.outside.ledger.opening import is_missing, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.settings.read import read_settings
from robot.outside.settings.secrets import secrets_of_broken
from robot.outside.workspace.folder import WorkspaceFolder
from robot.rules.tokens import hidden_of

T = TypeVar("T")
Known = Mapping[str, set[Secret]]
_ELSEWHERE = re.compile(r"^[^#\n]*\burl[\"']?\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """`settings`: None where they cannot be read; `workspace` has the defaults then. `secrets`: all that may stand in a
    text, by kind; None: they cannot be known. `wrong`: what is the matter, Spanish."""

    workspace: Workspace
    settings: Settings | None
    ledger: SqlLedger | None
    secrets: Known | None
    wrong: tuple[str, ...]

    def close(self) -> None:
        self.workspace.close()


def salvaged(path: Path, environ: Mapping[str, str]) -> Salvaged:
    folder = WorkspaceFolder(path.absolute())
    wrong: list[str] = []
    settings = tried("Los ajustes", wrong, lambda: read_settings(folder.settings, environ))
    workspace = Workspace(folder, settings or Settings(), environ)
    broken = "" if settings else _text(folder.settings)
    ledger = tried("El libro de registro", wrong, lambda: _ledger(workspace, broken))
    secrets = tried("La bóveda", wrong, lambda: _secrets(workspace, ledger, readable=settings is not None))
    return Salvaged(workspace, settings, ledger, secrets, tuple(wrong))


def tried(what: str, wrong: list[str], call: Callable[[], T]) -> T | None:
    """None where it cannot be had; `wrong` then tells so, an exception that nobody expected by its kind only."""
    try:
        return call()
    except RobotError as error:
        wrong.append(f"{what}: {error.title}")
    except Exception as error:
        wrong.append(f"{what}: {type(error).__name__}")
    return None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _ledger(workspace: Workspace, broken: str) -> SqlLedger:
    """`broken`: settings that cannot be read. Where they name another ledger, that of the folder is an old one, and
    its vault knows nothing of today's secrets."""
    if _ELSEWHERE.search(broken):
        raise RobotError("los ajustes, que tienen errores, nombran otro.")
    if is_missing(workspace.settings.ledger or sqlite_address(workspace.folder.ledger)):
        raise RobotError("no está.")
    workspace.ledger.circuit()
    return workspace.ledger


def _secrets(workspace: Workspace, ledger: SqlLedger | None, *, readable: bool) -> Known:
    """Raises RobotError where the vault's are not to be had."""
    if ledger is None:
        raise RobotError("sin el libro de registro no se puede abrir.")
    shared = workspace.shared_secrets if readable else _of_broken(workspace)
    known = {kind: set(secrets) for kind, secrets in shared.items()}
    if ledger.shelf.lock() is None:
        return known  # nothing was ever put into it
    for kind, secret in workspace.vault.everything():
        known.setdefault(kind, set()).update(hidden_of(kind, secret))
    return known


def _of_broken(workspace: Workspace) -> Mapping[str, tuple[Secret, ...]]:
    text = _text(workspace.folder.settings)
    if not text:
        raise RobotError("sin settings.yaml no se sabe qué otros secretos hay.")
    return secrets_of_broken(text, workspace.folder.root, workspace.environ)
