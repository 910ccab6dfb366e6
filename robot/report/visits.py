"""The visits of an NRP as a story with times, for the report of a run: flows, screens, acts. Pure.

Made by report/timeline from the events that evidence keeps; report/run_report gathers them, report/page shows them.
"""

from dataclasses import dataclass
from datetime import datetime

from robot.model.drift import Drift
from robot.model.outcome import Ending


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done on a screen. `rank` 0 is the first candidate; None: no control was looked for."""

    text: str
    target: str = ""
    by: str = ""
    rank: int | None = None
    where: str = ""

    @property
    def drifted(self) -> bool:
        return bool(self.rank)


@dataclass(frozen=True, slots=True)
class Scene:
    """What was done from one recognised screen to the next, and how many seconds that took.

    `steps` are the places of the flow's lines, `pictures` names of files in the visit's folder."""

    at: datetime
    seconds: float
    screen: str
    acts: tuple[Act, ...] = ()
    steps: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowRun:
    """`ending` None: the visit was cut off inside it. `words` are the portal's own."""

    name: str
    title: str
    at: datetime
    seconds: float
    ending: Ending | None
    scenes: tuple[Scene, ...]
    words: str = ""
    detail: str = ""
    where: str = ""
    drift: Drift | None = None


@dataclass(frozen=True, slots=True)
class VisitStory:
    """`folder` is the evidence's, below its root and with slashes; `whole` False: it was cut off."""

    nrp: str
    folder: str
    at: datetime
    seconds: float
    ending: str
    whole: bool
    flows: tuple[FlowRun, ...]

    @property
    def last_flow(self) -> FlowRun | None:
        """The one that says how the visit went; leaving does not count."""
        ran = [flow for flow in self.flows if flow.name != "log_out"]
        return ran[-1] if ran else None
