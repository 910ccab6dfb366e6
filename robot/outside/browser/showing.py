"""What a person who debugs sees of a visit, and shows to it: outlines, counts, one picked control. Keeps the
DebugDriver promise of the engine.

Presses and writes nothing. An outline is drawn by a script of ours and is gone before anything acts or is pictured.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

from playwright.async_api import ElementHandle, Error, Frame

from robot.model.faults import BrowserLost, Fault, Tried
from robot.model.screen import By, Candidate, Place, Screen, Target
from robot.model.sight import Control, Near, Sight
from robot.outside.browser.awaiting import LINE, Awaiting
from robot.outside.browser.eyes_source import script
from robot.outside.browser.limited import Unanswered, limited, limited_unless
from robot.outside.browser.resolve import controls, find, survey
from robot.outside.browser.stage import Stage
from robot.outside.browser.tree import tree

_NOWHERE = Place("", 1, 1)
_A_PICK = 0.2
_A_CLICK_LEFT = 0.4  # what follows the press of the mouse is swallowed, too
_INSPECTION = 4 * 3600.0
_PICKED = """() => { const state = window[Symbol.for("infonavit-robot.picking")]; return state ? state.el : null; }"""
_STOP_PICKING = """() => window[Symbol.for("infonavit-robot.picking")]?.stop()"""
_CLEAR = """() => { const KEY = Symbol.for("infonavit-robot.outlines");
  for (const one of window[KEY] || []) one.remove(); delete window[KEY]; }"""
_SAME = "(one, two) => one === two || one.contains(two) || two.contains(one)"


class Showing:
    """Of one visit, beside its driver. `awaiting` gives the eyes of the moment: mended flows bring new ones."""

    def __init__(
        self, stage: Stage, awaiting: Callable[[], Awaiting], look_for: Callable[[Mapping[str, Screen]], None]
    ) -> None:
        self._stage = stage
        self._awaiting = awaiting
        self.look_for = look_for
        self._outlined = False

    async def sight(self) -> Sight:
        return await self._awaiting().sight(await self._awaiting().look())

    async def rivals(self, among: Collection[str] = ()) -> tuple[Near, ...]:
        return self._awaiting().rivals(await self._awaiting().look(), among=among)

    async def counts(self, target: Target, act: str, *, mark: str = "", every: bool = False) -> tuple[Tried, ...]:
        tried = await survey(self._stage, target, act, every=every)
        if mark and any(one.matches == 1 for one in tried):
            with suppress(Fault, Error, Unanswered):
                found = await find(self._stage, target, act, seconds=0)
                await limited(found.element.evaluate(script("outline"), mark), self._stage.limits.look, "señalar")
                self._outlined = True
        return tried

    async def controls(self) -> tuple[Control, ...]:
        return await controls(self._stage)

    async def tree(self) -> str:
        return await tree(self._stage)

    async def clear(self) -> None:
        if self._outlined:
            self._outlined = False
            await self._everywhere(_CLEAR)

    async def texts(self) -> str:
        told = []
        for page in (await self._awaiting().look()).pages:
            for one in page.told():
                told += [f"== {one['title']} ==", *one["lines"], ""]
        return "\n".join(self._stage.without_secrets(line, LINE) for line in told)

    async def pick(self) -> tuple[tuple[By, str], ...]:
        try:
            frame, clicked = await self._clicked()
            await self._stage.pause(_A_CLICK_LEFT)
        finally:
            await self._everywhere(_STOP_PICKING)
        told = await self._stage.ask_of(clicked, "picked")
        meant = await self._stage.take(frame, told["index"]) or clicked
        wishes = [(By(by), value) for by, value in told["list"] if not self._stage.tells_secret(value)]
        return tuple([one for one in wishes if await self._finds(one, meant)])

    def hand_over(self, given: bool) -> None:
        self._stage.dialogs.left_to_person = given

    async def inspector(self) -> None:
        """Until the person resumes there; Playwright opens it in headed browsers only."""
        pages = self._stage.pages()
        if not pages:
            raise BrowserLost("No hay página abierta.")
        await self._stage.do(
            limited_unless(self._stage.lost, pages[0].pause(), _INSPECTION, "el Inspector"), "el Inspector", _INSPECTION
        )

    async def _clicked(self) -> tuple[Frame, ElementHandle]:
        """Pages and frames that come meanwhile are listened to as well."""
        while True:
            if not self._stage.pages():
                raise BrowserLost("La ventana se cerró.")
            for frame in self._frames():
                with suppress(Error, Unanswered):
                    await limited(frame.evaluate(script("picking")), self._stage.limits.look, "esperar un clic")
                    handle = await limited(frame.evaluate_handle(_PICKED), self._stage.limits.look, "esperar un clic")
                    element = handle.as_element()
                    if element is not None:
                        return frame, element
            await self._stage.pause(_A_PICK)

    async def _finds(self, wish: tuple[By, str], meant: ElementHandle) -> bool:
        """Whether a target of this one candidate would be this control and no other."""
        by, value = wish
        target = Target("", "elegido", (Candidate(by, value, _NOWHERE),), _NOWHERE)
        try:
            found = await find(self._stage, target, "", seconds=0)
            return bool(await limited(found.element.evaluate(_SAME, meant), self._stage.limits.look, "comparar"))
        except (Fault, Error, Unanswered):
            return False

    def _frames(self) -> list[Frame]:
        return [frame for page in self._stage.pages() for frame in page.frames if not frame.is_detached()]

    async def _everywhere(self, code: str) -> None:
        for frame in self._frames():
            with suppress(Error, Unanswered):
                await limited(frame.evaluate(code), self._stage.limits.look, "limpiar la página")
