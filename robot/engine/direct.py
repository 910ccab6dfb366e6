"""Who may come between the steps of a flow: nobody in unattended runs, in debug mode a person at a terminal.

The runner asks before each step and after each fall, and does what the answer says by its own means: there is no
second way of doing a step. Knows no terminal.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from robot.engine.ports import Driver
from robot.model.faults import Tried
from robot.model.flow import Flow, FlowBook, Step
from robot.model.outcome import Outcome
from robot.model.screen import By, Screen, Target
from robot.model.sight import Control, Near, Sight


@dataclass(frozen=True, slots=True)
class Moment:
    """About to take the step `index`, or fallen there with `outcome`. `sent`: this flow has written an intent;
    `pressed`: the committing steps that were done, and perhaps arrived."""

    flow: Flow
    index: int
    sight: Sight
    sent: bool = False
    pressed: frozenset[int] = frozenset()
    outcome: Outcome | None = None

    @property
    def step(self) -> Step:
        return self.flow.steps[self.index]

    @property
    def barred(self) -> bool:
        """What commits is not done again, whatever is asked: of this step, only where it led is taken."""
        return self.sent and self.index in self.pressed


@dataclass(frozen=True, slots=True)
class Go:
    """Before a step: take it. After a fall: let the flow end with its outcome."""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Look at what the portal shows now, and take the step that takes it, this one or a later one."""


@dataclass(frozen=True, slots=True)
class JumpTo:
    """Another step of the flow, whatever the portal shows. `barred` holds there, too."""

    index: int


@dataclass(frozen=True, slots=True)
class Mended:
    """The flow files were changed: go on with these, in the same browser, at the same step."""

    book: FlowBook


@dataclass(frozen=True, slots=True)
class Keep:
    """A picture and `text` go into the visit's evidence; then the person is asked again."""

    text: str


@dataclass(frozen=True, slots=True)
class SentByHand:
    """The person sent, or may have sent, by hand what this flow commits: the intent is written, then LookAgain."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The person ends the visit here."""


Move = Go | LookAgain | JumpTo | Mended | Keep | SentByHand | Quit


class Director(Protocol):
    async def before(self, moment: Moment, driver: Driver) -> Move: ...

    async def fell(self, moment: Moment, driver: Driver) -> Move: ...

    async def ended(self, moment: Moment, driver: Driver) -> None:
        """The flow is over, with `moment.outcome`; what it leaves on the portal can still be looked at."""


class DebugDriver(Protocol):
    """What a person who directs a visit may ask of its browser. Nothing here acts on the portal's controls."""

    async def sight(self) -> Sight: ...

    async def rivals(self, among: Collection[str] = ()) -> tuple[Near, ...]:
        """The screens that the page is nearest to besides the one recognised, nearest first."""

    async def counts(self, target: Target, act: str, *, mark: str = "", every: bool = False) -> tuple[Tried, ...]:
        """Candidates with their matches now, up to the one that would be used, or `every` one. `mark`: that control
        is outlined under this name. `act`: press, text, choice, tick or file."""

    async def controls(self) -> tuple[Control, ...]:
        """What can be seen on the page at work."""

    async def tree(self) -> str:
        """What is accessible on all pages, a control or text a line, without what stands in fields."""

    async def clear(self) -> None:
        """No outline is left; asked for before anything acts or is pictured."""

    async def pick(self) -> tuple[tuple[By, str], ...]:
        """Waits for a click in the page, which the portal never hears of. Candidates that match that control and no
        other, best first."""

    async def texts(self) -> str:
        """What can be read on all pages, without what was typed as a secret."""

    def look_for(self, screens: Mapping[str, Screen]) -> None:
        """Other screens from now on: the flow files were mended."""

    def hand_over(self, given: bool) -> None:
        """While a person works in the window, native dialogs are theirs to answer."""

    async def inspector(self) -> None:
        """Playwright's own; returns when the person resumes there."""


class Straight:
    """Nobody is there: every step is taken, and a fall is the end."""

    async def before(self, moment: Moment, driver: Driver) -> Move:  # noqa: ARG002
        return Go()

    async def fell(self, moment: Moment, driver: Driver) -> Move:  # noqa: ARG002
        return Go()

    async def ended(self, moment: Moment, driver: Driver) -> None:
        """There is nobody to look."""
