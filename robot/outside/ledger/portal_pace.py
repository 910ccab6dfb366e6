"""One row that all processes share: when the next visit may start, and whether the portal is left alone for now.

Called by the worker before each visit and by whoever opens or closes the circuit.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from robot.outside.ledger.part import LedgerPart
from robot.outside.ledger.tables import PORTAL


class PortalPace(LedgerPart):
    """The portal's row is locked while its times are worked out."""

    def reserve_visit(self, now: datetime, pause: timedelta) -> datetime:
        """When the next visit may start, across processes: at least `pause` after the one before."""
        with self._database.write() as connection:
            reserved: datetime | None = connection.execute(
                select(PORTAL.c.next_visit_at).with_for_update()
            ).scalar_one()
            start = now if reserved is None else max(now, reserved)
            connection.execute(update(PORTAL).values(next_visit_at=start + pause))
        return start

    def portal_paused(self) -> tuple[datetime | None, str]:
        with self._database.read() as connection:
            row = connection.execute(select(PORTAL.c.paused_until, PORTAL.c.paused_why)).one()
        return row.paused_until, row.paused_why

    def pause_portal(self, until: datetime | None, why: str) -> None:
        with self._database.write() as connection:
            connection.execute(update(PORTAL).values(paused_until=until, paused_why=why))
