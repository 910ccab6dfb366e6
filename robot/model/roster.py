"""A roster as it was read, and the rows that go back to the person with what became of each NRP.

outside/roster_file makes a Roster, `import` stores it; outside/workbook writes a RosterTable with its ResultRows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from robot.model.employer import Employer
from robot.model.errors import Mistake
from robot.model.secret import Secret, SecretKind


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One employer without mistakes. `number` is the row as Excel counts. SERVICE_PASSWORD may be absent."""

    number: int
    employer: Employer
    secrets: Mapping[SecretKind, Secret] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as the person wrote it, secrets blank. `nrp` is empty where there is no valid one."""

    number: int
    nrp: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterTable:
    """The roster without its secrets, for the result workbook.

    `secret` are the places of the emptied columns, `nrp_at` is the place of the NRP.
    """

    headers: tuple[str, ...]
    secret: frozenset[int]
    rows: tuple[TableRow, ...]
    nrp_at: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """`rows` are those without a mistake. `notices` are Spanish sentences on what was taken in a certain way."""

    rows: tuple[RosterRow, ...]
    mistakes: tuple[Mistake, ...]
    notices: tuple[str, ...]
    table: RosterTable


class Colour(StrEnum):
    """How a state is to be seen at a glance."""

    GOOD = "good"
    WAITING = "waiting"
    PERSON = "person"
    FAILED = "failed"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What became of one NRP, in Spanish. `evidence` is the folder of the last visit."""

    nrp: str
    state: str
    colour: Colour
    start: date | None = None
    end: date | None = None
    folio: str = ""
    next_step: str = ""
    reason: str = ""
    evidence: str = ""
    delivered_at: datetime | None = None
