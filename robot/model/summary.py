"""A summary as paragraphs of Spanish text, ready for whatever shows it: terminal, mail, workbook.

Made by report/summary; console, report/letter and outside/workbook show it without knowing what it is about.
"""

from dataclasses import dataclass
from datetime import date, datetime

from robot.model.roster import Colour


@dataclass(frozen=True, slots=True)
class Member:
    """One NRP of a group. `note` is what is its own, e.g. the day until which its relation lasts."""

    nrp: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """NRPs with one cause, told once. `todo`: the one thing to do about it; `new`: how many joined since before."""

    cause: str
    members: tuple[Member, ...]
    todo: str = ""
    new: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """`few`: how many NRPs of each group are worth naming outside the workbook."""

    title: str
    colour: Colour
    groups: tuple[Group, ...]
    few: int = 3

    @property
    def count(self) -> int:
        return sum(len(group.members) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Summary:
    """`needs_attention`: a person has something to do, or the portal failed. `trouble` names each such cause, so that
    a new one can be told from those already reported. `facts` are short lines on the run itself."""

    at: datetime
    subject: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    needs_attention: bool
    trouble: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outage:
    """The portal was left alone from `start` on; `end` None: it still is."""

    start: datetime
    end: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a run besides how the NRPs stand. `started` None: not a run, only a look."""

    now: datetime
    today: date
    started: datetime | None = None
    outages: tuple[Outage, ...] = ()
    bugs: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A summary as a mail: plain text, HTML without anything remote, and the workbook by its name and content."""

    at: datetime
    subject: str
    text: str
    html: str
    attachment: tuple[str, bytes] | None = None
