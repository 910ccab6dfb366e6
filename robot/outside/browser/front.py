"""The window in front of a person, and how the other visits of the browser go on behind it.

A real click, and a window that opens, come to the front and take the keyboard with them (measured: mouse, touch and
synthetic taps alike). So whoever works behind waits for a moment without keys, and gives the front back at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from playwright.async_api import BrowserContext, Error, Page

from robot.outside.browser.limited import Unanswered, limited

_SECONDS = 2.0
_PAUSE_IN_TYPING = 1200  # milliseconds without a key: the person looks, or is done
_LONGEST = 8.0  # seconds that one act waits for such a moment
_POLL = 0.15
_LISTEN = """() => { if (window.__keys === undefined) { window.__keys = 0;
  addEventListener("keydown", () => { window.__keys = Date.now(); }, true); } }"""
_TYPES = f"() => Date.now() - (window.__keys || 0) < {_PAUSE_IN_TYPING}"


class Front:
    """Of one browser; empty while no person looks at a window."""

    def __init__(self) -> None:
        self._page: Page | None = None

    async def take(self, page: Page) -> None:
        """Brings `page` to the front and keeps it there. Raises playwright's Error, or Unanswered."""
        self._page = page
        for frame in page.frames:
            with suppress(Error, Unanswered):
                await limited(frame.evaluate(_LISTEN), _SECONDS, "oír el teclado")
        await limited(page.bring_to_front(), _SECONDS, "traer la ventana al frente")

    def leave(self, context: BrowserContext) -> None:
        """The person has no more to do in the windows of `context`."""
        if self._page is not None and self._page.context is context:
            self._page = None

    @asynccontextmanager
    async def behind(self, context: BrowserContext) -> AsyncIterator[None]:
        """For an act that takes the front: in a moment when nobody types, and the front is given back after it."""
        before = self._other(context)
        if before is not None:
            await self._calm(before)
        try:
            yield
        finally:
            page = self._other(context)  # it may have come to the front during the act
            if page is not None:
                with suppress(Error, Unanswered):
                    await limited(page.bring_to_front(), _SECONDS, "devolver la ventana al frente")

    def _other(self, context: BrowserContext) -> Page | None:
        return self._page if self._page is not None and self._page.context is not context else None

    async def _calm(self, page: Page) -> None:
        end = asyncio.get_running_loop().time() + _LONGEST
        while self._page is page and asyncio.get_running_loop().time() < end:
            try:
                typing = [await limited(frame.evaluate(_TYPES), _SECONDS, "oír el teclado") for frame in page.frames]
            except (Error, Unanswered):  # it navigates: the code was sent
                return
            if not any(typing):
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), _POLL)
