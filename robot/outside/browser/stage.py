"""One visit's pages and what every act needs of them: asking frames, waiting a moment, noting what is said.

Made by browser.py for each visit and handed to the hands (press, fill, choose ...). Decides nothing.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, ElementHandle, Error, Frame, Page

from robot.model.faults import BrowserLost, Fault
from robot.model.flow import Dialog
from robot.model.secret import Secret
from robot.outside.browser.dialogs import Dialogs
from robot.outside.browser.eyes_source import ASK, ASK_ALL, ASK_OF, TAKE, Eyes
from robot.outside.browser.folders import PrivateFolder
from robot.outside.browser.front import Front
from robot.outside.browser.limited import (
    GONE,
    Unanswered,
    fault_of,
    is_crash,
    is_detached,
    is_gone,
    limited,
    limited_unless,
)
from robot.outside.browser.options import BrowserOptions, Limits
from robot.outside.browser.origins import AllowedOrigins
from robot.outside.browser.said import Said
from robot.outside.browser.traffic import Traffic
from robot.rules.scrub import Scrubber

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Glance:
    """What one frame answered. None: it was navigating, or is gone."""

    frame: Frame
    told: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class PageGlance:
    """One page with all its frames. `hung`: its main document did not answer in time."""

    page: Page
    glances: tuple[Glance, ...]
    hung: bool = False

    def told(self) -> list[dict[str, Any]]:
        return [glance.told for glance in self.glances if glance.told is not None]


@dataclass
class Stage:
    context: BrowserContext
    options: BrowserOptions
    origins: AllowedOrigins
    traffic: Traffic
    dialogs: Dialogs
    folder: PrivateFolder
    alive: Callable[[], Awaitable[bool]]  # whether the browser still answers
    lost: asyncio.Event  # set when the browser has gone
    front: Front = field(default_factory=Front)
    eyes: Eyes = field(default_factory=Eyes)
    current: Page | None = None
    over: frozenset[str] = frozenset()  # the screens that were last seen to lie in a window over the rest of their page
    said: Said = field(default_factory=Said)
    crashed: set[Page] = field(default_factory=set)
    _devtools: dict[Page, CDPSession] = field(default_factory=dict)
    _numbers: dict[Frame, str] = field(default_factory=dict)  # of the document that last answered there
    _concealed: frozenset[Secret] = frozenset()  # never told, never to be seen in a picture
    _scrubber: Scrubber = field(default_factory=lambda: Scrubber(()))

    def __post_init__(self) -> None:
        self.context.on("page", self._opened)

    @property
    def limits(self) -> Limits:
        return self.options.limits

    def _opened(self, page: Page) -> None:
        self.current = page
        page.on("crash", lambda page: self.crashed.add(page))
        page.on("close", lambda _: self.traffic.stirred.set())
        page.on("framenavigated", lambda _: self.traffic.stirred.set())
        self.traffic.stirred.set()

    def pages(self) -> list[Page]:
        """The page at work first, then from the newest to the oldest; closed and crashed ones left out."""
        alive = [page for page in reversed(self.context.pages) if not page.is_closed() and page not in self.crashed]
        if self.current not in alive:
            self.current = alive[0] if alive else None
        return sorted(alive, key=lambda page: page is not self.current)

    async def moment(self, seconds: float) -> None:
        """Until something stirs on the wire, or `seconds` have passed."""
        self.traffic.stirred.clear()
        await self.stir(seconds)

    async def stir(self, seconds: float) -> None:
        """The same, when it may have stirred already since whoever waits cleared the sign."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.traffic.stirred.wait(), seconds)

    async def pause(self, seconds: float) -> None:
        """`seconds`, whatever stirs: the page needs time to draw."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), seconds)

    async def devtools(self, page: Page) -> CDPSession:
        """One for all that is asked of this page past Playwright."""
        if page not in self._devtools:
            self._devtools[page] = await self.context.new_cdp_session(page)
        return self._devtools[page]

    def clock(self) -> float:
        return asyncio.get_running_loop().time()

    async def do(self, call: Awaitable[T], what: str, seconds: float | None = None) -> T:
        """A call whose errors are told as faults; `what` is Spanish and holds nothing secret."""
        try:
            return await limited_unless(self.lost, call, seconds or self.limits.call, what)
        except (Error, Unanswered) as error:
            fault = await self.fault(error, what)
        raise fault from None

    async def unless_redrawn(self, call: Awaitable[T], what: str) -> T | None:
        """What a page answers; None when it drew itself anew meanwhile."""
        try:
            return await call
        except (Error, Unanswered) as error:
            if isinstance(error, Error) and is_detached(error):
                return None
            fault = await self.fault(error, what)
        raise fault from None

    async def fault(self, error: Error | Unanswered, what: str) -> Fault:
        if isinstance(error, Unanswered) and not await self.alive():
            return BrowserLost(f"El navegador dejó de responder: {what}.")
        return fault_of(error, what)

    async def gather(self, name: str, ask: Any) -> list[PageGlance]:
        """Asks every frame of every page at once."""
        pages = self.pages()
        if not pages and not await self.alive():
            raise BrowserLost("El navegador se cerró.")
        looks = list(await asyncio.gather(*(self.glance(page, name, ask) for page in pages)))
        self.said.take([told for look in looks for told in look.told()])
        self.said.dialogs(self.dialogs.tell())
        return looks

    def act_begins(self, answer: Dialog | None) -> None:
        """From here on, what is new is the answer to this act."""
        self.said.dialogs(self.dialogs.tell())
        self.said.act_begins()
        self.dialogs.answer = answer
        self.traffic.act_begins()

    async def glance(self, page: Page, name: str, ask: Any = None) -> PageGlance:
        """Asks every frame of one page."""
        frames = [frame for frame in page.frames if not frame.is_detached()]
        answers = await self._answers(frames, page.main_frame, name, ask)
        hung = answers.get(page.main_frame) is _HUNG
        if hung and not await self.alive():
            raise BrowserLost("El navegador dejó de responder.")
        told = [(frame, answers.get(frame)) for frame in frames]
        glances = [Glance(frame, answer if isinstance(answer, dict) else None) for frame, answer in told]
        foreign = [one for one in glances if one.told is not None and one.told.get("frame") == "?"]
        if foreign:
            states = await asyncio.gather(*(self._state_of(one.frame) for one in foreign))
            for one, state in zip(foreign, states, strict=True):
                self._settle(one, state)
        return PageGlance(page, tuple(glances), hung)

    async def _answers(self, frames: list[Frame], main: Frame, name: str, ask: Any) -> dict[Frame, Any]:
        """One question for all documents that are known already, as far as the main document's origin reaches."""
        known = {self._numbers[frame]: frame for frame in frames if frame in self._numbers and frame is not main}
        answers: dict[Frame, Any] = {main: await self._glance(main, name, ask, known)}
        if isinstance(answers[main], list):
            first, *others = answers[main] or [None]  # nothing: the eyes failed there
            answers = {known[told["number"]]: told for told in others} | {main: first}
        rest = [frame for frame in frames if frame not in answers]
        answers.update(zip(rest, await asyncio.gather(*(self._glance(one, name, ask) for one in rest)), strict=True))
        self._numbers.update((frame, told["number"]) for frame, told in answers.items() if isinstance(told, dict))
        return answers

    @staticmethod
    def _settle(glance: Glance, state: str) -> None:
        """A foreign document cannot know whether its frame is seen; what it found is judged here."""
        assert glance.told is not None
        glance.told["frame"] = state
        if state == "hidden":
            glance.told.update(lines=[], alerts=[], veiled=False, covered=False, busy=False, tables=[])
            glance.told["counts"] = []
            glance.told["matches"] = [[] for _ in glance.told.get("matches", [])]
        if state in ("hidden", "behind"):
            glance.told.update(there=[], sections=[])
        if state == "behind":
            glance.told["counts"] = [[rule, seen, 0] for rule, seen, _ in glance.told.get("counts", [])]
            for found in glance.told.get("matches", []):
                for match in found:
                    match[2] = False

    async def _state_of(self, frame: Frame) -> str:
        """front, behind or hidden, from the documents that hold the frame."""
        at: Frame = frame
        while at.parent_frame is not None:
            try:
                element = await limited(at.frame_element(), self.limits.look, "mirar un marco")
                state = await self.ask_of(element, "frameInFront")
            except (Error, Unanswered):
                return "front"
            if state in ("hidden", "behind"):
                return str(state)
            at = at.parent_frame
        return "front"

    async def _glance(self, frame: Frame, name: str, ask: Any, others: Collection[str] | None = None) -> Any:
        try:
            return await self.ask(frame, name, ask, others)
        except Unanswered:
            return _HUNG
        except Error as error:
            if is_crash(error):
                self.crashed.add(frame.page)
            return None

    async def ask(self, frame: Frame, name: str, ask: Any = None, others: Collection[str] | None = None) -> Any:
        """One evaluate; a document that has no eyes yet, or old ones, is given them first. `others`: the numbers of
        documents within it that are to answer too; then there is a list of answers, its own first."""
        code, question = ASK, [self.eyes.version, name, json.dumps(ask)]
        if others is not None:
            code, question = ASK_ALL, [*question, list(others)]
        answer = await self._answer(frame, code, question)
        if not answer or answer[0] is None:
            await limited(frame.evaluate(self.eyes.script), self.limits.look, "mirar la página")
            answer = await self._answer(frame, code, question)
        if others is not None:
            return [json.loads(one) if one else None for one in answer]
        return json.loads(answer) if answer else None

    async def _answer(self, frame: Frame, code: str, question: list[Any]) -> Any:
        return await limited(frame.evaluate(code, question), self.limits.look, "mirar la página")

    async def ask_of(self, element: ElementHandle, name: str, ask: Any = None) -> Any:
        question = [name, json.dumps(ask)]
        answer = await limited(element.evaluate(ASK_OF, question), self.limits.look, "mirar un control")
        return json.loads(answer) if answer else None

    async def take(self, frame: Frame, index: int) -> ElementHandle | None:
        """The element that a look held under this number; None when the page has drawn itself anew."""
        try:
            handle = await limited(frame.evaluate_handle(TAKE, index), self.limits.look, "tomar un control")
        except Error as error:
            if is_detached(error) or is_gone(error):
                return None
            raise
        return handle.as_element()

    async def tagged(self, frame: Frame, index: int) -> str:
        """A selector of the element that a look held under this number, and of no other, until the next one is tagged:
        for Playwright's own hands, to whom an element in hand costs more. Raises its Error when it has gone."""
        selector = await self.ask(frame, "tag", index)
        if not selector:
            raise Error(GONE)
        return str(selector)

    def conceal(self, secrets: Collection[Secret]) -> None:
        new = self._concealed.union(secrets)
        if new != self._concealed:
            self._concealed = new
            self._scrubber = Scrubber(new)

    def without_secrets(self, text: str, most: int | None = None) -> str:
        """Cut to `most` letters after that, for half a secret is not recognised."""
        return (self._scrubber.text(text) if self.tells_secret(text) else text)[:most]

    def tells_secret(self, text: str) -> bool:
        return self._scrubber.finds(text.encode("utf-8", "replace"))


_HUNG = object()
