"""What the tests of the driver share: a web server of pages written in the test, and short ways to name targets."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Page

from robot.model.screen import By, Candidate, Column, Place, Screen, TableSpec, Target
from robot.model.sight import Sight
from robot.outside.browser.resolve import is_there
from robot.outside.browser.visit import PortalVisit

HERE = Place("prueba.yaml", 1, 1)
_PAGES = Path(__file__).with_name("pages")


def pages(name: str) -> dict[str, str]:
    """The pages of one file by their titles."""
    parts = re.split(r"<!-- === (.+?) -->\n", _PAGES.joinpath(f"{name}.html").read_text(encoding="utf-8"))
    return {title: html.strip() for title, html in zip(parts[1::2], parts[2::2], strict=True)}


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    wait: float = 0.0


class Site:
    """Serves what tests put on it; remembers what was posted."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | Callable[[str, bytes], Reply]] = {}
        self.asked: list[str] = []
        self.posted: list[bytes] = []
        self._count = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self, b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                site.posted.append(body)
                site.answer(self, body)

            def log_message(self, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        path = handler.path.split("?")[0]
        self.asked.append(path)
        reply = self.replies.get(path, Reply(b"no", 404))
        if callable(reply):
            reply = reply(handler.path, body)
        if reply.wait:
            time.sleep(reply.wait)  # noqa: TID251
        try:
            handler.send_response_only(reply.status)  # without a Date of its own
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(reply.body)
        except OSError:
            return  # the browser left

    def put(self, html: str, path: str = "", **reply: Any) -> str:
        """The address of a page with this body."""
        self._count += 1
        path = path or f"/p{self._count}"
        whole = html if "<html" in html or "<frameset" in html else f"<!doctype html><meta charset=utf-8><body>{html}"
        self.replies[path] = Reply(whole.encode(), **reply)
        return self.origin + path


@dataclass
class Hands:
    """A visit and the site it is on."""

    visit: PortalVisit
    site: Site

    async def show(self, html: str) -> None:
        await self.visit.open(self.site.put(html))
        await self.page.wait_for_load_state()

    @property
    def page(self) -> Page:
        return self.visit._stage.pages()[0]

    def knows(self, *screens: Screen) -> None:
        self.visit.look_for({screen.name: screen for screen in screens})

    async def awaits(self, *names: str, seconds: float = 15) -> Sight:
        """`seconds` are only for what does not come: a busy machine may need some for what does."""
        return await self.visit.await_screen(names, timedelta(seconds=seconds))

    async def has(self, target: Target) -> bool:
        return await is_there(self.visit._stage, target)

    async def value(self, selector: str) -> str:
        return await self.page.locator(selector).input_value()

    async def told(self) -> str:
        """What the page under test wrote into window.told."""
        return str(await self.page.evaluate("() => String(window.told ?? '')"))


def candidate(written: str) -> Candidate:
    by, _, value = written.partition(": ")
    return Candidate(By(by), value, HERE)


def target(*written: str, name: str = "control") -> Target:
    return Target("pantalla", name, tuple(map(candidate, written)), HERE)


def screen(name: str, *seen: str, never: tuple[str, ...] = ()) -> Screen:
    """Each text is one target of one candidate."""
    return Screen(
        name,
        name.capitalize(),
        tuple(target(one, name=one) for one in seen),
        tuple(target(one, name=one) for one in never),
        {},
        {},
        HERE,
    )


def table(*columns: tuple[str, ...], empty: tuple[str, ...] = ("Sin registros",)) -> TableSpec:
    named = tuple(Column(headers[0], headers) for headers in columns)
    return TableSpec("pantalla", "tabla", named, empty, HERE)


async def moment(seconds: float) -> None:
    await asyncio.sleep(seconds)  # noqa: TID251
