"""The portal's gate: whether a visit may start now, with which secrets known, and what it told of the portal when it
ended. Called by the reconciler and by the probe around each visit; decides nothing about the NRP.
"""

from robot.engine.house import House, in_thread
from robot.engine.journal import circuit_changed
from robot.model.outcome import Outcome
from robot.model.secret import Secret, SecretKind
from robot.model.state import Claim, Record
from robot.rules.circuit import Circuit, after_visit, quiet

_TURN_POLL = 5.0  # seconds


async def may_begin(house: House, claim: Claim, *, commanded: bool = False) -> bool:
    """Waits for its turn: the starts of visits are spaced over all processes that share the ledger. Whatever
    closes the portal meanwhile (a pause, the circuit, quiet hours) counts."""
    while True:
        now = house.clock.now()
        if quiet(house.pace, now) and not commanded:
            return False
        start = await in_thread(house.ledger.begin_visit, claim, now, house.pace, commanded=commanded)
        if start is None or start <= now:
            return start is not None
        await house.clock.wait(min((start - now).total_seconds(), _TURN_POLL))


async def tell_circuit(house: House, outcome: Outcome) -> Circuit:
    """What a visit that ended so says of the portal, for all processes."""
    now = house.clock.now()
    before: list[Circuit] = []

    def change(known: Circuit) -> Circuit:
        before.append(known)
        return after_visit(known, outcome, now, house.policy)

    circuit = await in_thread(house.ledger.change_circuit, change)
    if circuit.open_until != before[-1].open_until:
        house.listener.told(circuit_changed(circuit))
    return circuit


def secrets_of(house: House, record: Record) -> tuple[Secret, ...]:
    """All that a visit may meet, to be kept out of what it leaves."""
    found = [
        house.vault.get(record.employer.owner_of(kind), kind)
        for kind in SecretKind
        if kind is not SecretKind.EFIRMA_CER  # public, and it holds the employer's name
    ]
    return tuple(secret for secret in found if secret is not None)
