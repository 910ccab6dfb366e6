"""Whether a visit may start, for all processes of one ledger: a person's pause, and a circuit that opens when visits
in a row find the portal down. Pure: the ledger keeps one Circuit, the engine changes it through these functions only.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from robot.model.outcome import Ending, Outcome
from robot.model.policy import Policy
from robot.model.settings import Pace
from robot.rules.calendar import MEXICO

_DOWN_IN_A_ROW = 4  # visits that found the portal down, with none between that did not: it is the portal, not the NRP


@dataclass(frozen=True, slots=True)
class Hold:
    """A person's pause. `until` None: until somebody resumes."""

    since: datetime
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Circuit:
    """`down`: visits in a row that found the portal down. `open_until`: no visit before then, and after it one visit
    alone, the probe; None: closed, visits go out."""

    down: int = 0
    open_until: datetime | None = None
    why: str = ""
    hold: Hold | None = None

    def held(self, now: datetime) -> bool:
        return self.hold is not None and (self.hold.until is None or now < self.hold.until)

    def is_open(self, now: datetime) -> bool:
        return self.open_until is not None and now < self.open_until

    def visits(self, now: datetime, at_once: int) -> int:
        """How many may be under way together, of those that would be `at_once`."""
        if self.held(now) or self.is_open(now):
            return 0
        return at_once if self.open_until is None else 1

    def probed(self, now: datetime) -> "Circuit":
        """A person insists: its probe goes out now."""
        return replace(self, open_until=min(now, self.open_until)) if self.open_until else self

    def opens_at(self, now: datetime) -> datetime | None:
        """When the next visit may start, for all that is known now; None: when somebody resumes."""
        if self.held(now):
            return (
                None if self.hold is None or self.hold.until is None else max(self.hold.until, self.open_until or now)
            )
        return max(self.open_until or now, now)


def after_visit(circuit: Circuit, outcome: Outcome, now: datetime, policy: Policy) -> Circuit:
    """A visit that met the portal at work closes the circuit. One that found it down counts, and opens it for longer
    each time; one that was under way when it opened says nothing new, nor does a screen that nobody knows."""
    if outcome.ending is not Ending.PORTAL_DOWN:
        return circuit if outcome.ending is Ending.SCREEN_UNKNOWN else Circuit(hold=circuit.hold)
    if outcome.ours or circuit.is_open(now):
        return circuit
    down = circuit.down + 1
    if down < _DOWN_IN_A_ROW:
        return replace(circuit, down=down)
    pause = policy.pause_after(down - _DOWN_IN_A_ROW + 1)
    return replace(circuit, down=down, open_until=now + pause, why=outcome.detail or "El portal no responde.")


def quiet(pace: Pace, now: datetime) -> bool:
    """Whether `now` lies in the quiet hours of Mexico."""
    moment = now.astimezone(MEXICO).time()
    return any(hours.hold(moment) for hours in pace.quiet_hours)
