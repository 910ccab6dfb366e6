"""Native dialogs: always answered, as the step says or in the way that changes least, and remembered.

A listener that does not answer blocks the page for ever (measured), hence: every path answers.
"""

import asyncio
from contextlib import suppress

from playwright.async_api import BrowserContext, Error
from playwright.async_api import Dialog as NativeDialog

from robot.model.flow import Dialog
from robot.outside.browser.limited import Unanswered, limited

_SECONDS = 5.0


class Dialogs:
    """`answer` holds for the act at hand; without one, alerts are accepted and questions declined.

    `left_to_person`: in a headed browser a person's own question is theirs to answer.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.answer: Dialog | None = None
        self.left_to_person = False
        self._said: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("dialog", self._opened)

    def tell(self) -> list[str]:
        """What dialogs have said since this was last asked."""
        said, self._said = self._said, []
        return said

    def _opened(self, dialog: NativeDialog) -> None:
        if dialog.type != "beforeunload" and dialog.message:
            self._said.append(dialog.message)
        if self.left_to_person and dialog.type != "beforeunload":
            return
        task = asyncio.ensure_future(self._reply(dialog))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reply(self, dialog: NativeDialog) -> None:
        with suppress(Error, Unanswered):
            if self._accepts(dialog):
                text = dialog.default_value if dialog.type == "prompt" else None
                await limited(dialog.accept(text) if text else dialog.accept(), _SECONDS, "aceptar un aviso")
            else:
                await limited(dialog.dismiss(), _SECONDS, "rechazar un aviso")

    def _accepts(self, dialog: NativeDialog) -> bool:
        if dialog.type in ("alert", "beforeunload"):
            return True
        return self.answer is Dialog.ACCEPT
