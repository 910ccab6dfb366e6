"""One row that all processes share: when the next visit may start, and the circuit with a person's pause.

Called by the reconciler around each visit, and by the commands `pause`, `resume` and `status`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select, update

from robot.model.settings import Pace
from robot.model.state import Claim
from robot.outside.ledger.part import LedgerPart, fence
from robot.outside.ledger.tables import EMPLOYER, PORTAL
from robot.rules.circuit import Circuit, Hold


class PortalPace(LedgerPart):
    """The portal's row is locked while it is worked out."""

    def circuit(self) -> Circuit:
        with self._database.read() as connection:
            return _circuit(connection.execute(select(PORTAL)).one())

    def change_circuit(self, change: Callable[[Circuit], Circuit]) -> Circuit:
        """The circuit as `change` makes it of what it was; nobody else changes it between."""
        with self._database.write() as connection:
            before = _circuit(connection.execute(select(PORTAL).with_for_update()).one())
            after = change(before)
            if after != before:
                connection.execute(update(PORTAL).values(**_columns(after)))
        return after

    def begin_visit(self, claim: Claim, now: datetime, pace: Pace, *, commanded: bool = False) -> datetime | None:
        """`now`: the visit starts, and the next one a pause later. A later moment: ask again then. None: not now, for
        visits are held or the circuit is open; a visit that a person commands is stopped by a person's pause only.
        """
        with self._database.write_alone() as connection:
            fence(connection, claim)
            row = connection.execute(select(PORTAL).with_for_update()).one()
            circuit = _circuit(row)
            if circuit.held(now) or not (commanded or circuit.visits(now, 1)):
                return None
            others = exists().where(
                EMPLOYER.c.lease_until > now, EMPLOYER.c.lease_token != claim.token, EMPLOYER.c.awaits_mail.is_(False)
            )
            if circuit.open_until and not commanded and connection.execute(select(others)).scalar_one():
                return None  # a probe goes out alone
            start: datetime | None = row.next_visit_at
            if start is not None and now < start <= now + pace.pause:  # later than that, a clock was wrong
                return start
            connection.execute(update(PORTAL).values(next_visit_at=now + pace.pause))
        return now


def _circuit(row: Row[Any]) -> Circuit:
    hold = None if row.held_at is None else Hold(row.held_at, row.held_until, row.held_why)
    return Circuit(row.down, row.paused_until, row.paused_why, hold)


def _columns(circuit: Circuit) -> dict[str, Any]:
    hold = circuit.hold
    return {
        "down": circuit.down, "paused_until": circuit.open_until, "paused_why": circuit.why,
        "held_at": hold.since if hold else None, "held_until": hold.until if hold else None,
        "held_why": hold.why if hold else "",
    }  # fmt: skip
