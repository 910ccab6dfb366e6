"""What a person who debugs sees of the page: counts, outlines that leave no trace, a picked control."""

import asyncio

import pytest

from robot.model.screen import By
from robot.model.secret import Secret
from robot.outside.browser.options import BrowserOptions
from tests.outside.browser.parts import Hands, screen, target

pytestmark = pytest.mark.browser
PAGE = """<h1>Acceso</h1><label>Correo <input id=correo name=correo></label>
<label>Clave <input type=password name=pwd></label>
<p><button id=go onclick="window.told = 'pressed'"><b>Acceder al portal</b></button>
<button>Cancelar</button> <button>Cancelar</button></p>"""
BUTTON = target("button: Entrar", "button: Acceder al portal", "button: Cancelar", name="submit")


async def test_every_candidate_is_counted_and_nothing_is_pressed(hands: Hands) -> None:
    await hands.show(PAGE)
    tried = await hands.visit.showing.counts(BUTTON, "press", mark="1", every=True)
    assert [one.matches for one in tried] == [0, 1, 2]
    assert await hands.told() == ""


async def test_an_outline_is_seen_by_the_person_and_is_in_no_picture(hands: Hands) -> None:
    await hands.show(PAGE)
    hands.knows(screen("login", "button: Acceder al portal"))
    before = await hands.visit.picture()
    await hands.visit.showing.counts(BUTTON, "press", mark="1")
    assert await hands.page.evaluate("document.documentElement.children.length") == 3
    assert (await hands.visit.sight()).screen == "login"
    assert "1" not in (await hands.visit.showing.texts()).split()
    assert await hands.visit.picture() == before
    assert await hands.page.evaluate("document.documentElement.children.length") == 2


async def test_a_picked_control_is_not_pressed_and_gives_candidates_that_find_it_alone(hands: Hands) -> None:
    await hands.show(PAGE)
    waiting = asyncio.create_task(hands.visit.showing.pick())
    await hands.page.wait_for_function("() => !!window[Symbol.for('infonavit-robot.picking')]")
    await hands.page.locator("b").click()
    found = await waiting
    assert found[0] == (By.BUTTON, "Acceder al portal") and (By.ID, "go") in found
    assert await hands.told() == ""
    await hands.page.locator("b").click()
    assert await hands.told() == "pressed"


async def test_no_candidate_of_a_picked_control_tells_a_secret(hands: Hands) -> None:
    await hands.show(PAGE)
    hands.visit.conceal([Secret("Acceder al portal")])
    waiting = asyncio.create_task(hands.visit.showing.pick())
    await hands.page.wait_for_function("() => !!window[Symbol.for('infonavit-robot.picking')]")
    await hands.page.locator("b").click()
    assert [by for by, _ in await waiting] == [By.ID, By.CSS]


async def test_of_two_that_read_alike_only_what_tells_them_apart_is_offered(hands: Hands) -> None:
    await hands.show(PAGE)
    waiting = asyncio.create_task(hands.visit.showing.pick())
    await hands.page.wait_for_function("() => !!window[Symbol.for('infonavit-robot.picking')]")
    await hands.page.locator("button").nth(2).click()
    assert [by for by, _ in await waiting] == [By.CSS]


async def test_the_screens_the_page_is_near_to_are_told_with_what_they_lack(hands: Hands) -> None:
    await hands.show(PAGE)
    hands.knows(screen("login", "label: Correo", "button: Entrar"), screen("start", "heading: Acceso"))
    [near] = await hands.visit.showing.rivals()
    assert (await hands.visit.showing.sight()).screen == "start"
    assert near.screen.name == "login" and [one.name for one in near.lacking] == ["button: Entrar"]


async def test_what_is_accessible_is_told_without_what_stands_in_fields(hands: Hands) -> None:
    await hands.show("""<h1>Acceso</h1><label>NRP <input value="Y5400001100"></label>
      <label>Clave <input type=password value="no: se ve"></label><input aria-label='con "comillas": y' value=tampoco>
      <iframe name=panel srcdoc="<p>En el marco</p><textarea aria-label=Notas>ni esto</textarea>"></iframe>""")
    tree = await hands.visit.showing.tree()
    for told in ('- heading "Acceso"', '- textbox "NRP": [cubierto]', "marco «panel»", "En el marco"):
        assert told in tree
    for typed in ("Y5400001100", "no: se ve", "tampoco", "ni esto"):
        assert typed not in tree


async def test_the_inspector_has_the_visit_until_the_person_resumes(
    hands: Hands, browser_options: BrowserOptions
) -> None:
    """Without a window Playwright opens none, and the visit goes on at once."""
    await hands.show(PAGE)
    waiting = asyncio.create_task(hands.visit.showing.inspector())
    if browser_options.headed:
        await hands.page.wait_for_function("() => !!window.__pw_resume")  # what its «Resume» calls
        assert not waiting.done()
        await hands.page.evaluate("window.__pw_resume()")
    await asyncio.wait_for(waiting, 60)
    assert [one.matches for one in await hands.visit.showing.counts(BUTTON, "press")] == [0, 1]
