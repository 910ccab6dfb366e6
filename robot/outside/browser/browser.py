"""One browser process, one context a visit; starts anew when it was lost. Keeps the Browser promise of the engine.

Supervises by outcome: a browser that does not answer a question within our limit is killed by its process number
(measured: a frozen one hangs for ever, and a dead driver still says that it is connected).
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from playwright.async_api import Browser as NativeBrowser
from playwright.async_api import BrowserContext, CDPSession, Error, Playwright, async_playwright

from robot.model.errors import BrowserMissing
from robot.model.faults import BrowserLost
from robot.model.screen import Screen
from robot.model.secret import Secret
from robot.outside.browser.awaiting import eyes_for
from robot.outside.browser.dialogs import Dialogs
from robot.outside.browser.discovery import Launched, launch
from robot.outside.browser.folders import PrivateFolder
from robot.outside.browser.front import Front
from robot.outside.browser.limited import Unanswered, limited, limited_unless
from robot.outside.browser.options import BrowserOptions
from robot.outside.browser.origins import AllowedOrigins
from robot.outside.browser.orphans import mark
from robot.outside.browser.session import read_kept
from robot.outside.browser.stage import Stage
from robot.outside.browser.traffic import Traffic
from robot.outside.browser.visit import PortalVisit, VisitStart

_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has only the one, and it ends the process at once


class PortalBrowser:
    """`screens` are what its visits can recognise, `origins` where they may act."""

    def __init__(self, options: BrowserOptions, screens: Mapping[str, Screen], origins: Collection[str]) -> None:
        self._options = options
        self.use(screens)
        self._origins = AllowedOrigins(origins)
        self._lock = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: NativeBrowser | None = None
        self._ping: CDPSession | None = None
        self._gone = asyncio.Event()
        self._front = Front()
        self._pid = 0
        self._visits = 0
        self._open_visits = 0
        self._wanted = 0  # visits that are open or about to be
        self._alarm: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._folder: PrivateFolder | None = None
        self._driver_folder: PrivateFolder | None = None
        self.title = ""  # which browser it is and its version, once it has started

    def use(self, screens: Mapping[str, Screen]) -> None:
        """Other screens for the visits to come."""
        self._screens = dict(screens)
        self._eyes = eyes_for(screens)

    @property
    def pid(self) -> int:
        """The process number of the browser; 0 when none runs or it did not tell."""
        return self._pid

    @asynccontextmanager
    async def visit(self, kept: Secret | None, *, recorded: bool = False) -> AsyncIterator[PortalVisit]:
        """`recorded`: with a trace. Raises BrowserLost when no context can be had, BrowserMissing when none starts."""
        with self._awake():
            browser = await self._ready()
            state, session = read_kept(kept)
            context = await self._context(browser, state)
            folder = PrivateFolder(self._folder.path if self._folder else self._options.folder)
            self._open_visits += 1
            try:
                start = VisitStart(self.title, session, recorded)
                yield PortalVisit(self._stage(context, browser, folder), self._screens, start)
            finally:
                self._open_visits -= 1
                self._front.leave(context)
                await self._close_context(context, browser)
                folder.remove()

    @contextmanager
    def _awake(self) -> Iterator[None]:
        """Around a visit. Some time after the last one the browser rests: a service idles without it."""
        self._wanted += 1
        if self._alarm is not None:
            self._alarm.cancel()
        try:
            yield
        finally:
            self._wanted -= 1
            if self._wanted == 0:
                self._alarm = asyncio.get_running_loop().call_later(self._options.rests_after, self._go_to_rest)

    def _go_to_rest(self) -> None:
        self._resting = asyncio.create_task(self._rest())

    async def _rest(self) -> None:
        async with self._lock:
            if self._wanted == 0:
                await self._end()
                await self._stop_driver()

    async def close(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        async with self._lock:
            await self._end()
            await self._stop_driver()

    def _stage(self, context: BrowserContext, browser: NativeBrowser, folder: PrivateFolder) -> Stage:
        async def alive() -> bool:
            return await self._answers(browser)

        traffic = Traffic(context, self._origins.hold)
        return Stage(
            context,
            self._options,
            self._origins,
            traffic,
            Dialogs(context),
            folder,
            alive,
            self._gone,
            self._front,
            self._eyes,
        )

    async def _ready(self) -> NativeBrowser:
        async with self._lock:
            worn = self._visits >= self._options.visits_a_browser and self._open_visits == 0
            if self._browser is not None and (worn or not await self._answers(self._browser)):
                await self._end()
            if self._browser is None:
                await self._start()
            assert self._browser is not None
            self._visits += 1
            return self._browser

    async def _start(self) -> None:
        self._folder = PrivateFolder(self._options.folder)
        try:
            launched = await self._launch(self._folder)
        except BaseException:
            await self._end()
            await self._stop_driver()
            raise
        self._browser = launched.browser
        self._gone = gone = asyncio.Event()
        launched.browser.on("disconnected", lambda _: gone.set())
        self._visits = 0
        self.title = f"{launched.way.title} {launched.browser.version}"
        with suppress(Error, Unanswered):
            self._ping = await limited(launched.browser.new_browser_cdp_session(), self._options.limits.ping, "iniciar")
            told = await limited(self._ping.send("SystemInfo.getProcessInfo"), self._options.limits.ping, "iniciar")
            self._pid = next((int(one["id"]) for one in told["processInfo"] if one["type"] == "browser"), 0)

    async def _launch(self, folder: PrivateFolder) -> Launched:
        """A driver that died shows itself by failing here; then there is a new one."""
        arguments = self._arguments(folder)
        if self._playwright is not None:
            with suppress(BrowserMissing):
                return await launch(self._playwright.chromium, self._options, arguments)
            await self._stop_driver()
        self._playwright = await self._started_driver()
        return await launch(self._playwright.chromium, self._options, arguments)

    async def _started_driver(self) -> Playwright:
        """Its temporary files, the browser's profile among them, lie in a folder that is swept as the others are."""
        self._driver_folder = PrivateFolder(self._options.folder)
        tempfile.gettempdir()  # remembers its answer: nobody else takes the changed environment's
        before = {name: os.environ.get(name) for name in _TEMPORARY}
        os.environ.update(dict.fromkeys(_TEMPORARY, str(self._driver_folder.path)))
        try:
            return await async_playwright().start()
        finally:
            for name, value in before.items():
                _set_variable(name, value)

    def _arguments(self, folder: PrivateFolder) -> dict[str, Any]:
        options = self._options
        rules = [f"--host-resolver-rules={options.host_rules}"] if options.host_rules else []
        return {
            "headless": not options.headed,
            "env": dict(os.environ),  # not the driver's, whose long temporary path no socket may have
            "slow_mo": options.slow_mo,
            "args": [mark(options.folder), *rules],
            "chromium_sandbox": _sandboxed(options),
            "artifacts_dir": str(folder.sub("artefactos")),
            "downloads_path": str(folder.sub("descargas")),
            "traces_dir": str(folder.sub("trazas")),
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        }

    async def _context(self, browser: NativeBrowser, state: Any) -> BrowserContext:
        options = self._options
        try:
            context = await limited_unless(
                self._gone,
                browser.new_context(
                    accept_downloads=True,
                    locale="es-MX",
                    timezone_id="America/Mexico_City",
                    viewport={"width": options.width, "height": options.height},
                    storage_state=state,
                ),
                options.limits.call,
                "abrir una visita",
            )
            await limited(context.add_init_script(script=self._eyes.script), options.limits.call, "abrir una visita")
        except (Error, Unanswered):
            await self._lost(browser)
        else:
            return context
        raise BrowserLost("El navegador no abrió una visita.") from None

    async def _close_context(self, context: BrowserContext, browser: NativeBrowser) -> None:
        try:
            await limited(context.close(), self._options.limits.close, "cerrar una visita")
        except Error:
            return
        except Unanswered:
            if not await self._answers(browser):
                await self._lost(browser)

    async def _answers(self, browser: NativeBrowser) -> bool:
        """Asked for real; one that is frozen is killed on the spot, so that nothing waits for it any more."""
        if browser is not self._browser or not browser.is_connected():
            return False
        try:
            if self._ping is None:
                self._ping = await limited(browser.new_browser_cdp_session(), self._options.limits.ping, "preguntar")
            await limited(self._ping.send("Browser.getVersion"), self._options.limits.ping, "preguntar")
            return True
        except Error:
            return False
        except Unanswered:
            self._kill()
            return False

    async def _lost(self, browser: NativeBrowser) -> None:
        async with self._lock:
            if browser is self._browser and not await self._answers(browser):
                await self._end()

    def _kill(self) -> None:
        if self._pid:
            with suppress(OSError):
                os.kill(self._pid, _KILL)

    async def _end(self) -> None:
        """The browser is closed within our limits and forgotten. The driver stays: it tells pending calls the end."""
        if self._browser is not None:
            try:
                await limited(self._browser.close(), self._options.limits.close, "cerrar el navegador")
            except (Error, Unanswered):
                self._kill()
        if self._folder is not None:
            self._folder.remove()
        self._browser = self._ping = self._folder = None
        self._pid = 0

    async def _stop_driver(self) -> None:
        if self._playwright is not None:
            with suppress(Error, Unanswered):
                await limited(self._playwright.stop(), self._options.limits.close, "cerrar el navegador")
        self._playwright = None
        if self._driver_folder is not None:
            self._driver_folder.remove()
        self._driver_folder = None


def _set_variable(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _sandboxed(options: BrowserOptions) -> bool:
    """On wherever it works; root on Linux cannot have it (measured). Elsewhere it is the browser's own business."""
    if options.sandbox is not None:
        return options.sandbox
    return not (sys.platform.startswith("linux") and os.geteuid() == 0)
