"""A picture of the page with every field covered; of a page that shows a secret, or may, there is none."""

from playwright.async_api import Error, Page

from robot.model.faults import Fault, PortalTrouble
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Stage

_FIELDS = (
    "input:not([type=submit]):not([type=button]):not([type=reset]):not([type=image]), textarea, select, "
    "[contenteditable='true'], [role=textbox], [role=combobox]"
)
_QUALITY = 50
_SECONDS = 12.0


async def picture(stage: Stage) -> bytes:
    pages = stage.pages()
    if not pages:
        raise PortalTrouble("No hay página que retratar.")
    await _refuse_secret(stage, pages[0])
    taken = await _taken(stage, pages[0])
    await _refuse_secret(stage, pages[0])  # it may have come, and even gone, while the picture was taken
    return taken


async def shows_secret(stage: Stage, page: Page, *, in_fields: bool) -> bool:
    """Whether one stands in the letters of any of its frames, or may: a frame that does not answer may show anything.
    `in_fields`: filled in, too."""
    for frame in page.frames:
        told = await limited(stage.ask(frame, "letters"), stage.limits.look, "mirar la página")
        if told is None or stage.tells_secret(told["text"]):
            return True
        for kind, value in told["fields"] if in_fields else ():
            if value and (kind == "password" or stage.tells_secret(value)):
                return True
    return False


async def _refuse_secret(stage: Stage, page: Page) -> None:
    try:
        shown = await shows_secret(stage, page, in_fields=False)
    except (Error, Unanswered):
        shown = True
    if shown:
        raise PortalTrouble("La página muestra un secreto, o puede mostrarlo: no se retrata.")


async def _taken(stage: Stage, page: Page) -> bytes:
    fault: Fault
    try:
        return await limited(
            page.screenshot(
                type="jpeg",
                quality=_QUALITY,
                mask=[frame.locator(_FIELDS) for frame in page.frames],
                mask_color="#7f7f7f",
                animations="disabled",
                caret="hide",
                timeout=_SECONDS * 1000,
            ),
            _SECONDS + 3,
            "retratar la página",
        )
    except Unanswered as error:
        fault = await stage.fault(error, "retratar la página")
    except Error as error:
        fault = await stage.fault(error, "retratar la página")
    raise fault from None
