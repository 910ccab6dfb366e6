"""Playwright's trace of one visit, in parts: nothing is recorded while a secret is on its way or stands in a page.

A trace keeps what is typed, what calls give back and what goes over the wire (measured: chunks of one trace share the
wire), so a part is ended wholly before a secret is handed over and a new one begun when the next screen is clear of it.
A recording that fails ends; it never ends the visit. The parts are raw: whoever keeps them redacts them first.
"""

from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from playwright.async_api import Error

from robot.model.faults import Fault
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Stage

_SECONDS = 15.0


class Recording:
    """`wanted` False: nothing is ever started, and every call returns at once."""

    def __init__(self, stage: Stage, *, wanted: bool) -> None:
        self._stage = stage
        self._wanted = wanted
        self._running = False
        self._parts: list[Path] = []

    async def go_on(self) -> None:
        """From here, unless a page holds a secret."""
        if not self._wanted or self._running or not await self._clear():
            return
        start = self._stage.context.tracing.start(snapshots=True, screenshots=False, sources=False)
        self._running = await self._tried(start)

    async def pause(self) -> None:
        if not self._running:
            return
        self._running = False
        part = self._stage.folder.sub("traza") / "parte.zip"
        if await self._tried(self._stage.context.tracing.stop(path=part)):
            self._parts.append(part)

    async def end(self) -> tuple[bytes, ...]:
        """Every part, raw. Nothing is recorded any more."""
        await self.pause()
        self._wanted = False
        parts, self._parts = self._parts, []
        return tuple(part.read_bytes() for part in parts if part.exists())

    async def _tried(self, call: Awaitable[object]) -> bool:
        try:
            await limited(call, _SECONDS, "grabar la traza")
        except (Error, Unanswered):
            self._wanted = False
            return False
        return True

    async def _clear(self) -> bool:
        """No field of a password is filled, and no secret stands in a field or in the text of any frame."""
        try:
            looks = [await self._stage.glance(page, "letters") for page in self._stage.pages()]
        except Fault:
            return False
        return not any(self._may_show_secret(one.told) for look in looks for one in look.glances)

    def _may_show_secret(self, told: dict[str, Any] | None) -> bool:
        """A frame that does not answer may show anything."""
        if told is None or self._stage.tells_secret(told["text"]):
            return True
        return any(value and (kind == "password" or self._stage.tells_secret(value)) for kind, value in told["fields"])
