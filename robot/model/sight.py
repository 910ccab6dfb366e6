"""What the driver tells the engine of the portal: what is there, and by which candidate a control was found."""

from dataclasses import dataclass

from robot.model.screen import Target


@dataclass(frozen=True, slots=True)
class Sight:
    """What the portal shows: the screen recognised (None: none of ours) and what it said since the last act.

    `also`: every screen of the book that is recognised besides, for interruptions that lie over another screen.
    `closest`: for an unknown screen, the known ones nearest to it and the evidence each lacked, in Spanish.
    `down`: the main page failed, answered 5xx, or the last requests did; the words why.
    """

    screen: str | None
    said: tuple[str, ...] = ()
    closest: tuple[str, ...] = ()
    down: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """Which candidate found a target: `rank` 0 is the first. Anything later is drift, with a patch to report."""

    target: Target
    rank: int
    candidate: str
