"""Ticking: also boxes that a styled label hides, never a link inside the label, never twice."""

import pytest

from robot.model.faults import TargetFault
from robot.model.screen import Target
from robot.outside.flow_files.load import load_book, shipped_flows
from tests.outside.browser.parts import Hands, pages, target

pytestmark = pytest.mark.browser

TERMS = target("checkbox: He leído y acepto los términos", "only: checkbox", name="terms_accept")
BOXES = pages("boxes")


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
    await same_visit.show(pages("fields")["terms that must be scrolled"])
    assert (await same_visit.visit.terms_text()).count("Texto de las condiciones") == 30
    assert await same_visit.visit.tick(TERMS)


_COMES_BIT_BY_BIT = """<p>El patrón acepta las condiciones de este servicio.</p><script>let count = 0;
  const timer = setInterval(() => { document.body.append(` Y acepta también la condición número ${++count}.`);
    if (count === 12) clearInterval(timer); }, 50);</script>"""


async def test_terms_that_nobody_knows_are_read_when_they_stand_still(same_visit: Hands) -> None:
    async def known(text: str) -> bool:
        return "número 13" in text

    await same_visit.show(_COMES_BIT_BY_BIT)
    assert (await same_visit.visit.terms_text(known)).endswith("número 12.")


async def test_terms_that_are_known_are_read_once(same_visit: Hands) -> None:
    read: list[str] = []

    async def known(text: str) -> bool:
        read.append(text)
        return True

    await same_visit.show(_COMES_BIT_BY_BIT)
    assert [await same_visit.visit.terms_text(known)] == read


def _accept() -> Target:
    return load_book((shipped_flows(),)).screens["relations_terms"].targets["relations_accept"]


_BOX = "<p>Usted conoce y acepta las condiciones del servicio.</p><div><input type=checkbox id=x>{}</div><button>Continuar</button>"


@pytest.mark.parametrize(
    "beside", ["Acepto", " He leído lo anterior", "Estoy de acuerdo", "Sí", "Leído", "", "<img src=a.png width=80 height=20>",
               " <a href='#'>Ver términos</a>"]
)  # fmt: skip
async def test_the_box_of_the_terms_is_ticked_also_where_nothing_says_what_it_is_for(
    same_visit: Hands, beside: str
) -> None:
    await same_visit.show(_BOX.format(beside))
    await same_visit.visit.tick(_accept())
    assert await same_visit.page.locator("#x").is_checked()


@pytest.mark.parametrize(
    "beside", ["Recordarme", " Deseo recibir noticias", "<label for=x>No mostrar otra vez</label>"]
)
async def test_a_box_that_is_for_something_else_is_not_ticked_for_the_terms(same_visit: Hands, beside: str) -> None:
    await same_visit.show(_BOX.format(beside))
    assert await same_visit.visit.tick(_accept()) is None
    assert not await same_visit.page.locator("#x").is_checked()


async def test_of_two_ways_to_answer_the_one_that_accepts_is_ticked(hands: Hands) -> None:
    await hands.show(
        "<form><input type=radio name=a id=yes>Acepto los términos y condiciones&nbsp;"
        "<input type=radio name=a id=no checked>No acepto<br><input type=image alt=Continuar></form>"
    )
    await hands.visit.tick(_accept())
    assert await hands.page.locator("#yes").is_checked()


async def test_a_box_under_a_window_is_left(hands: Hands) -> None:
    """The keyboard would reach it there, behind the back of a page that waits for the mouse."""
    await hands.show(
        "<label><input id=x type=checkbox onclick='told=1'> He leído y acepto los términos</label>"
        "<div style='position:fixed;inset:0;background:#0006'><button>Continuar sesión</button></div>"
    )
    with pytest.raises(TargetFault):
        await hands.visit.tick(TERMS)
    assert await hands.told() == ""
