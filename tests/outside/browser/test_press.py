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


HEAD = f"""<header><b>Portal</b><button onclick="{TOLD}">Ingresar</button></header>"""
BODY = f"""<main><p>Texto</p><button onclick="{TOLD.replace("1", "9")}">Ingresar</button></main>"""


async def test_what_the_head_of_the_page_says_too_is_pressed_there(hands: Hands) -> None:
    await hands.show(HEAD + BODY)
    await hands.visit.press(target("button: Ingresar"))
    assert await hands.told() == "1"


async def test_the_head_of_a_card_says_nothing_of_the_rest_of_the_page(hands: Hands) -> None:
    await hands.show(f"<section>{HEAD}</section>{BODY}")
    with pytest.raises(TargetFault, match="más de un control"):
        await hands.visit.press(target("button: Ingresar"))
    assert await hands.told() == ""


COVER = '<div style="position:absolute;left:0;top:0;width:{}px;height:200px;background:#ccc">Aviso</div>'


@pytest.mark.parametrize(
    "button",
    [
        f'<button style="width:300px" onclick="{TOLD}">Aceptar</button>',
        f'<div style="width:300px"><span style="float:left;width:200px">Nombre</span><a href="#" onclick="{TOLD}">'
        "Aceptar lo que dice</a></div>",
        f'<div style="width:300px"><span style="float:left;width:230px">Nombre</span><a href="#" onclick="{TOLD}">'
        "Aceptar lo que dice aquí y se lee en dos renglones</a></div>",
    ],
)
async def test_what_shows_beside_a_cover_is_pressed_there(hands: Hands, button: str) -> None:
    await hands.show(f"<body style='margin:0'>{button}{COVER.format(240)}")
    await hands.visit.press(target("button_with: Aceptar"))
    assert await hands.told() == "1"


async def test_what_a_cover_hides_whole_is_not_pressed(hands: Hands) -> None:
    button = f'<button style="width:300px" onclick="{TOLD}">Aceptar</button>'
    await hands.show(f"<body style='margin:0'>{button}{COVER.format(320)}")
    with pytest.raises(TargetFault, match="tapado por «Aviso»"):
        await hands.visit.press(target("button: Aceptar", name="accept"))
    assert await hands.told() == ""


@pytest.mark.parametrize(
    "zone", ["circle coords=120,60,30", "rect coords=90,30,150,90", "poly coords=90,30,150,30,150,90"]
)
async def test_a_zone_of_a_picture_is_pressed_by_its_words(hands: Hands, zone: str) -> None:
    await hands.show(
        f'<img usemap="#m" width=360 height=120 alt=""><map name=m><area shape={zone} href="#" alt="Aceptar" '
        f'onclick="{TOLD}"><area shape=rect coords=0,0,360,120 href="#" alt="Otra"></map>'
    )
    await hands.visit.press(target("link: Aceptar"))
    assert await hands.told() == "1"


async def test_a_panel_parked_beside_the_window_is_not_seen(hands: Hands) -> None:
    parked = f'<div style="position:absolute;right:-230px;width:230px"><button onclick="{TOLD.replace("1", "9")}">Aceptar</button></div>'
    await hands.show(
        f'<div style="position:relative;overflow:hidden;height:300px"><button onclick="{TOLD}">Aceptar</button>{parked}</div>'
    )
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.told() == "1"


async def test_what_can_be_scrolled_to_sideways_is_seen(hands: Hands) -> None:
    await hands.show(
        f'<div style="overflow:auto;width:300px"><div style="width:3000px;text-align:right"><button onclick="{TOLD}">'
        "Aceptar</button></div></div>"
    )
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.told() == "1"


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


async def test_what_comes_under_the_mouse_on_its_way_is_not_pressed(hands: Hands) -> None:
    trap = (
        f'<button id=t hidden style="position:fixed;inset:0" onmousedown="{TOLD.replace("1", "9")}">Otra cosa</button>'
    )
    await hands.show(
        f"""<button onclick="{TOLD}">Aceptar</button>{trap}<script>addEventListener("mousemove", () => {{
        t.hidden = false; setTimeout(() => t.remove(), 600); }}, {{once: true}})</script>"""
    )
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.told() == "1"


@pytest.mark.parametrize(
    "drawn", ["", "transform:scale(.5)", "transform:rotate(180deg)", "padding:40px;border:9px solid"]
)
async def test_a_button_in_a_frame_is_met_however_the_frame_is_drawn(hands: Hands, drawn: str) -> None:
    inner = hands.site.put(f'<p>Texto</p><button onclick="{TOLD.replace("window", "parent")}">Aceptar</button>')
    await hands.show(f"<iframe src={inner} style='{drawn}'></iframe>")
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.told() == "1"
