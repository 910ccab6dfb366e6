"""A picture of the page with every field covered; of a page that shows a secret, or may, there is none.

Asks the browser itself: Playwright's own picture costs twice as much, most of it for masks drawn into the page.
"""

import asyncio
import base64
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page

from robot.model.faults import Fault, PortalTrouble
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Glance, Stage

_QUALITY = 60
_SCALE = 0.6  # its cost goes with its pixels; letters are drawn anew in that size, and can be read
_SECONDS = 12.0
_FONTS_READY = "() => document.fonts.ready.then(() => null)"
_FONT_SECONDS = 3.0

_Texts = dict[str, str]


async def picture(stage: Stage) -> bytes:
    pages = stage.pages()
    if not pages:
        raise PortalTrouble("No hay página que retratar.")
    page = pages[0]
    try:
        before = (await stage.glance(page, "cover")).glances
        clear = _clear(stage, before)
        await _letters_come(before)
        taken = await _taken(stage, page, before[0])
    finally:
        after = (await stage.glance(page, "uncover")).glances
    _clear(stage, after, known=clear)  # a secret may have come, and even gone, while the picture was taken
    return taken


def _clear(stage: Stage, glances: tuple[Glance, ...], known: _Texts | None = None) -> _Texts:
    """The texts of the documents, none of which shows a secret, by their numbers. A frame that does not answer may show
    anything, and so may a field that could not be covered, and a document that came meanwhile: one not `known`."""
    texts = {one.told["number"]: one.told["text"] for one in glances if one.told and one.told["grey"]}
    come = known is not None and texts.keys() - known.keys()
    new = [text for number, text in texts.items() if known is None or text != known.get(number)]
    if come or len(texts) < max(len(glances), 1) or any(map(stage.tells_secret, new)):
        raise PortalTrouble("La página muestra un secreto, o puede mostrarlo: no se retrata.")
    return texts


async def _letters_come(glances: tuple[Glance, ...]) -> None:
    """While its font is on the way, a text is often not drawn at all."""
    awaited = [one.frame.evaluate(_FONTS_READY) for one in glances if one.told and one.told["awaitsFonts"]]
    with suppress(Error, Unanswered):
        await limited(asyncio.gather(*awaited), _FONT_SECONDS, "esperar las letras")


async def _taken(stage: Stage, page: Page, main: Glance) -> bytes:
    asked: dict[str, Any] = {"format": "jpeg", "quality": _QUALITY, "optimizeForSpeed": True}
    if main.told and not stage.options.headed:  # a person would see the page shrink
        asked["clip"] = dict(zip(("x", "y", "width", "height"), main.told["window"], strict=True), scale=_SCALE)
    fault: Fault
    try:
        return await limited(_captured(stage, page, asked), _SECONDS, "retratar la página")
    except (Unanswered, Error) as error:
        fault = await stage.fault(error, "retratar la página")
    raise fault from None


async def _captured(stage: Stage, page: Page, asked: dict[str, Any]) -> bytes:
    told = await (await stage.devtools(page)).send("Page.captureScreenshot", asked)
    return base64.b64decode(told["data"])
