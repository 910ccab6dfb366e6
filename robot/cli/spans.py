"""Which runs this workspace had, and from when to when each went. Noted by run and attend, asked for by `report`.

A run's name is when it began, in Mexico: as the evidence folders of its visits are named.
"""

from dataclasses import dataclass
from datetime import datetime

from robot.assembly import Workspace
from robot.model.errors import RobotError
from robot.outside.ledger.story import Audit
from robot.rules.calendar import MEXICO

EVER = datetime.min.replace(tzinfo=MEXICO, year=2000)
LAST, ALL = "last", "all"
_KIND = "run"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Span:
    """The visits that began from `start` on and before `end`. `start` EVER: all that is kept."""

    start: datetime
    end: datetime


def note_run(workspace: Workspace, command: str) -> None:
    details = {"command": command, "by": workspace.machine, "workspace": str(workspace.folder.root)}
    workspace.ledger.add_audit(Audit(workspace.clock.now(), _KIND, details))


def span_of(workspace: Workspace, word: str) -> Span:
    """`word`: last, all or a run's name. Raises RobotError that names the last ones when there is none of this name."""
    now = workspace.clock.now()
    if word.casefold() == ALL:
        return Span(EVER, now)
    place = str(workspace.folder.root)
    begun = [one.at for one in workspace.ledger.audits() if one.kind == _KIND and one.details.get("workspace") == place]
    ends = [*begun[1:], now]
    runs = {f"{at.astimezone(MEXICO):%Y-%m-%d_%H%M%S}": Span(at, end) for at, end in zip(begun, ends, strict=False)}
    if word.casefold() == LAST and runs:
        return [*runs.values()][-1]
    if word not in runs:
        last = ", ".join([*runs][-_SHOWN:])
        known = f"Las últimas: {last}." if last else "Todavía no hay ninguna: ejecute `infonavit-robot run`."
        raise RobotError(f"No hay una corrida «{word}».", fix=f"{known} Con --run all, todo lo que se guarda.")
    return runs[word]
