"""The audit: events of an NRP, events of no NRP, and small facts of the installation. Events are only ever added.

Called by the engine, the vault's users and the command line (`explain`). No secret can be written: details take
plain values, dates and times only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from robot.model.identifiers import Nrp
from robot.model.state import Event
from robot.outside.ledger.codecs import details_to_json
from robot.outside.ledger.part import LedgerPart
from robot.outside.ledger.tables import EVENT, META


@dataclass(frozen=True, slots=True)
class Audit:
    """Something that concerns the installation, or an NRP that was forgotten."""

    at: datetime
    kind: str
    details: dict[str, Any]


class Story(LedgerPart):
    """In the order in which it was written, which is the order in which it happened."""

    def add_event(self, event: Event) -> None:
        with self._database.write() as connection:
            _add(connection, str(event.nrp), Audit(event.at, event.kind, event.details))

    def events(self, nrp: Nrp) -> tuple[Event, ...]:
        with self._database.read() as connection:
            rows = connection.execute(select(EVENT).where(EVENT.c.nrp == str(nrp)).order_by(EVENT.c.id)).all()
        return tuple(Event(Nrp(row.nrp), row.at, row.kind, row.details) for row in rows)

    def last_visits(self, count: int) -> tuple[Event, ...]:
        """The newest of all NRPs, newest first."""
        newest = select(EVENT).where(EVENT.c.kind == "visit").order_by(EVENT.c.id.desc()).limit(count)
        with self._database.read() as connection:
            rows = connection.execute(newest).all()
        return tuple(Event(Nrp(row.nrp), row.at, row.kind, row.details) for row in rows)

    def last_evidence(self) -> Mapping[str, str]:
        """The folder of each NRP's last visit, by NRP."""
        newest = select(func.max(EVENT.c.id)).where(EVENT.c.kind == "visit").group_by(EVENT.c.nrp)
        with self._database.read() as connection:
            rows = connection.execute(select(EVENT.c.nrp, EVENT.c.details).where(EVENT.c.id.in_(newest))).all()
        return {row.nrp: row.details.get("evidence", "") for row in rows}

    def add_audit(self, audit: Audit) -> None:
        with self._database.write() as connection:
            _add(connection, None, audit)

    def audits(self) -> tuple[Audit, ...]:
        with self._database.read() as connection:
            rows = connection.execute(select(EVENT).where(EVENT.c.nrp.is_(None)).order_by(EVENT.c.id)).all()
        return tuple(Audit(row.at, row.kind, row.details) for row in rows)

    def learn(self, name: str, change: Callable[[Mapping[str, Any] | None], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Puts what `change` makes of the fact in its place; nobody else changes it meanwhile."""
        with self._database.write_alone() as connection:
            value = details_to_json(change(_fact(connection, name)))
            connection.execute(delete(META).where(META.c.name == name))
            connection.execute(insert(META).values(name=name, value=value))
        return value

    def fact(self, name: str) -> Mapping[str, Any] | None:
        """A small fact of the installation, e.g. what was learned of the portal."""
        with self._database.read() as connection:
            return _fact(connection, name)


def _fact(connection: Connection, name: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = connection.execute(select(META.c.value).where(META.c.name == name)).scalar()
    return found


def _add(connection: Connection, nrp: str | None, audit: Audit) -> None:
    details = details_to_json(audit.details)
    connection.execute(insert(EVENT).values(nrp=nrp, at=audit.at, kind=audit.kind, details=details))
