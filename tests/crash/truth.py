"""The portal's ground truth in an append-only file: it outlives every robot, and several robots share it.

Time lies in memory that all processes of one case share, so that a robot that dies does not turn it back.
"""

import asyncio
import json
import mmap
import os
import struct
from collections.abc import Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from robot.model.employer import Employer
from robot.model.flow import Dialog
from robot.model.mailbox import NoMailYet, PasswordRequest, Picked
from robot.model.screen import Target
from robot.model.secret import Secret
from robot.model.sight import Sight, Used
from robot.model.state import MailMark
from tests.crash.points import Points
from tests.engine.fakes import START, FakeClock, FakeDriver, FakeMail, FakePortal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MAIL_TAKES = timedelta(seconds=5)


class SharedClock(FakeClock):
    def __init__(self) -> None:
        self._cell = mmap.mmap(-1, 8)
        super().__init__()

    @property
    def at(self) -> datetime:
        return _EPOCH + struct.unpack("q", self._cell[:8])[0] * _TICK

    @at.setter
    def at(self, value: datetime) -> None:
        self._cell[:8] = struct.pack("q", (value - _EPOCH) // _TICK)

    async def wait(self, seconds: float) -> None:
        """While a visit is under way nothing is to be asked for every millisecond: its end is heard at once."""
        if seconds == 1 and self.at_work():
            await asyncio.sleep(0.05)  # noqa: TID251
        else:
            await super().wait(seconds)

    def reset(self) -> None:
        self.at = START


class Journal:
    """What arrived at the portal, one JSON object a line, in order."""

    def __init__(self, file: Path, clock: SharedClock) -> None:
        self._file = file
        self._clock = clock
        self._size = 0
        self._lines: list[dict[str, Any]] = []

    def tell(self, kind: str, nrp: str, what: str = "") -> None:
        line = {"kind": kind, "nrp": nrp, "what": what, "at": self._clock.at.isoformat(), "by": os.getpid()}
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(handle, json.dumps(line).encode() + b"\n")
        finally:
            os.close(handle)

    def lines(self) -> list[dict[str, Any]]:
        size = self._file.stat().st_size if self._file.exists() else 0
        if size != self._size:
            self._lines = [json.loads(line) for line in self._file.read_text().splitlines()]
            self._size = size
        return self._lines

    def of(self, nrp: str, *kinds: str) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line["nrp"] == nrp and line["kind"] in kinds]


@dataclass
class JournalledPortal(FakePortal):
    """One NRP's face of the portal: what it was given at first and what arrived since."""

    nrp: str = ""
    journal: Journal = field(default=None)  # type: ignore[assignment]
    points: Points = field(default_factory=Points)
    given_password: str | None = None

    def refresh(self) -> None:
        self.submitted = [_at(line) for line in self.journal.of(self.nrp, "relation")]
        asked = self.journal.of(self.nrp, "password", "cancel")
        requests = [line for line in asked if line["kind"] == "password"]
        passwords = [f"Servicio-{self.nrp}-{number}" for number, _ in enumerate(requests, 1)]
        come = [one for one, line in zip(passwords, requests, strict=True) if _at(line) + _MAIL_TAKES <= self.clock.at]
        self.requested, self.mails = [_at(line) for line in requests], come
        self.service_password = passwords[-1] if passwords else self.given_password
        if asked and asked[-1]["kind"] == "cancel":
            self.service_password = None

    def submit(self) -> None:
        self._arrive("relation")

    def request_password(self) -> None:
        self._arrive("password")

    def cancel_password(self) -> None:
        self._arrive("cancel")

    def log_in(self) -> None:
        self.journal.tell("login", self.nrp)

    def _arrive(self, kind: str) -> None:
        self.journal.tell(kind, self.nrp)
        self.refresh()

    def meet(self, point: str) -> None:
        self.points.portal(point)


class JournalledDriver(FakeDriver):
    """Whose portal it is shows when the NRP is typed. Everything done to the portal is written down."""

    def __init__(self, portals: dict[str, JournalledPortal]) -> None:
        super().__init__(portals[""])
        self._portals = portals

    async def open(self, address: str) -> None:
        await self.check()
        self._touch("open")
        await super().open(address)

    async def await_screen(self, expected: Collection[str], limit: timedelta) -> Sight:
        self.portal.refresh()
        sight = await super().await_screen(expected, limit)
        self.portal.meet(f"saw {sight.screen}")
        return sight

    async def press(self, target: Target, *, dialog: Dialog | None = None) -> Used:
        self.portal.refresh()
        self.portal.meet(f"about to press {target.name}")
        await self.check()
        self._touch(f"press {target.name}")
        return await super().press(target, dialog=dialog)

    async def fill(self, target: Target, text: str) -> Used:
        if target.name == "nrp":
            self.portal = self._portals[text]
        await self.check()
        self._touch(f"fill {target.name}")
        return await super().fill(target, text)

    async def type_secret(self, target: Target, secret: Secret) -> Used:
        await self.check()
        self._touch(f"type {target.name}")
        return await super().type_secret(target, secret)

    async def upload_secret(self, target: Target, secret: Secret, file_name: str) -> Used:
        await self.check()
        self._touch(f"upload {target.name}")
        return await super().upload_secret(target, secret, file_name)

    def _touch(self, what: str) -> None:
        self.portal.journal.tell("touch", self.portal.nrp, what)


class JournalledBrowser:
    def __init__(self, portals: dict[str, JournalledPortal]) -> None:
        self._portals = portals

    @asynccontextmanager
    async def visit(self, kept_session: Secret | None, *, recorded: bool = False):  # noqa: ANN201
        yield JournalledDriver(self._portals)


class JournalledMail(FakeMail):
    """One mailbox an NRP, named after it; a mail takes a while to come."""

    def __init__(self, portals: dict[str, JournalledPortal]) -> None:
        super().__init__(portals[""])
        self._portals = portals

    def mailbox_of(self, employer: Employer) -> str | None:
        return str(employer.nrp)

    def marks(self, mailbox: str) -> tuple[MailMark, ...]:
        return (MailMark(mailbox, "INBOX", 1, len(self._mails(mailbox)) + 1),)

    def pick_up(self, request: PasswordRequest, used: Collection[str]) -> Picked | NoMailYet:
        mails = self._mails(request.employer.nrp)
        for number in range(len(mails), request.marks[0].uidnext - 1, -1):
            if f"{request.employer.nrp}:{number}" not in used:
                return Picked(Secret(mails[number - 1]), f"{request.employer.nrp}:{number}")
        return NoMailYet()

    def _mails(self, nrp: str) -> list[str]:
        self._portals[nrp].refresh()
        return self._portals[nrp].mails


def _at(line: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(line["at"])
