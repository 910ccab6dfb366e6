"""Everything the engine is handed, in one place. Made by assembly, and by tests with fakes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import ParamSpec, Protocol, TypeVar

from robot.engine.direct import Director, Straight
from robot.engine.ports import Browser, Clock, EvidenceRoom, Ledger, Mail, Vault
from robot.model.flow import FlowBook
from robot.model.identifiers import Nrp
from robot.model.policy import Policy
from robot.model.relation import RawTable
from robot.model.settings import Pace, TraceWhen
from robot.model.state import Record
from robot.model.terms import TermsRow

P = ParamSpec("P")
R = TypeVar("R")


class PartEnd(StrEnum):
    """How a person's part of a visit ended."""

    DONE = "done"
    LATER = "later"  # the person left it for another time
    MISSED = "missed"  # nothing was done within the limit
    FAILED = "failed"  # the portal or the browser was in the way


class Attendant(Protocol):
    """The person beside an attended run; unattended runs hand in one who is never there.

    Asked for one thing at a time: the engine holds `House.front` meanwhile.
    """

    @property
    def present(self) -> bool: ...

    def shown(self, record: Record, reason: str, times: int) -> None:
        """This NRP's window is in front now: tells the person what to do there. `times` > 1: the portal asks again."""

    async def skip(self) -> None:
        """Returns when the person leaves the part in front for later, or has gone."""

    def over(self, end: PartEnd) -> None:
        """The part in front has ended."""

    async def approve(self, row: TermsRow, before: TermsRow | None) -> bool:
        """Shows terms, and what changed since those approved `before`; True when the person approves them."""


class Listener(Protocol):
    """Hears what happens, for live progress. Must not raise."""

    def visit_started(self, record: Record) -> None: ...

    def flow_started(self, record: Record, title: str) -> None: ...

    def released(self, record: Record) -> None: ...

    def told(self, text: str) -> None:
        """Something that concerns all NRPs, Spanish."""


def _nobody_told(_error: Exception, _nrp: Nrp | None) -> None: ...


@dataclass(frozen=True, slots=True)
class House:
    ledger: Ledger
    vault: Vault
    mail: Mail
    browser: Browser
    evidence: EvidenceRoom
    clock: Clock
    book: FlowBook
    policy: Policy
    attendant: Attendant
    listener: Listener
    read_export: Callable[[bytes], RawTable]
    pictures: bool = True
    trace: TraceWhen = TraceWhen.OFF
    pace: Pace = Pace(pause=timedelta(0))
    front: asyncio.Lock = field(default_factory=asyncio.Lock)  # the person's eyes: one visit at a time, in line
    director: Director = field(default_factory=Straight)
    on_bug: Callable[[Exception, Nrp | None], object] = _nobody_told  # an exception that nobody expected; in a thread
    machine: str = ""  # who signs, for the audit: machine and operating-system user


async def in_thread(call: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """Ledger, vault and mail are synchronous; on Windows their drivers and Playwright's loop do not mix."""
    return await asyncio.to_thread(call, *args, **more)
