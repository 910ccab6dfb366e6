"""Ticking: also boxes that a styled label hides, never a link inside the label, never twice."""

import pytest

from robot.model.faults import TargetFault
from tests.outside.browser.parts import Hands, target

pytestmark = pytest.mark.browser

TERMS = target("checkbox: He leído y acepto los términos", "only: checkbox", name="terms_accept")
LINK = "<a href=\"javascript:void(told='enlace')\">términos</a>"
BOXES = {
    "label for": '<input type=checkbox id=x><label for=x>He leído y acepto los términos</label>',
    "wrapping label": '<label><input type=checkbox id=x> He leído y acepto los términos</label>',
    "text after": '<input type=checkbox id=x> He leído y acepto los términos',
    "neighbour cell": '<table><tr><td><input type=checkbox id=x></td><td>He leído y acepto los términos</td></tr></table>',
    "text before": '<table><tr><td>He leído y acepto los términos</td><td><input type=checkbox id=x></td></tr></table>',
    "link in the label": f'<label><input type=checkbox id=x> He leído y acepto los {LINK}</label>',
    "hidden input, styled label": '<style>#x{position:absolute;opacity:0;width:0;height:0}label::before{content:"☐"}</style><input type=checkbox id=x><label for=x>He leído y acepto los términos</label>',
    "display none, styled label all link": f'<style>#x{{display:none}}</style><label><input type=checkbox id=x><span style="display:inline-block;width:16px;height:16px;border:1px solid"></span>{LINK}</label>',
    "hidden input beside a face": '<div><input type=checkbox id=x style="opacity:0;position:absolute"><span onclick="x.checked=!x.checked" style="display:inline-block;width:16px;height:16px;border:1px solid"></span></div><p>Todo lo anterior.</p>',
    "mat-checkbox": '<mat-checkbox><div class=mdc-checkbox style="position:relative;width:18px;height:18px;display:inline-block"><input type=checkbox id=x style="position:absolute;opacity:0;width:100%;height:100%;margin:0"><div style="border:1px solid;width:16px;height:16px"></div></div><label for=x>He leído y acepto los términos</label></mat-checkbox>',
    "switched by a script": '<input type=checkbox id=x style="display:none"><label id=l style="cursor:pointer">He leído y acepto los términos</label><script>l.onclick=()=>{x.checked=!x.checked}</script>',
    "enabled later": '<label><input type=checkbox id=x disabled> He leído y acepto los términos</label><script>setTimeout(()=>x.disabled=false,500)</script>',
    "already ticked": '<label><input type=checkbox id=x checked> He leído y acepto los términos</label>',
}  # fmt: skip


@pytest.mark.parametrize("box", BOXES)
async def test_a_box_ends_ticked_whatever_it_looks_like(same_visit: Hands, box: str) -> None:
    await same_visit.show(BOXES[box])
    assert await same_visit.visit.tick(TERMS) is not None
    assert await same_visit.page.locator("#x").is_checked()
    assert await same_visit.told() == ""


@pytest.mark.parametrize("role", ["checkbox", "switch"])
async def test_a_box_that_is_only_a_role_is_ticked(same_visit: Hands, role: str) -> None:
    toggle = "this.setAttribute('aria-checked',this.getAttribute('aria-checked')!='true')"
    await same_visit.show(
        f'<div role={role} aria-checked=false tabindex=0 onclick="{toggle}">He leído y acepto los términos</div>'
    )
    await same_visit.visit.tick(TERMS)
    assert await same_visit.page.get_attribute(f"[role={role}]", "aria-checked") == "true"


async def test_a_box_that_is_not_there_is_no_fault(same_visit: Hands) -> None:
    await same_visit.show("<p>Sin casillas</p>")
    assert await same_visit.visit.tick(TERMS) is None


async def test_two_boxes_are_a_fault(same_visit: Hands) -> None:
    await same_visit.show("<input type=checkbox> uno <br> <input type=checkbox> dos")
    with pytest.raises(TargetFault):
        await same_visit.visit.tick(TERMS)


async def test_terms_are_scrolled_to_their_end_for_a_box_that_waits_for_it(same_visit: Hands) -> None:
    text = "<p>Texto de las condiciones que el usuario debe leer completo antes de aceptar.</p>" * 30
    await same_visit.show(
        f'<div id=d style="height:100px;overflow:auto">{text}</div><label><input id=x type=checkbox disabled> He leído y acepto los '
        "términos</label><script>d.onscroll=()=>{if(d.scrollTop+d.clientHeight>=d.scrollHeight-5)x.disabled=false}</script>"
    )
    assert (await same_visit.visit.terms_text()).count("Texto de las condiciones") == 30
    assert await same_visit.visit.tick(TERMS)
