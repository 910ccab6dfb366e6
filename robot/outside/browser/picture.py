"""A picture of the page with every field covered; of a page that shows a secret, or may, there is none.

Asks the browser itself: Playwright's own picture costs twice as much, most of it for masks drawn into the page.
"""

import asyncio
import base64
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page

from robot.model.faults import PortalTrouble
from robot.outside.browser.limited import Unanswered, fault_of, limited
from robot.outside.browser.stage import Glance, Stage

_QUALITY = 60
_SCALE = 0.6  # its cost goes with its pixels; letters are drawn anew in that size, and can be read
_SECONDS = 1.5  # evidence holds no visit up: a page that hangs has no picture
_RESTLESS = 1.2  # of these a page has to come to rest
_UNCOVER = 1.0  # and this to be uncovered; it will be, even where it answers later
_FONTS_READY = "() => document.fonts.ready.then(() => null)"
_FONT_SECONDS = 1.0
_PAUSE = 0.2
_TAKING = "retratar la página"
_REFUSED = "La página muestra un secreto, o puede mostrarlo: no se retrata."
_NOT_NOW = "Unable to capture screenshot"  # Chromium's, now and then, of a window that is just being drawn
_NONE: Mapping[str, str] = {}


async def picture(stage: Stage) -> bytes:
    pages = stage.pages()
    if not pages:
        raise PortalTrouble("No hay página que retratar.")
    try:
        return await limited(_at_rest(stage, pages[0]), _SECONDS, _TAKING)
    except Unanswered as late:
        raise fault_of(late, late.what) from None


async def _at_rest(stage: Stage, page: Page) -> bytes:
    end = stage.clock() + _RESTLESS
    while not (taken := await _covered(stage, page)):
        if stage.clock() >= end:
            raise PortalTrouble(_REFUSED)
        await stage.moment(_PAUSE)
    return taken


async def _covered(stage: Stage, page: Page) -> bytes:
    """Nothing where not every document was covered from before the picture until after it."""
    taken = b""
    try:
        before = (await stage.glance(page, "cover")).glances
        texts = _clear(stage, before)
        if texts:
            await _letters_come(before)
            taken = await _taken(stage, page, before[0])
    finally:
        after = (await limited(stage.glance(page, "uncover"), _UNCOVER, _TAKING)).glances
    come = _clear(stage, after, known=texts).keys()  # a secret may have come, and even gone, meanwhile
    return taken if come and come <= texts.keys() else b""


def _clear(stage: Stage, glances: tuple[Glance, ...], known: Mapping[str, str] = _NONE) -> dict[str, str]:
    """The texts of the documents by their numbers, none of which shows a secret, if each of them answers and all of
    its fields are covered. `known` ones show none."""
    told = [one.told for one in glances if one.told]
    if any(one["text"] != known.get(one["number"]) and stage.tells_secret(one["text"]) for one in told):
        raise PortalTrouble(_REFUSED)
    texts = {one["number"]: one["text"] for one in told if one["grey"]}
    return texts if len(texts) == len(glances) else {}


async def _letters_come(glances: tuple[Glance, ...]) -> None:
    """While its font is on the way, a text is often not drawn at all."""
    awaited = [one.frame.evaluate(_FONTS_READY) for one in glances if one.told and one.told["awaitsFonts"]]
    with suppress(Error, Unanswered):
        await limited(asyncio.gather(*awaited), _FONT_SECONDS, "esperar las letras")


async def _taken(stage: Stage, page: Page, main: Glance) -> bytes:
    """Nothing when the browser asks for another try."""
    asked: dict[str, Any] = {"format": "jpeg", "quality": _QUALITY, "optimizeForSpeed": True}
    if main.told and not stage.options.headed:  # a person would see the page shrink
        asked["clip"] = dict(zip(("x", "y", "width", "height"), main.told["window"], strict=True), scale=_SCALE)
    try:
        told = await (await stage.devtools(page)).send("Page.captureScreenshot", asked)
    except Error as error:
        if _NOT_NOW in error.message:
            return b""
        fault = await stage.fault(error, _TAKING)
    else:
        return base64.b64decode(told["data"])
    raise fault from None
