"""Pressing: whatever a stranger's page makes a button of, once, and only when it can be pressed."""

import pytest

from robot.model.faults import TargetFault
from tests.outside.browser.parts import Hands, pages, target

pytestmark = pytest.mark.browser

TOLD = "window.told=(window.told||0)+1"
WAYS = pages("presses")


@pytest.mark.parametrize("way", WAYS)
async def test_a_button_is_found_and_pressed_once_whatever_it_is_made_of(same_visit: Hands, way: str) -> None:
    await same_visit.show(WAYS[way])
    await same_visit.visit.press(target("button: Aceptar"))
    assert await same_visit.told() == "1"


async def test_two_different_buttons_of_one_text_are_a_fault_with_counts(hands: Hands) -> None:
    await hands.show(f'<button onclick="{TOLD}">Aceptar</button><button onclick="{TOLD}">Aceptar</button>')
    with pytest.raises(TargetFault) as fault:
        await hands.visit.press(target("button: Aceptar", name="accept"))
    assert [(one.candidate, one.matches) for one in fault.value.tried] == [("button: Aceptar", 2)]
    assert await hands.told() == ""


WINDOW = '<div style="position:fixed;inset:0;background:#0006"><div style="background:#fff">¡Bienvenido!{}</div></div>'


async def test_a_window_that_waits_for_an_answer_is_told_and_nothing_is_pressed(hands: Hands) -> None:
    await hands.show(
        f'<p>Texto</p><button onclick="{TOLD}">Aceptar</button>{WINDOW.format("<button>Entendido</button>")}'
    )
    with pytest.raises(TargetFault, match="tapado por «¡Bienvenido!"):
        await hands.visit.press(target("button: Aceptar", name="accept"))
    assert await hands.told() == ""


async def test_a_cover_that_goes_by_itself_is_awaited(hands: Hands) -> None:
    late = "<script>setTimeout(() => document.querySelector('div').remove(), 1200)</script>"
    await hands.show(f'<p>Texto</p><button onclick="{TOLD}">Aceptar</button>{WINDOW.format("")}{late}')
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.told() == "1"
