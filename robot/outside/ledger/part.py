"""What the parts of the ledger share: the database, and the check that a claim still holds.

Every write that carries a claim calls `fence` first, inside its own transaction. Nothing here decides anything.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from robot.engine.ports import LeaseLost
from robot.model.errors import AtWork
from robot.model.identifiers import Nrp
from robot.model.state import Claim
from robot.outside.ledger.database import Database
from robot.outside.ledger.tables import EMPLOYER

NO_LEASE = {"lease_owner": None, "lease_token": None, "lease_until": None}


class LedgerPart:
    """Each part is a few methods over the one database; sql_ledger.py puts the parts together."""

    def __init__(self, database: Database) -> None:
        self._database = database


def refuse_if_at_work(connection: Connection, nrp: Nrp, now: datetime) -> None:
    """For what a person says of an act that a robot may be doing at this very moment. Raises AtWork."""
    row = connection.execute(
        select(EMPLOYER.c.lease_token, EMPLOYER.c.lease_until).where(EMPLOYER.c.nrp == str(nrp)).with_for_update()
    ).first()
    if row is not None and row.lease_token is not None and row.lease_until > now:
        raise AtWork(
            f"el robot está trabajando con el NRP {nrp} en este momento",
            fix="Espere a que termine su visita, o detenga el robot, y repita el comando.",
        )


def fence(connection: Connection, claim: Claim, *, alive_at: datetime | None = None) -> str:
    """Keeps the NRP's row locked until the transaction ends, and gives the name of the worker that holds it.

    Raises LeaseLost when the token is no longer the row's. `alive_at` asks for more: that the lease has not run out,
    though nobody took it over yet.
    """
    row = connection.execute(
        select(EMPLOYER.c.lease_owner, EMPLOYER.c.lease_until)
        .where(EMPLOYER.c.nrp == str(claim.nrp), EMPLOYER.c.lease_token == claim.token)
        .with_for_update()
    ).first()
    if row is None or (alive_at is not None and row.lease_until <= alive_at):
        raise LeaseLost(f"the lease on {claim.nrp} is gone")
    return str(row.lease_owner)
