"""A trust relationship as the portal's table shows it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from robot.model.identifiers import Rfc
from robot.model.text import fold


class RelationState(StrEnum):
    """What the portal's status word means to us. The words themselves are listed in portal.yaml."""

    IN_FORCE = "in force"
    PROCESSING = "processing"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Relation:
    """One row. `end` is the last day in force (America/Mexico_City); `status` is the portal's own word."""

    service: str
    developer_rfc: Rfc
    developer_name: str
    start: date | None
    end: date | None
    status: str
    state: RelationState
    folio: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Service and developer: with the NRP, what makes two rows the same relation."""
        return fold(self.service), str(self.developer_rfc)


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as text, all pages of it: header cells and rows of cells."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
