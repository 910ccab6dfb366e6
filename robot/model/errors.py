"""The errors a person is shown. Anything else that is raised is a bug and ends with exit code 1.

RobotError            title, where, fix: known trouble, told in Spanish
+-- SettingsError     the workspace's settings.yaml
+-- FlowFilesError    one or more mistakes in flow files (all of them at once)
+-- RosterError       one or more mistakes in a roster, by row and column
+-- VaultError        a secret that cannot be stored or read
+-- WorkspaceError    no workspace, a second instance, a folder that cannot hold one
|   +-- LedgerAway    the ledger cannot be reached for the moment: waiting helps
|   +-- LedgerFull    its disk is full: waiting may help
|   +-- AtWork        a robot is at work on that NRP at this moment
+-- BrowserMissing    no browser to be found or started
+-- EvidenceError     what proves a visit cannot be written: no further visit is made
+-- MailError         the mailbox cannot be read; has a stable code and says whether to try again
"""

import errno
from dataclasses import dataclass


class RobotError(Exception):
    """Known trouble. `title` says what, `where` names file, row or setting, `fix` says what to do. Spanish."""

    def __init__(self, title: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.where = where
        self.fix = fix

    @property
    def in_line(self) -> str:
        """All of it without line breaks, for a cell or a sentence."""
        return " ".join(part for part in (self.title, self.where, self.fix) if part)

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.where and f"  {self.where}", self.fix) if part)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a file a person wrote: `where` is file:line:column or row and column."""

    title: str
    where: str
    snippet: str = ""
    fix: str = ""

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, f"  {self.where}", self.snippet, self.fix) if part)


class MistakesError(RobotError):
    """Several mistakes of one kind of file, told together."""

    def __init__(self, title: str, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(title, fix="\n\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class SettingsError(MistakesError): ...


class FlowFilesError(MistakesError): ...


class RosterError(MistakesError): ...


class VaultError(RobotError): ...


class WorkspaceError(RobotError): ...


class LedgerAway(WorkspaceError): ...


class LedgerFull(WorkspaceError): ...


class AtWork(WorkspaceError): ...


class BrowserMissing(RobotError): ...


class EvidenceError(RobotError): ...


class MailError(RobotError):
    """`code` is one of the MAIL_* and PICK_* codes; `retry` says whether trying again later can help."""

    def __init__(self, code: str, title: str, *, where: str = "", fix: str = "", retry: bool = False) -> None:
        super().__init__(title, where=where, fix=fix)
        self.code = code
        self.retry = retry


_SYSTEM = {
    errno.ENOENT: "no existe",
    errno.EACCES: "no hay permiso, o está abierto en otro programa",  # Windows says the same of both
    errno.EPERM: "el sistema no lo permite",
    errno.EROFS: "está en un disco de sólo lectura",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: "la ruta pasa por algo que no es una carpeta",
    errno.EEXIST: "ya existe",
    errno.ENOSPC: "el disco está lleno",
    errno.EDQUOT: "se acabó el espacio que tiene su usuario",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.EIO: "el disco no responde bien",
}


def said_by_system(error: OSError) -> str:
    """Why the system refused a file, in Spanish where we know it; its own words else."""
    return _SYSTEM.get(error.errno or 0, error.strerror or "el sistema no lo permite")
