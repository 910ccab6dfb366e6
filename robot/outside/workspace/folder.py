"""What lies where in a workspace, and making or finding one. `init` calls create, every other command open.

    settings.yaml     the person's choices                roster.json    the last roster without its secrets
    ledger.db         what is wanted, seen and done       vault.key      the vault's key, when it lies in a file
    evidence/         a folder a visit                    results/       result workbooks
    flows/            the workspace's own flow files      log/           robot.jsonl
    temp/             browser profiles of running visits  support/       what a person mails to support
    robot.lock        who is at work here                 import.lock    who imports

Only the person's own account may read what create makes (on Windows: what the folder above allows).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from robot.model.errors import WorkspaceError, said_by_system
from robot.model.settings import ENV_WORKSPACE
from robot.outside.workspace.places import refuse_place

_README = """Aquí van flujos propios, que toman el lugar de los que trae el robot.
Copie el archivo que quiera corregir con el mismo nombre y la misma carpeta, por ejemplo screens/login.yaml.
Revíselos con: infonavit-robot flows check
"""


@dataclass(frozen=True, slots=True)
class WorkspaceFolder:
    """Every path of a workspace. `root` is absolute."""

    root: Path

    @classmethod
    def create(cls, root: Path, environ: Mapping[str, str] = os.environ) -> "WorkspaceFolder":
        """Makes what is missing; what is there stays. The caller writes settings.yaml."""
        folder = cls(root.absolute())
        refuse_place(folder.root, environ)
        try:
            folder._make()
        except OSError as error:
            raise WorkspaceError(f"no se puede crear la carpeta: {said_by_system(error)}", where=str(root)) from None
        return folder

    @classmethod
    def open(cls, root: Path, environ: Mapping[str, str] = os.environ) -> "WorkspaceFolder":
        """Raises WorkspaceError where there is no workspace, or where none may be."""
        folder = cls(root.absolute())
        if not folder.settings.is_file():
            fix = f"haga una con `infonavit-robot init CARPETA`, o diga cuál es con --workspace o {ENV_WORKSPACE}"
            raise WorkspaceError("esta no es una carpeta de trabajo: no tiene settings.yaml", where=str(root), fix=fix)
        refuse_place(folder.root, environ)
        folder._make()
        return folder

    @property
    def settings(self) -> Path:
        return self.root / "settings.yaml"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger.db"

    @property
    def vault_key(self) -> Path:
        return self.root / "vault.key"

    @property
    def roster(self) -> Path:
        return self.root / "roster.json"

    @property
    def lock(self) -> Path:
        return self.root / "robot.lock"

    @property
    def import_lock(self) -> Path:
        return self.root / "import.lock"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def results(self) -> Path:
        return self.root / "results"

    @property
    def flows(self) -> Path:
        return self.root / "flows"

    @property
    def log(self) -> Path:
        return self.root / "log" / "robot.jsonl"

    @property
    def support(self) -> Path:
        """Made with its first file."""
        return self.root / "support"

    @property
    def temp(self) -> Path:
        return self.root / "temp"

    def _make(self) -> None:
        own = (self.evidence, self.results, self.flows, self.log.parent, self.temp)
        if not self.root.exists():
            self.root.parent.mkdir(parents=True, exist_ok=True)
            self.root.mkdir(mode=0o700)  # one that was there keeps the permissions its owner gave it
        for folder in own:
            folder.mkdir(mode=0o700, exist_ok=True)
        readme = self.flows / "LEEME.txt"
        if not readme.exists():
            readme.write_text(_README, encoding="utf-8")
