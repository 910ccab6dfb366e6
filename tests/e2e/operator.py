"""A person at the keyboard, by script: looks, reads the captcha, types it at a person's speed, presses Enter."""

import asyncio
import time
from dataclasses import dataclass, field

from playwright.async_api import Page

from robot.engine.house import PartEnd
from robot.model.state import Record
from robot.model.terms import TermsRow
from robot.outside.browser.browser import PortalBrowser

_LOOKING = 1.5  # seconds
_KEY = 200  # milliseconds
_HAS_CURSOR = "() => document.hasFocus() && document.activeElement?.name === 'captchaInput'"


@dataclass
class Operator:
    """Keeps the Attendant promise. `times`: when each window came to the front, and when it was done."""

    browser: PortalBrowser
    looking: float = _LOOKING
    present: bool = True
    nrps: list[str] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)
    wrong: int = 0
    _since: float = 0.0
    _hands: set[asyncio.Task[None]] = field(default_factory=set)

    def shown(self, record: Record, reason: str, times: int) -> None:
        if times == 1:
            self.nrps.append(record.employer.nrp)
            self._since = time.monotonic()
        self.wrong += times > 1
        task = asyncio.create_task(self._type())
        self._hands.add(task)
        task.add_done_callback(lambda done: done.result())

    async def skip(self) -> None:
        await asyncio.Event().wait()

    def over(self, end: PartEnd) -> None:
        assert end is PartEnd.DONE, end
        self.times.append((self._since, time.monotonic()))

    async def approve(self, row: TermsRow, before: TermsRow | None) -> bool:
        return True

    async def _type(self) -> None:
        page = await self._in_front()
        await asyncio.sleep(self.looking)  # noqa: TID251  a person looks
        captcha = await page.locator("svg text").first.text_content()
        await page.keyboard.type(captcha or "", delay=_KEY)
        await page.keyboard.press("Enter")

    async def _in_front(self) -> Page:
        """The one window whose code field has the cursor: those that wait behind have it nowhere."""
        assert self.browser._browser is not None
        pages = [page for context in self.browser._browser.contexts for page in context.pages]
        having = [page for page in pages if await page.evaluate(_HAS_CURSOR)]
        assert len(having) == 1, f"{len(having)} windows have the cursor in their code"
        return having[0]

    def figures(self) -> tuple[float, float, float]:
        """Seconds an NRP: from the first window to the last one's end, in front of a window, and with none."""
        whole = (self.times[-1][1] - self.times[0][0]) / len(self.times)
        busy = sum(end - start for start, end in self.times) / len(self.times)
        return whole, busy, whole - busy
