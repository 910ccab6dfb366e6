"""Pictures are evidence: nothing typed may be seen in them."""

import pytest

from robot.model.faults import PortalTrouble
from robot.model.secret import Secret
from tests.outside.browser.parts import Hands, target

pytestmark = pytest.mark.browser

PAGE = (
    "<style>*{margin:0}input,p{font:40px monospace;display:block}</style>"
    "<label for=x>NRP</label><input id=x><label for=y>Contraseña</label><input id=y type=password><p id=p></p>"
)
VALUE = "secreto-uno & 9"
# How a page shows a secret `v`; the field it was typed into is `y`.
SHOWN = {
    "a line": "p.textContent = 'Usted escribió ' + v",
    "escaped": "p.textContent = 'Es: ' + escape(v)",
    "the end of a long line": "p.textContent = 'palabra '.repeat(200) + v",
    "letter by letter": "for (const one of v) p.append(Object.assign(document.createElement('b'), {textContent: one}))",
    "in capitals": "p.style.textTransform = 'uppercase'; p.textContent = v",
    "a button": "p.innerHTML = '<button></button>'; p.firstChild.textContent = v",
    "a button's value": "p.innerHTML = '<input type=button>'; p.firstChild.value = v",
    "a link": "p.innerHTML = '<a href=#></a>'; p.firstChild.textContent = v",
    "at the bottom of the window": "p.style.cssText = 'position: fixed; bottom: 0'; p.textContent = v",
    "a shadow root": "p.attachShadow({mode: 'open'}).textContent = v",
    "a frame": "const at = document.createElement('iframe'); document.body.append(at); at.contentDocument.body.append(v)",
    "for a moment, again and again": "setInterval(() => { p.textContent = p.textContent ? '' : v }, 40)",
}


async def test_two_pictures_with_other_values_are_the_same(hands: Hands) -> None:
    pictures = []
    for value in ("A1234567890", "B9"):
        await hands.show(PAGE)
        await hands.visit.fill(target("label: NRP"), value)
        await hands.visit.type_secret(target("label: Contraseña"), Secret(value * 2))
        await hands.page.evaluate("y.type = 'text'")  # as an eye button does
        pictures.append(await hands.visit.picture())
    assert pictures[0][:2] == b"\xff\xd8"
    assert pictures[0] == pictures[1]


async def test_a_page_that_shows_a_secret_is_not_pictured(hands: Hands) -> None:
    hands.visit.conceal([Secret(VALUE)])
    for how, code in SHOWN.items():
        await hands.show(PAGE)
        await hands.page.evaluate(f"v => {{ {code} }}", VALUE)
        with pytest.raises(PortalTrouble, match="secreto"):
            await hands.visit.picture()
            pytest.fail(how)


async def test_what_the_portal_repeats_of_a_secret_is_not_told(hands: Hands) -> None:
    await hands.show(PAGE + "<button onclick=\"p.textContent='palabra '.repeat(73) + y.value\">Entrar</button>")
    await hands.visit.type_secret(target("label: Contraseña"), Secret(VALUE))
    await hands.visit.press(target("button: Entrar"))
    await hands.page.wait_for_function("p.textContent")
    (said,) = (await hands.visit.sight()).said
    assert said.endswith("palabra [oculto]") and len(said) <= 600
    await hands.page.evaluate("p.textContent = 'palabra '.repeat(74) + y.value")  # cut in the middle of the secret
    assert "secre" not in str(await hands.visit.sight())
