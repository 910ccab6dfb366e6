"""Pressing: whatever a stranger's page makes a button of, once, and only when it can be pressed."""

import pytest

from robot.model.faults import TargetFault
from tests.outside.browser.parts import Hands, target

pytestmark = pytest.mark.browser

TOLD = "window.told=(window.told||0)+1"
WAYS = {
    "button": f'<button onclick="{TOLD}">Aceptar</button>',
    "submit": f'<form onsubmit="{TOLD};return false"><input type=submit value="Aceptar"></form>',
    "input image": f'<input type=image alt="Aceptar" src="/x.png" onclick="{TOLD};return false">',
    "image in a link": f'<a href="#" onclick="{TOLD}"><img alt="Aceptar" width=20 height=20></a>',
    "link styled as a button": f'<a class="btn" href="javascript:void(0)" onclick="{TOLD}">Aceptar</a>',
    "div with a listener and a pointer": f'<div id=d style="cursor:pointer">Aceptar</div><script>d.addEventListener("click",()=>{{{TOLD}}})</script>',
    "td with nothing but a listener": f'<table><tr><td id=d>Aceptar</td></tr></table><script>d.addEventListener("click",()=>{{{TOLD}}})</script>',
    "role button": f'<span role=button tabindex=0 onclick="{TOLD}">Aceptar</span>',
    "aria-label": f'<button aria-label="Aceptar" onclick="{TOLD}">✓</button>',
    "title": f'<button title="Aceptar" onclick="{TOLD}"><i class=icon>x</i></button>',
    "text-transform and spaces": f'<button style="text-transform:uppercase" onclick="{TOLD}">&nbsp;a\u200bceptar&nbsp; </button>',
    "icon ligature": f'<button onclick="{TOLD}"><mat-icon aria-hidden=true>check</mat-icon> Aceptar</button>',
    "arrow": f'<button onclick="{TOLD}">Aceptar »</button>',
    "words for screen readers": f'<button onclick="{TOLD}"><span style="position:absolute;width:1px;height:1px;overflow:hidden">Aceptar</span>→</button>',
    "small screen twin": f'<button style="display:none">Aceptar</button><button onclick="{TOLD}">Aceptar</button>',
    "off page twin": f'<button style="position:absolute;left:-9999px">Aceptar</button><button onclick="{TOLD}">Aceptar</button>',
    "aria-hidden twin": f'<div aria-hidden=true><button>Aceptar</button></div><button onclick="{TOLD}">Aceptar</button>',
    "link beside a real button": f'<a href="#x">Aceptar</a><button onclick="{TOLD}">Aceptar</button>',
    "longer twin": f'<button>Aceptar y continuar</button><button onclick="{TOLD}">Aceptar</button>',
    "close cross with the same aria-label": f'<button aria-label=Aceptar>×</button><button onclick="{TOLD}">Aceptar</button>',
    "span in a button": f'<button onclick="{TOLD}"><span><span>Aceptar</span></span></button>',
    "item around a link": f'<ul><li onclick="{TOLD}" style="cursor:pointer"><a>Aceptar</a></li></ul>',
    "top and bottom of one form": f'<form onsubmit="{TOLD};return false"><button>Aceptar</button><p>x</p><button>Aceptar</button></form>',
    "open shadow root": f'<x-b></x-b><script>customElements.define("x-b",class extends HTMLElement{{constructor(){{super();this.attachShadow({{mode:"open"}}).innerHTML="<button>Aceptar</button>";this.shadowRoot.firstChild.onclick=()=>{{{TOLD}}}}}}})</script>',
    "slotted text": f'<x-b>Aceptar</x-b><script>customElements.define("x-b",class extends HTMLElement{{constructor(){{super();this.attachShadow({{mode:"open"}}).innerHTML="<button><slot></slot></button>";this.shadowRoot.firstChild.onclick=()=>{{{TOLD}}}}}}})</script>',
    "sentence around it": f'<p>Pulse <b>Aceptar</b> para seguir</p><button onclick="{TOLD}">Aceptar</button>',
    "enabled later": f'<button disabled id=b onclick="{TOLD}">Aceptar</button><script>setTimeout(()=>b.disabled=false,600)</script>',
    "made later": f'<div id=d></div><script>setTimeout(()=>d.innerHTML=`<button onclick="{TOLD}">Aceptar</button>`,500)</script>',
    "covered for a while": f'<button onclick="{TOLD}">Aceptar</button><div id=o style="position:fixed;inset:0;background:#8888">Cargando</div><script>setTimeout(()=>o.remove(),700)</script>',
    "redrawn all the time": f'<div id=d></div><script>let n=0;const t=setInterval(()=>{{d.innerHTML=`<button onclick="{TOLD}">Aceptar</button>`;if(++n>8)clearInterval(t)}},60)</script>',
    "far down": f'<div style="height:3000px"></div><button onclick="{TOLD}">Aceptar</button>',
    "in a modal over the same button": f'<button>Aceptar</button><div style="position:fixed;inset:0;background:#0008"><div style="background:#fff;margin:100px"><button onclick="{TOLD}">Aceptar</button></div></div>',
    "in a dialog element": f'<button>Aceptar</button><dialog id=m><button onclick="{TOLD}">Aceptar</button></dialog><script>m.showModal()</script>',
    "in a modal beside its backdrop": f'<button>Aceptar</button><div style="position:fixed;inset:0;background:#0008;z-index:5"></div><div style="position:fixed;top:100px;left:100px;background:#fff;z-index:6" role=dialog><p>¿Seguro?</p><button onclick="{TOLD}">Aceptar</button></div>',
}  # fmt: skip


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
