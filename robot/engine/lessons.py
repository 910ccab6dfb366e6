"""What the robot learned of a portal: durable, by the portal's address, and shared by all NRPs of the ledger."""

from collections.abc import Callable

from robot.engine.ports import Ledger
from robot.model.overlap import Overlap
from robot.rules.renewal import overlap_from_plain, overlap_to_plain


def overlap_of(ledger: Ledger, address: str) -> Overlap:
    return overlap_from_plain(ledger.fact(_name(address)))


def learn_overlap(ledger: Ledger, address: str, change: Callable[[Overlap], Overlap]) -> Overlap:
    """What is known after `change`; of several robots that learn at once none is lost."""
    learned = ledger.learn(_name(address), lambda known: overlap_to_plain(change(overlap_from_plain(known))))
    return overlap_from_plain(learned)


def _name(address: str) -> str:
    return f"overlap {address}"
