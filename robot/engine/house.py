"""Everything the engine is handed, in one place. Made by assembly, and by tests with fakes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ParamSpec, Protocol, TypeVar

from robot.engine.ports import Browser, Clock, EvidenceRoom, Ledger, Mail, TermsRow, Vault
from robot.model.flow import FlowBook
from robot.model.policy import Policy
from robot.model.relation import RawTable
from robot.model.settings import Pace
from robot.model.state import Record

P = ParamSpec("P")
R = TypeVar("R")


class Attendant(Protocol):
    """The person beside an attended run; unattended runs hand in one who is never there."""

    @property
    def present(self) -> bool: ...

    async def part(self, record: Record, reason: str) -> bool:
        """Tells the person what to do in the browser. False: nobody is there."""

    async def approve(self, row: TermsRow) -> bool:
        """Shows terms; True when the person approves them on the spot."""


class Listener(Protocol):
    """Hears what happens, for live progress. Must not raise."""

    def visit_started(self, record: Record) -> None: ...

    def flow_started(self, record: Record, title: str) -> None: ...

    def released(self, record: Record) -> None: ...

    def told(self, text: str) -> None:
        """Something that concerns all NRPs, Spanish."""


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
    pace: Pace = Pace(pause=timedelta(0))
    machine: str = ""  # who signs, for the audit: machine and operating-system user


async def in_thread(call: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """Ledger, vault and mail are synchronous; on Windows their drivers and Playwright's loop do not mix."""
    return await asyncio.to_thread(call, *args, **more)
