"""Who may come between the steps of a flow: nobody in unattended runs, in debug mode a person at a terminal.

The runner asks before each step and after each fall, and does what the answer says by its own means: there is no
second way of doing a step. Knows no terminal.
"""

from dataclasses import dataclass
from typing import Protocol

from robot.engine.ports import Driver
from robot.model.flow import Flow, FlowBook, Step
from robot.model.outcome import Outcome
from robot.model.sight import Sight


@dataclass(frozen=True, slots=True)
class Moment:
    """About to take the step `index`, or fallen there with `outcome`. `sent`: this flow has written an intent, so
    what commits is not done again, whatever is asked."""

    flow: Flow
    index: int
    sight: Sight
    sent: bool = False
    outcome: Outcome | None = None

    @property
    def step(self) -> Step:
        return self.flow.steps[self.index]


@dataclass(frozen=True, slots=True)
class Go:
    """Before a step: take it. After a fall: let the flow end with its outcome."""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Look at what the portal shows now, and take the step that takes it, this one or a later one."""


@dataclass(frozen=True, slots=True)
class JumpTo:
    """Another step of the flow, whatever the portal shows."""

    index: int


@dataclass(frozen=True, slots=True)
class Mended:
    """The flow files were changed: go on with these, in the same browser, at the same step."""

    book: FlowBook


@dataclass(frozen=True, slots=True)
class Quit:
    """The person ends the visit here."""


Move = Go | LookAgain | JumpTo | Mended | Quit


class Director(Protocol):
    async def before(self, moment: Moment, driver: Driver) -> Move: ...

    async def fell(self, moment: Moment, driver: Driver) -> Move: ...


class Straight:
    """Nobody is there: every step is taken, and a fall is the end."""

    async def before(self, moment: Moment, driver: Driver) -> Move:  # noqa: ARG002
        return Go()

    async def fell(self, moment: Moment, driver: Driver) -> Move:  # noqa: ARG002
        return Go()
