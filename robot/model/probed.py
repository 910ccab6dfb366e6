"""What a probe of the portal found: each screen with its controls, and how far each flow came. Made by the engine,
told by the console and the report."""

from dataclasses import dataclass
from datetime import datetime

from robot.model.drift import Alike, Sought
from robot.model.faults import Tried
from robot.model.outcome import Ending, Outcome
from robot.model.screen import Place, Target


@dataclass(frozen=True, slots=True)
class Use:
    """`act`: press, text, choice, tick or file; empty: the screen is only known by it. `optional`: flows go on without
    it. `guarded`: it sends something or takes a secret. `steps` are the places of the steps that use it, `flows` their
    names."""

    target: Target
    act: str
    evidence: bool = False
    optional: bool = False
    guarded: bool = False
    flows: tuple[str, ...] = ()
    steps: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class ProbedControl:
    """`tried`: every candidate by itself. `needed`: the walk stood before it, its screen is known by it, or it is
    guarded. `fits`: a candidate that was tried and matched one control, where none that is written does."""

    use: Use
    tried: tuple[Tried, ...]
    needed: bool = False
    sought: Sought | None = None
    fits: str = ""

    @property
    def name(self) -> str:
        return f"{self.use.target.screen}.{self.use.target.name}"

    @property
    def rank(self) -> int | None:
        """The place of the candidate that would be used. A sign may be there several times."""
        enough = (one.matches == 1 or (not self.use.act and one.matches > 0) for one in self.tried)
        return next((rank for rank, there in enumerate(enough) if there), None)

    @property
    def several(self) -> bool:
        return self.rank is None and any(one.matches for one in self.tried)

    @property
    def breaks(self) -> bool:
        return self.needed and self.rank is None and not self.use.optional


@dataclass(frozen=True, slots=True)
class ProbedScreen:
    """`name` None: none that the files describe; `alike` are then those that it may be, likest first, and `controls`
    those of the one that the flow expected. `tree` is Playwright's view of what is accessible, without what was typed;
    `picture` a JPEG with every field covered, empty where there is none."""

    name: str | None
    title: str
    at: datetime
    flow: str
    said: tuple[str, ...]
    controls: tuple[ProbedControl, ...]
    alike: tuple[Alike, ...] = ()
    tree: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class ProbedFlow:
    """`outcome` None: it was not walked, and `why` says it. `held`: what the walk came to and did not do,
    Spanish."""

    name: str
    title: str
    outcome: Outcome | None = None
    held: str = ""
    why: str = ""

    @property
    def fell(self) -> bool:
        return self.outcome is not None and self.outcome.ending not in (Ending.DONE, Ending.NOTHING_TO_DO)


@dataclass(frozen=True, slots=True)
class Walk:
    """`unseen`: the titles of screens that flows know and this walk did not come by."""

    nrp: str
    employer: str
    address: str
    started: datetime
    browser: str
    flows: tuple[ProbedFlow, ...]
    screens: tuple[ProbedScreen, ...]
    unseen: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """That of the first flow that fell; else it is done."""
        return next((flow.outcome for flow in self.flows if flow.fell and flow.outcome), Outcome(Ending.DONE))

    @property
    def breaks(self) -> tuple[ProbedControl, ...]:
        return tuple(one for screen in self.screens for one in screen.controls if one.breaks)

    @property
    def unknown(self) -> tuple[ProbedScreen, ...]:
        return tuple(screen for screen in self.screens if screen.name is None)

    @property
    def proposals(self) -> tuple[tuple[Target, str], ...]:
        """Each control that was not found, with the candidate that would match."""
        found = {one.name: (one.use.target, one.fits) for screen in self.screens for one in screen.controls if one.fits}
        return tuple(found.values())
