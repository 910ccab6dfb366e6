"""What can go wrong with the portal while a visit acts. The driver raises these; the engine makes outcomes of them.

They carry no secret and no page content but the portal's visible words.
"""

from dataclasses import dataclass

from robot.model.screen import Target
from robot.model.sight import Control


class Fault(Exception):
    """`text` is Spanish, for the person who reads the report."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class PortalTrouble(Fault):
    """Network, time-out, 5xx: the portal or the way to it. May be tried again later."""


class BrowserLost(Fault):
    """The browser crashed, froze or was killed. May be tried again in a new one."""


class OriginRefused(Fault):
    """Something was about to be typed, chosen, pressed, accepted or taken as proof on an origin not allowed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One candidate as it was tried: `matches` visible controls."""

    candidate: str
    matches: int


class TargetFault(Fault):
    """A target matched nothing, or more than one control, or a control refused what was asked of it.

    `controls`: what was visible instead.
    """

    def __init__(
        self, target: Target, text: str, tried: tuple[Tried, ...] = (), controls: tuple[Control, ...] = ()
    ) -> None:
        super().__init__(text)
        self.target = target
        self.tried = tried
        self.controls = controls


class TableFault(Fault):
    """A table is there but cannot be read into rows without guessing."""
