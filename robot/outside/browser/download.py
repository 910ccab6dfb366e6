"""The file that pressing a control gives, however the portal hands it over: attached, shown in a tab, made by a script.

Armed before the click, on every page of the context; whichever comes first is taken (measured: an inline PDF is a
download in the headless shell and a viewer page in the full browser).
"""

import asyncio
import base64
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.async_api import Download, Error, Page, Response

from robot.model.faults import PortalTrouble
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Stage

_FILES = ("application/pdf", "octet-stream", "spreadsheet", "ms-excel", "application/zip", "text/csv")
_GRACE = 2.0  # a download event beats a document that was seen on the wire
_FETCH = """async (address) => {
  const answer = await fetch(address);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text); }"""


class Catch:
    """Listens from before the click until something came."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._downloads: asyncio.Queue[Download] = asyncio.Queue()
        self._files: list[Response] = []
        self._pages = list(stage.context.pages)
        self._opener = stage.current
        for page in self._pages:
            page.on("download", self._downloads.put_nowait)
        stage.context.on("page", self._opened)
        stage.context.on("response", self._answered)

    def close(self) -> None:
        self._stage.context.remove_listener("page", self._opened)
        self._stage.context.remove_listener("response", self._answered)
        for page in self._pages:
            page.remove_listener("download", self._downloads.put_nowait)

    def _opened(self, page: Page) -> None:
        self._pages.append(page)
        page.on("download", self._downloads.put_nowait)

    def _answered(self, response: Response) -> None:
        kind = response.headers.get("content-type", "").lower()
        if any(word in kind for word in _FILES):
            self._files.append(response)

    async def file(self) -> bytes:
        """Raises PortalTrouble when nothing came in time. The portal's name for it is not asked: it may tell a secret,
        and in a spelling of the browser's own."""
        end = self._stage.clock() + self._stage.limits.download
        shown_since: float | None = None
        while self._stage.clock() < end:
            with suppress(asyncio.QueueEmpty):
                return await self._of_download(self._downloads.get_nowait())
            shown = self._shown()
            if shown and shown_since is None:
                shown_since = self._stage.clock()
            if shown and shown_since is not None and self._stage.clock() - shown_since >= _GRACE:
                taken = await self._of_address(shown)
                if taken is not None:
                    return taken
                raise PortalTrouble("El portal mostró un documento que no se pudo guardar.")
            await self._stage.moment(0.1)
        raise PortalTrouble("El portal no entregó ningún archivo.")

    def _shown(self) -> str:
        """The address of a document that is being shown instead of downloaded."""
        for page in self._stage.context.pages:
            if page.url.startswith("blob:") and not page.is_closed():
                return page.url
            for frame in page.frames:
                if frame.url.startswith("blob:"):
                    return frame.url
        return self._files[-1].url if self._files else ""

    async def _of_download(self, download: Download) -> bytes:
        try:
            path = await limited(download.path(), self._stage.limits.download, "guardar un archivo")
            content = path.read_bytes()
            with suppress(Error, Unanswered):
                await limited(download.delete(), 5, "guardar un archivo")
        except (Error, Unanswered):
            raise PortalTrouble("La descarga se interrumpió.") from None
        return content

    async def _of_address(self, address: str) -> bytes | None:
        if address.startswith("blob:"):
            return await self._of_blob(address)
        for response in reversed(self._files):
            content = await self._body(response)
            if content is not None:
                return content
        return None

    async def _body(self, response: Response) -> bytes | None:
        """What came over the wire; a viewer keeps it for itself, then it is asked for once more (GET only)."""
        if response.request.resource_type in ("xhr", "fetch"):
            with suppress(Error, Unanswered):
                content = await limited(response.body(), 15, "guardar un archivo")
                if content:
                    return content
        if response.request.method != "GET":
            return None
        with suppress(Error, Unanswered):
            again = await limited(self._stage.context.request.get(response.url), 30, "guardar un archivo")
            kind = again.headers.get("content-type", "").lower()
            if again.ok and "text/html" not in kind:
                return await limited(again.body(), 15, "guardar un archivo")
        return None

    async def _of_blob(self, address: str) -> bytes | None:
        origin = address.removeprefix("blob:")
        for page in self._stage.context.pages:
            for frame in page.frames:
                if page.is_closed() or frame.url.startswith("blob:") or not _shares(frame.url, origin):
                    continue
                with suppress(Error, Unanswered):
                    text = await limited(frame.evaluate(_FETCH, address), 15, "guardar un archivo")
                    return base64.b64decode(text)
        return None

    async def close_shown(self) -> None:
        """Pages that were only opened to show the document are closed; the portal's own page goes back."""
        for page in self._pages:
            if page is self._opener or page.is_closed() or page not in self._stage.context.pages:
                continue
            if page.url.startswith(("blob:", "about:blank")) or page.url in {one.url for one in self._files}:
                with suppress(Error, Unanswered):
                    await limited(page.close(), 5, "cerrar un documento")
        opener = self._opener
        if opener is not None and not opener.is_closed() and opener.url in {one.url for one in self._files}:
            with suppress(Error, Unanswered):
                await limited(opener.go_back(timeout=10_000), 12, "volver a la página")


def _shares(address: str, other: str) -> bool:
    one, two = urlsplit(address), urlsplit(other)
    return (one.scheme, one.netloc) == (two.scheme, two.netloc)
