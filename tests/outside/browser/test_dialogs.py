"""Native dialogs are answered as the step says, and what they said is kept."""

import pytest

from robot.model.flow import Dialog
from tests.outside.browser.parts import Hands, screen, target

pytestmark = pytest.mark.browser

HERE = screen("here", "button: Cancelar contraseña")


@pytest.mark.parametrize(
    ("raised", "answer", "told"),
    [
        ("confirm('¿Seguro?')", Dialog.ACCEPT, "true"),
        ("confirm('¿Seguro?')", Dialog.DISMISS, "false"),
        ("confirm('¿Seguro?')", None, "false"),
        ("alert('¿Seguro?')", None, "undefined"),
        ("prompt('¿Seguro?','sí')", Dialog.ACCEPT, "sí"),
        ("prompt('¿Seguro?','sí')", None, "null"),
    ],
)
async def test_a_dialog_is_answered_as_told(hands: Hands, raised: str, answer: Dialog | None, told: str) -> None:
    hands.knows(HERE)
    await hands.show(f'<button onclick="told=String({raised})">Cancelar contraseña</button>')
    await hands.awaits("here")
    await hands.visit.press(target("button: Cancelar contraseña"), dialog=answer)
    assert (await hands.awaits("here")).said == ("¿Seguro?",)
    assert await hands.told() == told


async def test_a_dialog_that_comes_later_is_answered_as_told(hands: Hands) -> None:
    hands.knows(HERE, screen("asked", "said: ¿Seguro?"))
    await hands.show(
        "<button onclick=\"setTimeout(()=>told=String(confirm('¿Seguro?')),400)\">Cancelar contraseña</button>"
    )
    await hands.awaits("here")
    await hands.visit.press(target("button: Cancelar contraseña"), dialog=Dialog.ACCEPT)
    assert (await hands.awaits("asked")).screen == "asked"
    assert await hands.told() == "true"


async def test_an_alert_on_arrival_does_not_stop_the_visit(hands: Hands) -> None:
    hands.knows(HERE)
    await hands.show("<script>alert('Bienvenido')</script><button>Cancelar contraseña</button>")
    sight = await hands.awaits("here")
    assert (sight.screen, "Bienvenido" in sight.said) == ("here", True)


async def test_leaving_a_page_that_asks_to_stay_works(hands: Hands) -> None:
    await hands.show(
        "<button onclick=\"window.onbeforeunload=e=>{e.preventDefault();return 'x'}\">Cancelar contraseña</button>"
    )
    await hands.visit.press(target("button: Cancelar contraseña"))
    await hands.show("<p>otra</p>")
    assert await hands.page.inner_text("p") == "otra"
