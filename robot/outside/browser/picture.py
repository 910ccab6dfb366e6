"""A picture of the page with every field covered, and every frame that shows a typed secret covered whole."""

from typing import Any

from playwright.async_api import Error, Locator, Page

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
    page = pages[0]
    covers = await _covers(stage, page)
    fault: Fault
    try:
        return await limited(
            page.screenshot(
                type="jpeg",
                quality=_QUALITY,
                mask=covers,
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


async def _covers(stage: Stage, page: Page) -> list[Locator]:
    covers = []
    glances = [look for look in await stage.gather("look", {"rules": []}) if look.page == page]
    for glance in glances[0].glances if glances else ():
        covers.append(glance.frame.locator(_FIELDS))
        if glance.told is None or tells_secret(stage, glance.told):
            covers.append(glance.frame.locator("body"))
    return covers


def tells_secret(stage: Stage, told: dict[str, Any]) -> bool:
    return stage.tells_secret("\n".join((*told["lines"], told["title"])))
