"""Getting somewhere: menus, cards and tabs that strangers build."""

import pytest

from robot.model.faults import TargetFault
from tests.outside.browser.parts import Hands, pages, screen, target

pytestmark = pytest.mark.browser

MENUS = pages("menus")
TABS = {
    "aria": "<div role=tablist><div role=tab aria-selected=true>Generación</div><div role=tab onclick=told=1>Relaciones</div></div>",
    "links": "<ul class='nav nav-tabs'><li><a href=#>Generación</a></li><li><a href='javascript:void(told=1)'>Relaciones</a></li></ul>",
    "cells": "<table class=tabs><tr><td>Generación</td><td onclick=told=1>Relaciones</td></tr></table>",
    "images": "<a href=#><img alt=Generación></a><a href='javascript:void(told=1)'><img alt=Relaciones width=9 height=9></a>",
    "heading too": "<div role=tablist><button role=tab onclick=told=1>Relaciones</button></div><h2>Relaciones</h2>"
    "<a href=#>Relaciones</a>",
}


@pytest.mark.parametrize("kind", MENUS)
async def test_an_entry_is_reached_through_its_menu(same_visit: Hands, kind: str) -> None:
    await same_visit.show(MENUS[kind])
    await same_visit.visit.press(target("menu: Mis Trámites"))
    await same_visit.visit.press(target("menu: Servicios", "menu_with: Servicios"))
    await same_visit.page.wait_for_function("window.told === 'sí'", timeout=2000)


FOLDED = {
    "hover": "<style>ul ul{display:none;position:absolute}li:hover>ul{display:block}ul ul ul{left:150px;top:0}"
    "li{width:150px;background:#eee}</style><ul><li>Mis Trámites<ul><li><a href=#>Pagos</a></li>"
    "<li><a href=#>En línea</a><ul><li><a href='javascript:void(told=1)'>Servicios</a></li></ul></li></ul></li></ul>",
    "click": "<ul><li><a href=# onclick='m.hidden=false'>Mis Trámites</a><ul id=m hidden><li>"
    "<button aria-expanded=false onclick='this.ariaExpanded=true;s.hidden=false'>En línea</button>"
    "<ul id=s hidden><li><button onclick=told=1>Servicios</button></li></ul></li></ul></li></ul>",
}


@pytest.mark.parametrize("kind", FOLDED)
async def test_an_entry_folded_into_another_of_an_open_menu_is_there_and_is_reached(hands: Hands, kind: str) -> None:
    await hands.show(FOLDED[kind])
    assert not await hands.has(target("menu: Servicios"))  # the menu is closed: opening it is a step
    await hands.visit.press(target("text: Mis Trámites"))
    assert await hands.has(target("menu: Servicios"))
    await hands.visit.press(target("menu: Servicios"))
    await hands.page.wait_for_function("window.told === 1", timeout=2000)


async def test_an_entry_that_only_a_link_leads_to_is_not_clicked_open(hands: Hands) -> None:
    await hands.show(
        "<ul><li>Mis Trámites<ul><li><a href='javascript:void(told=1)'>Borrar</a><ul style='display:none'>"
        "<li><a href=#>Servicios</a></li></ul></li></ul></li></ul>"
    )
    with pytest.raises(TargetFault):
        await hands.visit.press(target("menu: Servicios"))
    assert await hands.told() == ""


@pytest.mark.parametrize("kind", TABS)
async def test_a_tab_is_pressed_whatever_it_is_made_of(same_visit: Hands, kind: str) -> None:
    await same_visit.show(TABS[kind])
    await same_visit.visit.press(target("tab: Relaciones"))
    await same_visit.page.wait_for_function("window.told === 1", timeout=2000)


async def test_the_text_of_an_open_tab_is_evidence_of_its_screen(hands: Hands) -> None:
    hands.knows(screen("open", "heading: Relaciones"), screen("closed", "tab: Relaciones"))
    await hands.show("<table><tr><td onclick=1>Generación</td><td><b>Relaciones</b></td></tr></table>")
    assert (await hands.awaits("open")).screen == "open"


async def test_a_word_in_a_sentence_is_no_button(hands: Hands) -> None:
    await hands.show("<p>Para terminar pulse <b>Finalizar</b> y espere.</p>")
    assert not await hands.has(target("button: Finalizar"))
    with pytest.raises(TargetFault):
        await hands.visit.press(target("button: Finalizar"))


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("text: Solicitud en proceso", True),
        ("text_with: espere 10 minutos", True),
        ("text_with: espere 10", True),
        ("text_with: espere 1", False),
        ("heading: Aviso", True),
        ("heading_with: Aviso", True),
        ("heading: Su solicitud", False),
        ("only: password", False),
        ("css: p.nota", True),
        ("css: p[[", False),
        ("name: clave", True),
        ("id: c", True),
    ],
)
async def test_evidence_of_every_kind(same_visit: Hands, written: str, there: bool) -> None:
    await same_visit.show(
        "<h2>Aviso</h2><p class=nota>Solicitud en<br>proceso.</p><div>Su solicitud: <b>espere</b> <span>10</span> minutos</div>"
        "<input id=c name=clave><p style='display:none'>only: password <input type=password></p>"
    )
    assert await same_visit.has(target(written)) is there
