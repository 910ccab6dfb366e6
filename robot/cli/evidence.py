"""evidence verify: proves that what is kept was not changed and holds no secret that the vault knows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from robot.assembly import Workspace
from robot.cli.keeping import secrets_by_kind
from robot.cli.options import HERE, JsonOption, WorkspaceOption, opened
from robot.console.paper import Paper
from robot.model.errors import RobotError
from robot.model.secret import Secret
from robot.outside.evidence.layout import is_visit
from robot.outside.evidence.verify import Detector, Finding, Wrong, secrets_in, verify_visit

app = typer.Typer(help="Lo que prueba cada visita.", no_args_is_help=True)
FolderArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[CARPETA]", help="De una visita, de un NRP, o cualquier otra; sin ella, todo el espacio."),
]
# What the robot writes in a workspace; files of secrets that settings name lie there too, and are meant to.
_WRITTEN = (
    "evidence", "results", "flows", "log", "support", "temp", "roster.json",
    "ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-journal",
)  # fmt: skip


@app.callback()
def _group() -> None:
    """Lo que prueba cada visita."""


@app.command("verify")
def verify(folder: FolderArgument = None, workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:
    """Revisa que nada se cambió, que nada falta y que no hay secretos. Termina con 3 si algo está mal."""
    paper = Paper()
    with opened(workspace) as open_one:
        verdict = _Verdict.of(open_one, _place(open_one, folder))
    if as_json:
        paper.records(verdict.record())
    else:
        paper.lines(str(finding) for finding in verdict.findings)
        paper.line(verdict.text)
    raise typer.Exit(0 if verdict.clean else 3)


def _place(workspace: Workspace, folder: Path | None) -> Path:
    """A folder, or an NRP, whose folder is known."""
    if folder is None:
        return workspace.folder.root
    places = (folder.absolute(), workspace.folder.evidence / folder)
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise RobotError(f"No hay una carpeta {folder}.", fix="Dé la de una visita, un NRP, o nada: todo el espacio.")
    return found


@dataclass(frozen=True, slots=True)
class _Verdict:
    visits: int
    files: int
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, workspace: Workspace, folder: Path) -> "_Verdict":
        looker = _Looker(workspace)
        visits = tuple(one for one in (folder, *sorted(folder.rglob("*/"))) if one.is_dir() and is_visit(one))
        found = [finding for visit in visits for finding in looker.visit(visit)]
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        if folder == workspace.folder.root:
            files = [file for file in files if file.relative_to(folder).parts[0] in _WRITTEN]
        inside = set(visits)
        found += [finding for file in files if file.parent not in inside for finding in looker.other(file)]
        return cls(len(visits), len(files), tuple(found))

    @property
    def clean(self) -> bool:
        """A visit that was cut off has nothing to hide."""
        return all(finding.wrong is Wrong.CUT for finding in self.findings)

    @property
    def text(self) -> str:
        verdict = "Todo en orden" if self.clean else "ATENCIÓN: hay algo mal, vea arriba"
        return f"{verdict}: {self.visits} visitas y {self.files} archivos revisados."

    def record(self) -> dict[str, Any]:
        findings = [
            {
                "place": str(one.place), "inside": one.inside.removeprefix(" > "), "wrong": one.wrong.value,
                "secret": one.secret, "encoding": one.spelling, "text": str(one),
            }
            for one in self.findings
        ]  # fmt: skip
        return {"clean": self.clean, "visits": self.visits, "files": self.files, "findings": findings}


class _Looker:
    """Knows whose secrets to look for where: in a visit those of its NRP, elsewhere those of all."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = {str(record.employer.nrp): record for record in workspace.ledger.records()}
        self._all = Detector(self._everything())

    def visit(self, folder: Path) -> tuple[Finding, ...]:
        record = self._records.get(folder.parent.name)
        known = secrets_by_kind(self._workspace, record) if record else None
        return verify_visit(folder, Detector(known) if known else self._all)

    def other(self, file: Path) -> tuple[Finding, ...]:
        return tuple(secrets_in(file, self._all))

    def _everything(self) -> dict[str, set[Secret]]:
        found: dict[str, set[Secret]] = {}
        for record in (None, *self._records.values()):
            for kind, secrets in secrets_by_kind(self._workspace, record).items():
                found.setdefault(kind, set()).update(secrets)
        return found
