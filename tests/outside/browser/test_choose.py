"""Choosing by the option's whole text, whatever the list is made of, and proof of it."""

import time

import pytest

from robot.model.faults import TargetFault
from tests.outside.browser.parts import Hands, pages, target

pytestmark = pytest.mark.browser

LISTS = pages("lists")
VALIDITY = target("label: Fin de vigencia", name="validity")


@pytest.mark.parametrize("kind", LISTS)
async def test_the_exact_option_is_chosen_in_any_kind_of_list(same_visit: Hands, kind: str) -> None:
    await same_visit.show(LISTS[kind])
    await same_visit.visit.choose(VALIDITY, "1 Año")
    assert (await same_visit.told()).strip() == "1 Año"


@pytest.mark.parametrize(
    "kind", ["select", "radio buttons", "combobox with a listbox", "div without any role", "dijit"]
)
async def test_an_option_that_is_not_offered_is_a_fault_that_lists_what_is(same_visit: Hands, kind: str) -> None:
    await same_visit.show(LISTS[kind])
    with pytest.raises(TargetFault, match="1 Año 6 Meses"):
        await same_visit.visit.choose(VALIDITY, "18 Meses")
    assert await same_visit.told() == ""


async def test_a_list_that_does_not_take_the_choice_is_a_fault(same_visit: Hands) -> None:
    kind = LISTS["combobox with a listbox"].replace("x.textContent=told=o.textContent", "told=1")
    await same_visit.show(kind)
    with pytest.raises(TargetFault, match="no muestra"):
        await same_visit.visit.choose(VALIDITY, "1 Año")


async def test_a_list_and_the_widget_that_shows_it_are_told_as_one(same_visit: Hands) -> None:
    await same_visit.show(LISTS["select2 of several, its label bound to nothing"])
    with pytest.raises(TargetFault) as fault:
        await same_visit.visit.choose(target("label: Vigencia final"), "1 Año")
    assert "label: Fin de vigencia" in map(str, fault.value.controls)


async def test_case_and_accents_of_an_option_do_not_matter(same_visit: Hands) -> None:
    await same_visit.show(LISTS["select"])
    await same_visit.visit.choose(VALIDITY, "1 AÑO")
    assert await same_visit.told() == "1 Año"


async def test_the_label_of_a_list_of_plain_boxes_is_not_that_of_the_field_below_it(hands: Hands) -> None:
    await hands.show(
        """<style>.f{width:300px;margin:12px 0;position:relative}input{width:100%;height:36px}
        .dd{border:1px solid;height:36px;cursor:pointer}.f label{position:absolute;left:9px;top:9px}</style>
        <div class=f><div>Servicio de intercomunicación*</div><div class=dd onclick="list.hidden = false"><span>Selecciona</span></div></div>
        <div class=f><input id=x><label>RFC*</label></div>
        <div id=list hidden><div class=item onclick="document.querySelector('.dd span').textContent = this.textContent;
        list.hidden = true">Avisos</div></div>"""
    )
    await hands.visit.choose(target("label: Servicio de intercomunicación"), "Avisos")
    await hands.visit.fill(target("label: RFC"), "uno")
    assert await hands.page.locator(".dd").inner_text() == "Avisos"
    assert await hands.value("#x") == "uno"


async def test_radio_buttons_that_are_drawn_anew_under_the_mouse_are_found_again(hands: Hands) -> None:
    await hands.show(
        """<div id=box></div><script>let drawn = 0;
        const draw = () => { drawn++; box.innerHTML = `<fieldset><legend>Fin de vigencia</legend>` + ["6 Meses", "1 Año"].map(text =>
          `<label><input type=radio name=v onclick="told = '${text}'">${text}</label>`).join("") + "</fieldset>" };
        box.addEventListener("mousemove", () => drawn < 2 && draw(), true); draw()</script>"""
    )
    await hands.visit.choose(VALIDITY, "1 Año")
    assert await hands.told() == "1 Año"


COVERED = """<label id=l>Fin de vigencia</label><div role=combobox aria-labelledby=l tabindex=0 onclick="p.hidden=false">—</div>
<div id=p role=listbox hidden style="position:absolute;top:60px"><div role=option>1 Año</div></div>
<div style="position:fixed;top:50px;left:0;right:0;height:60px;z-index:9">Chat</div>"""


@pytest.mark.soak
async def test_an_option_that_something_lies_over_is_not_tried_without_end(hands: Hands) -> None:
    await hands.show(COVERED)
    began = time.monotonic()
    with pytest.raises(TargetFault, match="no ofrece"):
        await hands.visit.choose(VALIDITY, "1 Año")
    assert time.monotonic() - began < 30
