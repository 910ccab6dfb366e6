"""One visit: keeps the Driver promise with the hands of this room. Made by browser.py, used by the engine.

Each verb is: note what was there, do one thing, wait for nothing but its own proof. What the portal then shows is
awaited by name.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from playwright.async_api import Error, Page

from robot.model.faults import BrowserLost, Fault, PortalTrouble
from robot.model.flow import Dialog
from robot.model.relation import RawTable
from robot.model.screen import Screen, TableSpec, Target
from robot.model.secret import Secret
from robot.model.sight import Sight, Used
from robot.outside.browser.awaiting import Awaiting, eyes_for
from robot.outside.browser.choose import choose, rechoose
from robot.outside.browser.download import Catch
from robot.outside.browser.entered import Entered
from robot.outside.browser.fill import fill, go_to, refill, type_secret
from robot.outside.browser.limited import Unanswered, limited, network_word
from robot.outside.browser.picture import picture
from robot.outside.browser.press import press, ready
from robot.outside.browser.recording import Recording
from robot.outside.browser.resolve import lacking, seek
from robot.outside.browser.sections import open_for
from robot.outside.browser.session import give_back, keep, tokens
from robot.outside.browser.showing import Showing
from robot.outside.browser.stage import PageGlance, Stage
from robot.outside.browser.tables import read_table
from robot.outside.browser.terms import terms_text
from robot.outside.browser.tick import tick
from robot.outside.browser.upload import reattach, upload_secret

_STARTED_DOWNLOAD = "Download is starting"
_ABORTED = "ERR_ABORTED"


async def _unguarded() -> None:
    """Nobody else can take this visit over."""


@dataclass(frozen=True, slots=True)
class VisitStart:
    """What a visit begins with. `kept`: storage of an earlier session, by origin."""

    browser: str = ""
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    recorded: bool = False


class PortalVisit:
    """The hands and eyes of one context."""

    def __init__(self, stage: Stage, screens: Mapping[str, Screen], start: VisitStart) -> None:
        self.browser = start.browser
        self._stage = stage
        self._awaiting = Awaiting(stage, screens)
        self._kept = start.kept
        self._recording = Recording(stage, wanted=start.recorded)
        self.showing = Showing(stage, lambda: self._awaiting, self.look_for)
        self._entered = Entered(stage)
        self._check: Callable[[], Awaitable[None]] = _unguarded
        self._asked = -1  # how much had been asked of the portal when its tokens were last looked at

    def guard(self, check: Callable[[], Awaitable[None]]) -> None:
        self._check = check

    def look_for(self, screens: Mapping[str, Screen]) -> None:
        """Other screens from now on: the flows were mended while the browser stays."""
        self._stage.eyes = eyes_for(screens)
        self._awaiting = Awaiting(self._stage, screens)

    async def open(self, address: str) -> None:
        await self._begin(None)
        page = await self._only_page()
        if not self._kept:  # it is handed to the page, which is not to be recorded
            await self._recording.go_on()
        seconds = self._stage.limits.open
        fault: Fault
        try:
            await limited(
                page.goto(address, wait_until="commit", timeout=seconds * 1000), seconds + 3, "abrir el portal"
            )
        except Unanswered as error:
            fault = await self._stage.fault(error, "abrir el portal")
        except Error as error:
            if _STARTED_DOWNLOAD in error.message or network_word(error) == _ABORTED:
                return
            fault = await self._stage.fault(error, "abrir el portal")
            if "Timeout" in error.message:
                fault = PortalTrouble(f"El portal no respondió en {seconds:g} segundos.")
        else:
            await give_back(page, self._kept, seconds)
            return
        raise fault from None

    async def _only_page(self) -> Page:
        """Opening an address is a new start: what popped up before is closed."""
        pages = [page for page in self._stage.context.pages if not page.is_closed()]
        usable = [page for page in pages if page not in self._stage.crashed]
        page = usable[0] if usable else await self._new_page()
        for other in pages:
            if other is not page:
                with suppress(Error, Unanswered):
                    await limited(other.close(), self._stage.limits.close, "cerrar una página")
        self._stage.current = page
        return page

    async def _new_page(self) -> Page:
        async with self._stage.front.behind(self._stage.context):
            return await self._stage.do(self._stage.context.new_page(), "abrir una página")

    async def _begin(self, dialog: Dialog | None, seen: tuple[PageGlance, ...] = ()) -> None:
        """The last moment before an act: what is there now is not its answer. `seen`: a look made just now."""
        if seen:
            self._awaiting.saw(seen)
        elif self._stage.pages():
            await self._awaiting.look()
        await self._check()
        self._entered.forget()
        self._awaiting.act_begins()
        self._stage.act_begins(dialog)

    async def await_screen(self, expected: Collection[str], limit: timedelta) -> Sight:
        sight = await self._awaiting.until(tuple(expected), limit.total_seconds())
        await self._learn_tokens()
        await self._recording.go_on()
        return replace(sight, said=tuple(self._stage.without_secrets(line) for line in sight.said))

    async def _learn_tokens(self) -> None:
        """The portal may have let us in just now, and say with what; not if nothing was asked of it since."""
        asked = self._stage.traffic.mark()
        if asked != self._asked:
            with suppress(Fault):
                self.conceal(await tokens(self._stage))
                self._asked = -1 if self._stage.traffic.busy() else asked

    async def show(self, target: Target | None) -> None:
        """Looks twice: what the portal said of an earlier try is over, and so is the screen that this made."""
        await self._begin(None)
        await self._begin(None)
        pages = self._stage.pages()
        if not pages:
            raise BrowserLost("La ventana se cerró.")
        await self._stage.do(self._stage.front.take(pages[0]), "traer la ventana al frente")
        if target is not None:
            with suppress(Fault):  # a courtesy: else the person clicks into the field
                await go_to(self._stage, target)

    async def until_changed(self, expected: Collection[str], limit: timedelta) -> Sight:
        await self.unrecorded()
        self._stage.dialogs.left_to_person = self._stage.options.headed
        try:
            return await self._awaiting.person(tuple(expected), limit.total_seconds())
        finally:
            self._stage.dialogs.left_to_person = False
            self._stage.front.leave(self._stage.context)

    async def sight(self) -> Sight:
        return await self._awaiting.sight(await self._awaiting.look())

    async def ready(self, target: Target) -> None:
        await self._entered.restore()
        found = await seek(self._stage, target, "press")
        if not found.state:
            found = await ready(self._stage, target, "press")
        await self._stage.origins.demand(found.frame)  # the page's alone is enough for a press that commits nothing

    async def lacking(self, targets: Collection[Target]) -> tuple[Target, ...]:
        return await lacking(self._stage, targets)

    async def open_section(self, target: Target) -> bool:
        """What was filled in before may lie on a tab that this hides: it is not looked at again."""
        await self._check()
        await self._entered.restore()
        self._entered.forget()
        return await open_for(self._stage, target)

    async def press(self, target: Target, *, dialog: Dialog | None = None) -> Used:
        await self._entered.restore()
        return await press(self._stage, target, lambda seen: self._begin(dialog, seen))

    async def fill(self, target: Target, text: str) -> Used:
        await self._check()
        used = await fill(self._stage, target, text)
        self._entered.note(partial(refill, self._stage, target, text, secret=False))
        return used

    async def choose(self, target: Target, option: str) -> Used:
        await self._check()
        used = await choose(self._stage, target, option)
        self._entered.note(partial(rechoose, self._stage, target, option))
        return used

    async def tick(self, target: Target) -> Used | None:
        await self._check()
        return await tick(self._stage, target)

    async def type_secret(self, target: Target, secret: Secret) -> Used:
        await self._check()
        self.conceal((secret,))
        await self.unrecorded()
        used = await type_secret(self._stage, target, secret.reveal_text())
        self._entered.note(partial(self._type_again, target, secret))
        return used

    async def _type_again(self, target: Target, secret: Secret) -> bool:
        return await refill(self._stage, target, secret.reveal_text(), secret=True)

    async def upload_secret(self, target: Target, secret: Secret, file_name: str) -> Used:
        await self._check()
        await self.unrecorded()
        used, kept = await upload_secret(self._stage, target, secret, file_name)
        if kept:
            self._entered.note(partial(reattach, self._stage, target, secret, file_name))
        return used

    async def read_table(self, spec: TableSpec) -> RawTable:
        table = await read_table(self._stage, spec)
        clean = self._stage.without_secrets
        rows = tuple(tuple(clean(cell) for cell in row) for row in table.rows)
        return replace(table, headers=tuple(clean(header) for header in table.headers), rows=rows)

    async def terms_text(self, known: Callable[[str], Awaitable[bool]] | None = None) -> str:
        return await terms_text(self._stage, known)

    async def download(self, target: Target, *, dialog: Dialog | None = None) -> bytes:
        catch = Catch(self._stage)
        try:
            await press(self._stage, target, lambda seen: self._begin(dialog, seen))
            content = await catch.file()
            await catch.close_shown()
            return content
        finally:
            catch.close()

    async def picture(self) -> bytes:
        await self.showing.clear()
        return await picture(self._stage)

    async def portal_time(self) -> datetime | None:
        return self._stage.traffic.portal_time()

    async def kept_session(self) -> Secret:
        await self.unrecorded()
        return await keep(self._stage)

    async def tokens(self) -> tuple[Secret, ...]:
        await self.unrecorded()
        return await tokens(self._stage)

    def conceal(self, secrets: Collection[Secret]) -> None:
        self._stage.conceal(secrets)

    async def unrecorded(self) -> None:
        await self._recording.pause()

    async def recorded(self) -> tuple[bytes, ...]:
        return await self._recording.end()
