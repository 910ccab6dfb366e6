"""The text of terms: the longest running text in front, read once it is known or stands still, and scrolled through to
its end.

Scrolling is what a person does, and what some portals wait for before they let one accept.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Frame

from robot.model.text import squeeze
from robot.outside.browser.limited import Unanswered
from robot.outside.browser.stage import Stage

_STEP = 0.25
_SECONDS = 10.0


async def terms_text(stage: Stage, known: Callable[[str], Awaitable[bool]] | None) -> str:
    """`known` says of a text that it was read before, whole: it need not stand still."""
    end = stage.clock() + _SECONDS
    last = ""
    while True:
        frame, told = await _longest(stage)
        text = stage.without_secrets(squeeze(told["text"])) if told else ""
        if text and not stage.traffic.navigates() and (text == last or await _is_known(stage, text, known)):
            break
        last = text
        if stage.clock() >= end:
            break
        await stage.pause(_STEP)
    if frame is not None and told is not None and told["index"] >= 0:
        with suppress(Error, Unanswered):
            await stage.ask(frame, "scrollToEnd", told["index"])
    return text


async def _is_known(stage: Stage, text: str, known: Callable[[str], Awaitable[bool]] | None) -> bool:
    """More of it may be on its way."""
    return known is not None and not stage.traffic.busy() and await known(text)


async def _longest(stage: Stage) -> tuple[Frame | None, dict[str, Any] | None]:
    """Of the page in front; another tab's text is not what is being accepted, nor is a page of another origin."""
    best: tuple[Frame | None, dict[str, Any] | None] = (None, None)
    for look in (await stage.gather("terms", None))[:1]:
        await stage.origins.demand(look.page.main_frame)
        for glance in look.glances:
            told = glance.told
            if told is None or told["frame"] == "hidden":
                continue
            if best[1] is None or len(told["text"]) > len(best[1]["text"]):
                best = (glance.frame, told)
    return best
