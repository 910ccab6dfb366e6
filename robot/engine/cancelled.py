"""What follows once the portal said that a service password is cancelled. Called by the visit that did it, and by the
next start when that visit was cut off in between: done again, it changes nothing.
"""

from dataclasses import replace

from robot.engine.house import House
from robot.model.flow import CommitKind
from robot.model.secret import SecretKind
from robot.model.state import Claim, CommitState, Record


def taken_up(house: House, claim: Claim) -> Record:
    """The record of an NRP that was just claimed, a cancellation with a receipt brought to its end."""
    record = house.ledger.record(claim.nrp)
    for commit in record.commits:
        if commit.kind is CommitKind.CANCEL and commit.state is CommitState.SENT:
            finish_cancel(house, claim, record, commit.id)
            return house.ledger.record(claim.nrp)
    return record


def finish_cancel(house: House, claim: Claim, record: Record, commit: int) -> None:
    """Stopped before it is resolved: a cut in between must leave nothing that asks for a new password by itself."""
    now, nrp = house.clock.now(), record.employer.nrp
    house.ledger.observe(claim, replace(record.seen, service_password=False, service_password_at=now))
    house.vault.forget(nrp, SecretKind.SERVICE_PASSWORD)
    house.ledger.set_stopped(nrp, True, now)
    house.ledger.resolve(claim, commit, CommitState.CONFIRMED, now)
