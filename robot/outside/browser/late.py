"""The browser of a workspace. Playwright is loaded with its first visit, or just before: a service that only waits
does without.

Made by assembly.
"""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from functools import cached_property
from importlib import import_module
from typing import Any

from robot.engine.ports import Driver
from robot.model.screen import Screen
from robot.model.secret import Secret
from robot.outside.browser.options import BrowserOptions


class LateBrowser:
    """Keeps the Browser promise of engine.ports, by the PortalBrowser that it loads."""

    def __init__(self, options: BrowserOptions, screens: Mapping[str, Screen], origins: Collection[str]) -> None:
        self._how = options, screens, origins
        self._waking: asyncio.Task[None] | None = None

    @cached_property
    def loaded(self) -> Any:
        return import_module("robot.outside.browser.browser").PortalBrowser(*self._how)

    def wake(self) -> None:
        """A visit is near: the browser starts beside what comes before it."""
        self._waking = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        with suppress(Exception):  # the visit meets it again, and tells it
            async with self.visit(None):
                pass

    def visit(self, kept: Secret | None, *, recorded: bool = False) -> AbstractAsyncContextManager[Driver]:
        visit: AbstractAsyncContextManager[Driver] = self.loaded.visit(kept, recorded=recorded)
        return visit

    async def close(self) -> None:
        if self._waking is not None:
            await self._waking
        if "loaded" in self.__dict__:
            await self.loaded.close()
