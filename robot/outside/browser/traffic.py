"""What goes over the wire in one context: what is under way, what failed since the last act, the portal's clock.

Only listens; never routes, which would turn the HTTP cache off.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from playwright.async_api import BrowserContext, Frame, Page, Request, Response

_COUNTED = {"document", "xhr", "fetch"}
_HARMLESS = ("ERR_ABORTED", "ERR_BLOCKED_BY_CLIENT")
_LATER = (408, 429)  # too slow, too many: these pass, as 5xx do


class Traffic:
    """`own` says whether an address is the portal's: only that counts for failures and for the clock."""

    def __init__(self, context: BrowserContext, own: Callable[[str], bool]) -> None:
        self._own = own
        self._count = 0
        self._act = 0  # the count at the last act
        self._under_way: dict[Request, int] = {}  # request -> the count when it began
        self._scripts: set[Request] = set()  # under way
        self._failed: list[str] = []
        self._status: dict[Page, int] = {}
        self._broken: dict[Page, str] = {}
        self._inner: dict[Frame, str] = {}  # frames within pages whose document failed since the last act
        self._date: str = ""
        self.stirred = asyncio.Event()
        context.on("request", self._begun)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._fell)
        context.on("response", self._answered)

    def act_begins(self) -> None:
        self._failed.clear()
        self._inner.clear()
        self._act = self._count

    def mark(self) -> int:
        return self._count

    def navigates(self) -> bool:
        """A document is being asked for."""
        return any(request.is_navigation_request() for request in self._live())

    def busy(self, since: int | None = None) -> bool:
        """Something asked for since the mark (else the last act) has not come yet."""
        start = self._act if since is None else since
        return self.navigates() or any(self._under_way[request] > start for request in self._live())

    def brings_scripts(self) -> bool:
        """What is seen may not work yet: a page that its scripts have not come to takes clicks and does nothing."""
        self._scripts = {one for one in self._scripts if not _is_of_closed_page(one)}
        return bool(self._scripts)

    def unanswered(self) -> str:
        """The portal was asked for something since the act and has not answered; Spanish words, or nothing."""
        waits = any(self._under_way[one] > self._act and self._own(one.url) for one in self._live())
        return "El portal no contestó a tiempo." if waits else ""

    def _live(self) -> list[Request]:
        """Requests of closed pages never end; they are forgotten here."""
        for request in list(self._under_way):
            if _is_of_closed_page(request):
                del self._under_way[request]
        return list(self._under_way)

    def trouble(self, page: Page) -> str:
        """The main document failed, or was answered with what passes (5xx), or a frame's was since the act; Spanish
        words, or nothing."""
        if page in self._broken:
            return self._broken[page]
        if _passes(self._status.get(page, 0)):
            return _answered_with(self._status[page])
        return next((words for frame, words in self._inner.items() if frame in page.frames), "")

    def error(self, page: Page) -> str:
        """The main document was answered with an error of any kind; Spanish words, or nothing."""
        status = self._status.get(page, 0)
        return _answered_with(status) if status >= 400 else ""

    def failures(self) -> str:
        return self._failed[-1] if self._failed else ""

    def portal_time(self) -> datetime | None:
        try:
            moment = parsedate_to_datetime(self._date)
        except (TypeError, ValueError):
            return None
        return moment.astimezone(UTC)

    def _begun(self, request: Request) -> None:
        if request.resource_type in _COUNTED:
            self._count += 1
            self._under_way[request] = self._count
        elif request.resource_type == "script":
            self._scripts.add(request)

    def _ended(self, request: Request) -> None:
        if self._under_way.pop(request, None) is not None or request in self._scripts:
            self.stirred.set()
        self._scripts.discard(request)

    def _fell(self, request: Request) -> None:
        self._under_way.pop(request, None)
        self._scripts.discard(request)
        self.stirred.set()
        why = request.failure or ""
        if any(word in why for word in _HARMLESS) or request.resource_type not in _COUNTED:
            return
        words = f"No hubo respuesta del portal ({why.removeprefix('net::')})."
        page = _page_of(request)
        if page is not None and _is_main(request, page):
            self._broken[page] = words
        elif self._own(request.url):
            self._failed.append(words)
            self._note_inner(request, words)

    def _answered(self, response: Response) -> None:
        request = response.request
        page = _page_of(request)
        if page is not None and _is_main(request, page):
            self._broken.pop(page, None)
            self._status[page] = response.status
        if not self._own(response.url):
            return
        self._date = response.headers.get("date", self._date)
        words = _answered_with(response.status) if _passes(response.status) else ""
        self._note_inner(request, words)
        if words and request.resource_type in _COUNTED:
            self._failed.append(words)

    def _note_inner(self, request: Request, words: str) -> None:
        frame = _frame_of(request)
        if frame is None or frame.parent_frame is None or not request.is_navigation_request():
            return
        if words:
            self._inner[frame] = words
        else:
            self._inner.pop(frame, None)


def _passes(status: int) -> bool:
    return status >= 500 or status in _LATER


def _answered_with(status: int) -> str:
    return f"El portal respondió con error {status}."


def _frame_of(request: Request) -> Frame | None:
    try:
        return request.frame
    except Exception:  # a request of a worker, or one whose page is not ready, has no frame
        return None


def _page_of(request: Request) -> Page | None:
    frame = _frame_of(request)
    return frame.page if frame is not None else None


def _is_of_closed_page(request: Request) -> bool:
    page = _page_of(request)
    return page is not None and page.is_closed()


def _is_main(request: Request, page: Page) -> bool:
    return request.is_navigation_request() and _frame_of(request) == page.main_frame
