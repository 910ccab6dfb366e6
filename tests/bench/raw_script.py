"""The measure of the robot's cost: register and verify, as a good Playwright programmer would write it by hand.

    python -m tests.bench.raw_script ORDER.json

No ledger, no vault, no evidence, no recognition: it knows the mock portal's markup and trusts it.
"""

import asyncio
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from robot.outside.browser.options import BrowserOptions
from tests.bench.jobs import IN_FORCE, Job, Order, read_order
from tests.bench.raw_legacy import RawLegacy
from tests.bench.raw_modern import RawModern

_PAGE = BrowserOptions()
_VIEWPORT: ViewportSize = {"width": _PAGE.width, "height": _PAGE.height}  # as many pixels to draw as the robot has
_HANDS = {"modern": RawModern, "legacy": RawLegacy}


async def main(order: Order) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=order.executable or None)
        turn = asyncio.Semaphore(order.at_once)
        await asyncio.gather(*(_one(browser, turn, order, job) for job in order.jobs))
        await browser.close()


async def _one(browser: Browser, turn: AbstractAsyncContextManager[None], order: Order, job: Job) -> None:
    async with turn:
        await _register(browser, order, job)
    await asyncio.sleep(order.wait)  # noqa: TID251  the portal's own wait, and nothing else to do
    async with turn:
        await _verify(browser, order, job)


async def _register(browser: Browser, order: Order, job: Job) -> None:
    context = await browser.new_context(locale="es-MX", viewport=_VIEWPORT)
    hands = _HANDS[order.skin](await context.new_page())
    await hands.log_in(order.address, job)
    await hands.open_relations()
    if await hands.rows().count():
        raise SystemExit(f"{job.nrp}: already registered")
    await hands.fill_relation(job)
    await hands.sign(job)
    await hands.accept_terms()
    await hands.finish()
    await hands.log_out()
    await context.close()


async def _verify(browser: Browser, order: Order, job: Job) -> None:
    context = await browser.new_context(locale="es-MX", viewport=_VIEWPORT)
    hands = _HANDS[order.skin](await context.new_page())
    await hands.log_in(order.address, job)
    await hands.open_relations()
    await expect(hands.rows()).to_contain_text(IN_FORCE)
    await hands.log_out()
    await context.close()


if __name__ == "__main__":
    asyncio.run(main(read_order(Path(sys.argv[1]))))
