"""Finds a browser by trying to start it, in the order of the research of 2026-11 (presence proves nothing).

An explicit executable or channel is used or refused, never passed over. Called by browser.py at each launch; what
won is remembered by its caller.
"""

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserType, Error

from robot.model.errors import BrowserMissing
from robot.model.settings import ENV_BROWSER
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.options import BrowserOptions

log = logging.getLogger(__name__)

# Debian's /usr/bin/chromium is a shell script that adds flags of its own; the binary itself lies here.
_DEBIAN = Path("/usr/lib/chromium")
_FULL_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable")
_REMEDY = """Para instalar uno:
  cualquier sistema con internet:  infonavit-robot browser install   (o: python -m playwright install chromium)
  Debian/Ubuntu:                   apt-get install chromium chromium-headless-shell
  Windows/macOS:                   instale Google Chrome o Microsoft Edge
O indique el ejecutable con la opción `navegador` de settings.yaml o con la variable {variable}."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to start a browser. `named`: where a person named it; then nothing else is tried."""

    title: str
    arguments: dict[str, Any] = field(default_factory=dict)
    named: str = ""
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Launched:
    browser: Browser
    way: Way


def ways(options: BrowserOptions) -> Iterator[Way]:
    """In order of trust for the mode asked for."""
    named = _named(options)
    if named is not None:
        yield named
    elif options.headed:
        yield from _channels()
        yield Way("Chromium de Playwright", {"channel": "chromium"})
        yield from _full_browsers()
    else:
        yield Way("Chromium de Playwright")
        yield from _shells()
        yield from _full_browsers()
        yield from _channels()


def _named(options: BrowserOptions) -> Way | None:
    if options.executable is not None:
        return _by_path(options.executable, "la configuración")
    if options.channel:
        return Way(f"canal {options.channel}", {"channel": options.channel}, named="la configuración")
    named = os.environ.get(ENV_BROWSER, "").strip()
    if not named:
        return None
    where = f"la variable {ENV_BROWSER}"
    if Path(named).is_absolute() or os.sep in named or Path(named).exists():
        return _by_path(Path(named), where)
    return Way(f"canal {named}", {"channel": named}, named=where)


def _by_path(path: Path, named: str = "") -> Way:
    return Way(str(path), {"executable_path": str(path)}, named=named, file=path)


def _channels() -> Iterator[Way]:
    for channel in ("chrome", "msedge"):
        yield Way(f"canal {channel}", {"channel": channel})


def _shells() -> Iterator[Way]:
    yield from _places("chromium-headless-shell", ("chromium-headless-shell", "headless_shell"))


def _full_browsers() -> Iterator[Way]:
    yield from _places("chromium", _FULL_NAMES)


def _places(debian: str, names: tuple[str, ...]) -> Iterator[Way]:
    real = _DEBIAN / debian
    if sys.platform.startswith("linux"):
        yield _by_path(real)
    for name in names:
        found = shutil.which(name)
        if found is not None and not (name == debian and real.exists()):
            yield _by_path(Path(found))


async def launch(kind: BrowserType, options: BrowserOptions, arguments: dict[str, Any]) -> Launched:
    """Raises BrowserMissing with everything tried and why it failed."""
    tried: list[str] = []
    for way in ways(options):
        if way.file is not None and not way.file.is_file():
            tried.append(f"{way.title}: no existe")
        else:
            try:
                launched = await _start(kind, options, {**arguments, **way.arguments})
            except (Error, Unanswered) as error:
                reason = _reason(error)
                tried.append(f"{way.title}: {reason}")
                _stop_if_hopeless(error, options)
            else:
                log.info("browser %s, version %s", way.title, launched.version)
                return Launched(launched, way)
        if way.named:
            raise BrowserMissing(
                f"No se pudo iniciar el navegador indicado: {tried[-1]}",
                where=f"indicado en {way.named}",
                fix="Corrija la ruta o el canal, o quítelo para que el robot busque un navegador.",
            )
    raise BrowserMissing(
        "No se encontró un navegador compatible (Chromium, Chrome o Edge).",
        where="Se buscó:\n    " + "\n    ".join(tried),
        fix=_REMEDY.format(variable=ENV_BROWSER),
    )


async def _start(kind: BrowserType, options: BrowserOptions, arguments: dict[str, Any]) -> Browser:
    seconds = options.limits.launch
    return await limited(kind.launch(**arguments, timeout=seconds * 1000), seconds + 5, "iniciar el navegador")


def _reason(error: Error | Unanswered) -> str:
    """One line of Playwright's long text; nothing secret is known yet when a browser starts."""
    if isinstance(error, Unanswered):
        return "no respondió al iniciar"
    text = error.message
    for sign, words in (
        ("Executable doesn't exist", "no está instalado"),
        ("is not found at", "no está instalado"),
        ("XServer", "no hay pantalla"),
        ("sandboxing failed", "el aislamiento (sandbox) fue rechazado"),
        ("No usable sandbox", "el aislamiento (sandbox) fue rechazado"),
    ):
        if sign in text:
            return words
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0] if lines else "no se pudo iniciar")[:160]


def _stop_if_hopeless(error: Error | Unanswered, options: BrowserOptions) -> None:
    """What no other browser would change is told at once."""
    if isinstance(error, Unanswered):
        return
    if options.headed and "XServer" in error.message:
        raise BrowserMissing(
            "No hay pantalla para mostrar el navegador.",
            fix="Use el modo sin ventana, o inicie el robot con xvfb-run.",
        ) from None
    if _reason(error).startswith("el aislamiento"):
        raise BrowserMissing(
            "El navegador no pudo iniciar su aislamiento (sandbox).",
            fix="No ejecute el robot como root, o desactive el aislamiento de forma explícita en settings.yaml.",
        ) from None
