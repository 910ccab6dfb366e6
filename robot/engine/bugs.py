"""What becomes of a bug of ours that a run meets: written down, told once, and its NRP put aside. Nobody else stops.

Called by the worker and by whoever else is in the way of an exception that nobody expected. Sends nothing anywhere.
"""

import logging
from contextlib import suppress

from robot.engine.house import House
from robot.model.state import Block, Claim, Event, Phase, Record
from robot.rules.bug import bug_of

_LOG = logging.getLogger("robot.worker")


class Bugs:
    """Of one worker. Synchronous: hand it to a thread."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.count = 0

    def met(self, error: Exception, claim: Claim | None = None) -> None:
        """`claim`: of the NRP it was met with."""
        self.count += 1
        nrp = claim.nrp if claim else None
        _LOG.error("bug", exc_info=error, extra={"nrp": nrp} if nrp else {})
        if claim is not None:
            put_bug_aside(self._house, claim, error)
        with suppress(Exception):  # whoever tells it must not hide it
            self._house.on_bug(error, nrp)


def put_bug_aside(house: House, claim: Claim, error: Exception) -> None:
    """Its NRP waits for a person or the next run; its story has the error's number."""
    bug = bug_of(error)
    with suppress(Exception):
        details = {"number": bug.number, "kind": bug.kind, "where": bug.where}
        house.ledger.add_event(Event(claim.nrp, house.clock.now(), "bug", details))
    put_aside(house, claim, f"Error interno {bug.number} del robot; mande a soporte lo que hay en la carpeta support.")


def put_aside(house: House, claim: Claim, text: str) -> None:
    """A fault of ours must not stop the others, nor be tried in a loop. A record that cannot even be read is no
    reason to keep the claim."""
    block: Block | None = None
    failures = 0
    with suppress(Exception):
        record = house.ledger.record(claim.nrp)
        block, failures = record.block, record.failures
    with suppress(Exception):  # the lease ends by itself
        house.ledger.release(claim, due_at=None, phase=Phase.FAILED, text=text, block=block, failures=failures + 1)
        house.listener.released(house.ledger.record(claim.nrp))


def put_back(house: House, claim: Claim, record: Record) -> None:
    """As it was when it was claimed, until visits may start or for the next run."""
    house.ledger.release(
        claim, due_at=record.due_at, phase=record.phase, text=record.phase_text, block=record.block,
        failures=record.failures,
    )  # fmt: skip
