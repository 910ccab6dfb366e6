"""Closed sections: what lies in an accordion or on an inner tab is found by opening it, and nothing else is pressed."""

import pytest

from tests.outside.browser.parts import Hands, screen, target

pytestmark = pytest.mark.browser

FORM = "<label>RFC <input id=rfc></label><label>Contraseña <input type=password></label><button>Validar</button>"
OPENS = "onclick=\"const p=this.nextElementSibling;p.style.display=p.style.display?'':'none';told=1\""
TABS = (
    "<style>.off{{display:none}}</style><table><tr><td style=cursor:pointer onclick=\"a.className='';b.className='off'\">Datos"
    "</td><td style=cursor:pointer onclick=\"b.className='';a.className='off'\">Acceso</td></tr></table>"
    "<div id=a><label>Nombre <input></label></div><div id=b class=off>{}</div>"
)
CLOSED = {
    "a heading": f"<h3 {OPENS}>Firma</h3><div style=display:none>{FORM}</div>",
    "details": f"<details><summary>Firma</summary>{FORM}</details>",
    "aria": "<button type=button aria-expanded=false aria-controls=p onclick=p.hidden=false>Firma</button><p>Texto</p>"
    f"<section id=p hidden>{FORM}</section>",
    "bootstrap": "<h2><button type=button data-bs-toggle=collapse data-bs-target='#p' onclick=\"p.style.display='block'\">Firma"
    f"</button></h2><div id=p style=display:none><div>{FORM}</div></div>",
    "no height": "<h2>Contraseña</h2><div tabindex=0 style=cursor:pointer onclick=\"p.style.cssText=''\">Firma electrónica</div>"
    f"<div id=p style='height:0;overflow:hidden;visibility:hidden;transition:all .2s'>{FORM}</div>",
    "a link in a line": "<p><a href=# onclick=\"p.style.display='';return false\">[+] Firma</a></p>"
    f"<div id=p style=display:none>{FORM}</div>",
    "rows of a table": "<table><tbody><tr><td><a href='javascript:void(p.hidden=false)'>Firma</a></tbody>"
    f"<tbody id=p hidden><tr><td>{FORM}</tbody></table>",
    "the second of two": f"<div {OPENS}>Requisitos</div><div style=display:none><input></div>"
    f"<div {OPENS}>Firma</div><div style=display:none>{FORM}</div>",
    "inner tabs": TABS.format(FORM),
}
SIGN = screen("sign", "only: password", "button: Validar")


@pytest.mark.parametrize("kind", CLOSED)
async def test_a_screen_that_lies_in_a_closed_section_is_opened(hands: Hands, kind: str) -> None:
    hands.knows(SIGN)
    await hands.show(CLOSED[kind])
    assert not await hands.has(target("only: password"))
    assert not await hands.has(target("label_with: contraseña"))
    assert (await hands.awaits("sign")).screen == "sign"
    assert await hands.page.get_by_text("Validar").is_visible()


async def test_the_field_on_another_tab_of_a_form_is_found_there(hands: Hands) -> None:
    password, name = target("only: password"), target("label: Nombre", name="name")
    await hands.show(TABS.format(FORM))
    assert await hands.visit.lacking([password, name]) == (password,)
    assert await hands.visit.open_section(password)
    assert await hands.visit.lacking([password, name]) == (name,)
    assert not await hands.visit.open_section(password)  # it is open


async def test_a_refusal_beside_a_section_that_closed_again_is_told(hands: Hands) -> None:
    hands.knows(SIGN, screen("refused", "button: Validar", "said: certificado vencido"))
    answer = hands.site.put(f"<b style=color:red>Certificado vencido</b>{CLOSED['a heading']}")
    await hands.show(CLOSED["a heading"].replace("<button>", f"<button onclick=\"location.href='{answer}'\">"))
    await hands.awaits("sign")
    await hands.visit.press(target("button: Validar"))
    assert (await hands.awaits("refused", "done")).screen == "refused"


STAYS_SHUT = {
    "a window": f"<button onclick=told=1>Firma</button><div role=dialog style=display:none>{FORM}</div>",
    "a press that sends": f"<form><button onclick=told=1>Cancelar contraseña</button><div hidden>{FORM}</div></form>",
    "a link that posts the page back": f"<a href='javascript:__doPostBack(1)'>Firma</a><div hidden>{FORM}</div>"
    "<script>__doPostBack = () => { told = 1 }</script>",
    "a link elsewhere": f"<a href=/otra>Firma</a><div hidden>{FORM}</div>",
    "without a head": f"<p>Texto</p><div hidden>{FORM}</div>",
}


@pytest.mark.parametrize("kind", STAYS_SHUT)
async def test_what_is_no_head_of_a_section_is_not_pressed(hands: Hands, kind: str) -> None:
    hands.knows(SIGN)
    await hands.show(STAYS_SHUT[kind])
    address = hands.page.url
    assert (await hands.awaits("sign", seconds=2)).screen is None
    assert (await hands.told(), hands.page.url) == ("", address)


async def test_a_heading_over_a_form_does_not_make_its_first_field_another_one(hands: Hands) -> None:
    service, validity = target("label: Servicio", name="service"), target("label_with: vigencia", name="validity")
    await hands.show(
        "<div>1 Datos</div><div>2 Acceso y vigencia</div><label for=s>Servicio</label><br><select id=s></select>"
    )
    assert await hands.has(validity)
    assert await hands.visit.lacking([service, validity]) == (validity,)


@pytest.mark.parametrize("down", [0, 3000])
async def test_what_was_pressed_last_is_no_head_of_a_section(hands: Hands, down: int) -> None:
    """Its answer may be late, and pressed once more it would send once more."""
    hands.knows(SIGN)
    await hands.show(
        f"<p style=height:{down}px></p><button type=button onclick='told=(window.told||0)+1'>Firma</button>"
        f"<div hidden>{FORM}</div>"
    )
    await hands.visit.press(target("button: Firma"))
    assert (await hands.awaits("sign", seconds=2)).screen is None
    assert await hands.told() == "1"
