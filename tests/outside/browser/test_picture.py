"""Pictures are evidence: nothing typed may be seen in them."""

import pytest

from robot.model.secret import Secret
from tests.outside.browser.parts import Hands, target

pytestmark = pytest.mark.browser

PAGE = (
    "<style>*{margin:0}input,p{font:40px monospace;display:block}</style>"
    "<label for=x>NRP</label><input id=x><label for=y>Contraseña</label><input id=y type=password><p id=p></p>"
)


async def test_two_pictures_with_other_values_are_the_same(hands: Hands) -> None:
    pictures = []
    for value in ("A1234567890", "B9"):
        await hands.show(PAGE)
        await hands.visit.fill(target("label: NRP"), value)
        await hands.visit.type_secret(target("label: Contraseña"), Secret(value * 2))
        pictures.append(await hands.visit.picture())
    assert pictures[0][:2] == b"\xff\xd8"
    assert pictures[0] == pictures[1]


async def test_a_secret_that_the_page_repeats_is_covered(hands: Hands) -> None:
    pictures = []
    for value in ("secreto-uno", "otro-secreto-mucho-más-largo"):
        await hands.show(PAGE)
        await hands.visit.type_secret(target("label: Contraseña"), Secret(value))
        await hands.page.evaluate("p.textContent='Usted escribió '+y.value")
        pictures.append(await hands.visit.picture())
    assert pictures[0] == pictures[1]


async def test_a_secret_that_an_eye_button_shows_or_that_was_never_typed_is_covered(hands: Hands) -> None:
    pictures = []
    for value in ("secreto-uno & 9", "otro-secreto-mucho-más-largo"):
        await hands.show(PAGE)
        hands.visit.conceal([Secret(value)])
        await hands.visit.type_secret(target("label: Contraseña"), Secret("x" * len(value)))
        await hands.page.evaluate("v => { y.type = 'text'; y.value = v; p.textContent = 'Es: ' + escape(v) }", value)
        pictures.append(await hands.visit.picture())
    assert pictures[0] == pictures[1]


async def test_what_the_portal_repeats_of_a_secret_is_not_told(hands: Hands) -> None:
    await hands.show(PAGE + "<button onclick=\"p.textContent='Clave mala: '+y.value\">Entrar</button>")
    await hands.visit.type_secret(target("label: Contraseña"), Secret("secreto-uno"))
    await hands.visit.press(target("button: Entrar"))
    await hands.page.wait_for_function("p.textContent")
    assert (await hands.visit.sight()).said == ("Clave mala: [oculto]",)
