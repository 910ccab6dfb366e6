"""Brings a visit's window to the front for a person, with the focus on the field that they fill in.

The windows of other visits open behind it: a person who is typing must not find another window under their hands.
"""

from contextlib import suppress

from playwright.async_api import Error

from robot.model.faults import BrowserLost, Fault
from robot.model.screen import Target
from robot.outside.browser.fill import field_of
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Stage


async def bring_to_front(stage: Stage, target: Target | None) -> None:
    """The focus is a courtesy: where it cannot be set the person clicks the field themselves."""
    pages = stage.pages()
    if not pages:
        raise BrowserLost("La ventana se cerró.")
    await stage.do(pages[0].bring_to_front(), "traer la ventana al frente")
    if target is not None:
        with suppress(Fault, Error, Unanswered):
            found = await field_of(stage, target)
            await limited(found.element.focus(), stage.limits.look, "ir al campo")
