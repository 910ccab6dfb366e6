"""A trace is recorded in parts that hold no secret, and that Playwright's own tool opens."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from robot.model.secret import Secret
from robot.outside.browser.browser import PortalBrowser
from robot.outside.evidence.trace import redacted
from robot.rules.scrub import Scrubber
from tests.outside.browser.parts import Hands, Site, screen, target

pytestmark = pytest.mark.browser

SECRET = Secret('cañón "7" & <\\%41+/ 9')
PAGE = """<label for=x>NRP</label><input id=x><label for=y>Contraseña</label><input id=y type=password>
<button onclick="fetch('/a?clave=' + encodeURIComponent(y.value), {method: 'POST', body: y.value});
  document.body.innerHTML = '<h1>Dentro</h1><button>Seguir</button>'">Entrar</button>"""


def unpacked(part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(part)) as members:
        return b"\n".join(members.read(name) for name in members.namelist())


async def parts_of_a_login(chromium: PortalBrowser, site: Site) -> tuple[bytes, ...]:
    async with chromium.visit(None, recorded=True) as visit:
        hands = Hands(visit, site)
        await hands.show(PAGE)
        await visit.fill(target("label: NRP"), "A1234567890")
        await visit.type_secret(target("label: Contraseña"), SECRET)
        await visit.press(target("button: Entrar"))
        hands.knows(screen("inside", "button: Seguir"))
        await hands.awaits("inside")
        await visit.press(target("button: Seguir"))
        return await visit.recorded()


async def test_nothing_is_recorded_while_a_secret_is_on_its_way(
    chromium: PortalBrowser, site: Site, tmp_path: Path
) -> None:
    parts = await parts_of_a_login(chromium, site)

    assert len(parts) == 2
    assert not any(Scrubber([SECRET]).finds(unpacked(part)) for part in parts), "even before it is redacted"
    told = "".join(_actions(redacted(part, Scrubber([SECRET])), tmp_path) for part in parts)
    assert "A1234567890" in told and "Click" in told


async def test_a_page_that_still_shows_a_secret_is_not_recorded(chromium: PortalBrowser, site: Site) -> None:
    async with chromium.visit(None, recorded=True) as visit:
        hands = Hands(visit, site)
        await hands.show(PAGE)
        await visit.type_secret(target("label: Contraseña"), SECRET)
        hands.knows(screen("login", "label: NRP"))
        await hands.awaits("login")
        await visit.fill(target("label: NRP"), "B1234567890")
        parts = await visit.recorded()

    assert len(parts) == 1 and b"B1234567890" not in unpacked(parts[0])


async def test_a_visit_that_is_not_recorded_has_no_parts(hands: Hands) -> None:
    await hands.show(PAGE)
    assert await hands.visit.recorded() == ()


def _actions(part: bytes, folder: Path) -> str:
    """As Playwright's own tool reads them."""
    file = folder / "parte.zip"
    file.write_bytes(part)
    told = b""
    for words in (("open", str(file)), ("actions",), ("close",)):
        command = [sys.executable, "-m", "playwright", "trace", *words]
        told += subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
    return told.decode()
