"""What the driver tells the engine of the portal: what is there, and by which candidate a control was found."""

from dataclasses import dataclass

from robot.model.screen import By, Screen, Target


@dataclass(frozen=True, slots=True)
class Control:
    """A visible control, as a candidate that it alone would answer to."""

    by: By
    value: str

    def __str__(self) -> str:
        return f"{self.by.value}: {self.value}"


@dataclass(frozen=True, slots=True)
class Near:
    """A known screen beside what a page shows: of its `seen` those that are there and those that are not, and what
    is there of its `never`."""

    screen: Screen
    met: tuple[Target, ...]
    lacking: tuple[Target, ...]
    extra: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What the portal shows: the screen recognised (None: none of ours) and what it said since the last act.

    `also`: every screen of the book that is recognised besides, for interruptions that lie over another screen.
    `closest`, `controls`: where none that was expected came, those that it may be (of all for an unknown one), and
    what can be seen.
    `down`: the main page failed, answered 5xx, or the last requests did; the words why. `error`: the main page answered
    with an error that does not pass by itself, such as 404; the words.
    """

    screen: str | None
    said: tuple[str, ...] = ()
    closest: tuple[Near, ...] = ()
    down: str = ""
    also: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """Which candidate found a target: `rank` 0 is the first. Anything later is drift, with a patch to report."""

    target: Target
    rank: int
    candidate: str
