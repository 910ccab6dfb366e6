"""What is accessible on the pages of a visit, as Playwright tells it, a control or a text a line. Called by showing.

Never tells what stands in a field, whether a person, the portal or the robot put it there.
"""

import re
from contextlib import suppress

from playwright.async_api import Error

from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Stage

_ROLES = "textbox|searchbox|combobox|spinbutton|slider"
# Playwright 1.55 to 1.65 write `- textbox "Correo": ana@firma.mx`; a key with a colon in it stands between quotes.
_VALUE = re.compile(rf"^(\s*- (?:'(?:{_ROLES})\b(?:[^']|'')*'|(?:{_ROLES})\b.*?)): .+$", re.MULTILINE)
_COVERED = r"\1: [cubierto]"


async def tree(stage: Stage) -> str:
    """Page by page, the one at work first, and frame by frame."""
    told = []
    for number, page in enumerate(stage.pages(), 1):
        for frame in page.frames:
            with suppress(Error, Unanswered):
                seconds = stage.limits.look
                lines = await limited(
                    frame.locator("html").aria_snapshot(timeout=seconds * 1000), seconds, "leer la página"
                )
                head = f"# página {number}" + (f", marco «{frame.name}»" if frame.parent_frame else "")
                told += [head, lines, ""] if lines else []
    return stage.without_secrets(_VALUE.sub(_COVERED, "\n".join(told)))
