"""On a page of another origin nothing is typed, chosen, ticked, attached, pressed or read, secret or not."""

from collections.abc import Awaitable, Callable

import pytest

from robot.model.faults import OriginRefused
from robot.model.secret import Secret
from robot.outside.browser.visit import PortalVisit
from tests.outside.browser.parts import Hands, Site, target

pytestmark = pytest.mark.browser

LABEL = "label: Dato"
FORM = """<label for=x>Dato</label>{}<button onclick="said('pressed')">Aceptar</button><p>Términos de uso.</p>
  <script>function said(what) {{ document.title += what }}
  for (const kind of ["input", "change"]) addEventListener(kind, () => said(kind), true)</script>"""
TEXT = FORM.format("<input id=x>")
ACTS: dict[str, tuple[str, Callable[[PortalVisit], Awaitable[object]]]] = {
    "type": (TEXT, lambda visit: visit.fill(target(LABEL), "12345678901")),
    "choose": (
        FORM.format("<select id=x><option><option>Uno</select>"),
        lambda visit: visit.choose(target(LABEL), "Uno"),
    ),
    "tick": (FORM.format("<input id=x type=checkbox>"), lambda visit: visit.tick(target(LABEL))),
    "type a secret": (TEXT, lambda visit: visit.type_secret(target(LABEL), Secret("secreto"))),
    "attach": (
        FORM.format("<input id=x type=file accept=.cer>"),
        lambda visit: visit.upload_secret(target("file: .cer"), Secret(b"cer"), "efirma.cer"),
    ),
    "press": (TEXT, lambda visit: visit.press(target("button: Aceptar"))),
    "read terms": (TEXT, lambda visit: visit.terms_text()),
}


@pytest.mark.parametrize("act", ACTS)
async def test_no_act_is_done_on_a_page_of_another_origin(hands: Hands, other_site: Site, act: str) -> None:
    page, do = ACTS[act]
    await hands.visit.open(other_site.put(page))
    with pytest.raises(OriginRefused, match=other_site.origin):
        await do(hands.visit)
    assert await hands.page.title() == ""


@pytest.mark.parametrize("act", ["type", "choose", "tick"])
async def test_nothing_is_typed_in_a_frame_of_another_origin(hands: Hands, other_site: Site, act: str) -> None:
    page, do = ACTS[act]
    await hands.show(f'<iframe src="{other_site.put(page)}"></iframe>')
    with pytest.raises(OriginRefused):
        await do(hands.visit)
    assert await hands.page.frames[1].title() == ""


async def test_a_window_that_another_site_shows_in_a_frame_of_the_portal_can_be_closed(
    hands: Hands, other_site: Site
) -> None:
    await hands.show(f'<iframe src="{other_site.put(TEXT)}"></iframe>')
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.page.frames[1].title() == "pressed"


async def test_a_service_that_opens_in_a_tab_of_an_allowed_origin_is_worked_on(hands: Hands) -> None:
    inner = hands.site.put(TEXT)
    await hands.show(f'<a href="{inner}" target=_blank>Servicios</a>')
    await hands.visit.press(target("link: Servicios"))
    await hands.visit.fill(target(LABEL), "12345678901")
    await hands.visit.press(target("button: Aceptar"))
    assert "pressed" in await hands.page.context.pages[-1].title()
