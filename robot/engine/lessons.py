"""What the robot learned: of a portal by its address, of flows by their fingerprint; durable, shared by all NRPs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from robot.engine.ports import Ledger
from robot.model.flow import Flow
from robot.model.identifiers import Nrp
from robot.model.outcome import Outcome, Reason
from robot.model.overlap import Overlap
from robot.model.state import Event
from robot.rules.flow_stop import FACT, Troubles, after_flow, troubles_from_plain, troubles_to_plain, with_trial
from robot.rules.places import without_folders
from robot.rules.renewal import overlap_from_plain, overlap_to_plain


def overlap_of(ledger: Ledger, address: str) -> Overlap:
    return overlap_from_plain(ledger.fact(_name(address)))


def learn_overlap(ledger: Ledger, address: str, change: Callable[[Overlap], Overlap]) -> Overlap:
    """What is known after `change`; of several robots that learn at once none is lost."""
    learned = ledger.learn(_name(address), lambda known: overlap_to_plain(change(overlap_from_plain(known))))
    return overlap_from_plain(learned)


def _name(address: str) -> str:
    return f"overlap {address}"


def troubles_of(ledger: Ledger) -> Troubles:
    return troubles_from_plain(ledger.fact(FACT))


def let_try(ledger: Ledger, nrp: Nrp) -> None:
    """A person asks for one try of this NRP, whatever flow is stopped."""
    if any(trouble.stopped for trouble in troubles_of(ledger).values()):
        ledger.learn(FACT, lambda plain: troubles_to_plain(with_trial(troubles_from_plain(plain), nrp)))


def learn_of_flow(ledger: Ledger, flow: Flow, nrp: Nrp, outcome: Outcome, now: datetime) -> str:
    """What the end of a flow says of the flow itself. Gives news for all NRPs, Spanish, or ""."""
    known = troubles_of(ledger)
    if after_flow(known, flow, nrp, outcome) == known:
        return ""
    was_stopped = False

    def change(plain: Mapping[str, Any] | None) -> Mapping[str, Any]:
        nonlocal was_stopped
        before = troubles_from_plain(plain)
        was_stopped = flow.fingerprint in before and before[flow.fingerprint].stopped
        return troubles_to_plain(after_flow(before, flow, nrp, outcome))

    trouble = troubles_from_plain(ledger.learn(FACT, change)).get(flow.fingerprint)
    if trouble is None and was_stopped:
        ledger.lift_blocks(flow.fingerprint, now)
        return f"El flujo «{flow.title}» funcionó con {nrp}: siguen los demás NRP."
    if trouble is None or not trouble.stopped or was_stopped:
        return ""
    ledger.add_event(Event(nrp, now, "flow stopped", {"flow": flow.name, "where": trouble.where}))
    mend = "permitir esa dirección en `origins`" if trouble.reason is Reason.ORIGIN else "corregir el YAML"
    return (
        f"Se detiene el flujo «{flow.title}» para todos: falló en el mismo lugar para {len(trouble.nrps)} NRP "
        f"[{without_folders(trouble.where)}]. {trouble.detail} Al {mend} siguen todos; para probar con uno: retry NRP."
    )
