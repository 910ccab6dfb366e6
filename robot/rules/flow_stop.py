"""A flow that fails at the same place for one NRP after the other is stopped for all: it is the flow, not the NRPs.

Kept by the ledger as one fact (plain JSON) for all processes; changed through these functions only. Pure. A mended
flow has another fingerprint, so nothing here needs to be undone for it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from robot.model.flow import Flow
from robot.model.identifiers import Nrp
from robot.model.outcome import WELL, Ending, Outcome, Reason

FACT = "flow trouble"
_SAME_PLACE = 3  # NRPs, with none between that got through
_FAILED = {Ending.SCREEN_UNKNOWN: Reason.SCREEN_UNKNOWN, Ending.FLOW_FAULT: Reason.FLOW_FAULT}
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FlowTrouble:
    """`nrps` failed at `where`, the last ones in a row. `trials` may try although it is stopped: a person asked."""

    title: str
    reason: Reason
    where: str
    detail: str
    nrps: tuple[str, ...]
    trials: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        return len(self.nrps) >= _SAME_PLACE


Troubles = Mapping[str, FlowTrouble]  # by fingerprint of the flow


def troubles_from_plain(plain: Plain | None) -> Troubles:
    return {
        fingerprint: FlowTrouble(
            one["title"], Reason(one["reason"]), one["where"], one["detail"], tuple(one["nrps"]), tuple(one["trials"])
        )
        for fingerprint, one in (plain or {}).items()
    }


def troubles_to_plain(troubles: Troubles) -> Plain:
    return {fingerprint: asdict(one) for fingerprint, one in troubles.items()}


def after_flow(known: Troubles, flow: Flow, nrp: Nrp, outcome: Outcome) -> Troubles:
    """One NRP that got through clears the flow; one more that failed at another place starts the count again."""
    before = known.get(flow.fingerprint)
    if outcome.ending in WELL:
        return {fingerprint: one for fingerprint, one in known.items() if fingerprint != flow.fingerprint}
    reason = Reason.ORIGIN if outcome.reason is Reason.ORIGIN else _FAILED.get(outcome.ending)
    if reason is None:
        return known
    if before is not None and before.stopped:
        now = replace(before, trials=tuple(one for one in before.trials if one != nrp), nrps=_with(before.nrps, nrp))
    else:
        nrps = before.nrps if before is not None and before.where == outcome.where else ()
        now = FlowTrouble(flow.title, reason, outcome.where, outcome.detail, _with(nrps, nrp))
    return {**known, flow.fingerprint: now}


def with_trial(known: Troubles, nrp: Nrp) -> Troubles:
    """A person asks for a try of this NRP: if it gets through, the flow goes on for all."""
    return {
        fingerprint: replace(one, trials=_with(one.trials, nrp)) if one.stopped else one
        for fingerprint, one in known.items()
    }


def _with(nrps: tuple[str, ...], nrp: Nrp) -> tuple[str, ...]:
    return nrps if nrp in nrps else (*nrps, str(nrp))
