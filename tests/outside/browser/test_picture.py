"""Pictures are evidence: nothing typed may be seen in them."""

import time

import pytest

from robot.model.faults import PortalTrouble
from robot.model.secret import Secret
from tests.outside.browser.parts import Hands, moment, target

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
    "for a moment, again and again": "p.textContent = v; setInterval(() => { p.textContent = p.textContent ? '' : v }, 40)",
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


# Every kind of field, in a frame and in a shadow root, on a page whose own styles are strong and slow.
FIELDS = """
<style>#f input, textarea, #e { background: none !important; filter: none !important; transition: all 1s }</style>
<div id=f><input value=V><input type=password value=V><input list=l value=V><textarea>V</textarea></div>
<select style="width: 9em"><option>V</select><div id=e contenteditable>V <b style="color: red">V</b></div><input type=file>
<div role=textbox tabindex=0>V</div><input style="opacity: 0; position: absolute" value=V>
<iframe srcdoc="<input value=V>"></iframe><iframe style="display: none" srcdoc="<input value=V>"></iframe><p id=s></p>
<script>s.attachShadow({mode: "open"}).innerHTML = "<input value=V>"</script>
"""
LISTENING = """() => { window.told = []; const tell = (event) => window.told.push(event.type);
  for (const kind of ["resize", "scroll", "focus", "blur", "transitionrun"]) addEventListener(kind, tell, true);
  new MutationObserver(() => window.told.push("mutation")).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true }); }"""


async def test_no_kind_of_field_shows_what_is_in_it(hands: Hands) -> None:
    pictures = []
    for value in ("WWWW", "lll."):
        await hands.show(FIELDS.replace("V", value))
        pictures.append(await hands.visit.picture())
    assert pictures[0] == pictures[1]


async def test_a_field_that_cannot_be_covered_is_not_pictured(hands: Hands) -> None:
    await hands.show('<input style="filter: none !important" value=x>')
    with pytest.raises(PortalTrouble, match="no se retrata"):
        await hands.visit.picture()


async def test_a_page_that_hangs_holds_no_visit_up_and_shows_its_fields_when_it_goes_on(hands: Hands) -> None:
    await hands.show("<input id=x value=abc>")
    await hands.page.evaluate(
        "() => { setTimeout(() => { const end = Date.now() + 4000; while (Date.now() < end); }, 50) }"
    )
    await moment(0.2)
    began = time.monotonic()
    with pytest.raises(PortalTrouble, match="no respondió"):
        await hands.visit.picture()
    assert time.monotonic() - began < 3
    assert await hands.page.evaluate("getComputedStyle(x).filter") == "none"
    assert await hands.visit.picture()


async def test_a_field_that_comes_while_the_picture_is_taken_is_covered(hands: Hands) -> None:
    await hands.show("<p>Nada</p>")
    await hands.page.evaluate("""() => { const eyes = window[Symbol.for("infonavit-robot.eyes")], asked = eyes.asked;
      eyes.asked = (name, given) => { const told = asked(name, given); eyes.asked = asked;
        document.body.innerHTML = "<input value=x>"; return told; } }""")
    taken = await hands.visit.picture()
    await hands.show("<input value=y>")
    assert await hands.visit.picture() == taken


async def test_a_page_is_pictured_with_the_document_that_came_meanwhile(hands: Hands) -> None:
    await hands.show("<iframe srcdoc='<p>uno'></iframe>")
    await hands.page.evaluate("""() => { const eyes = window[Symbol.for("infonavit-robot.eyes")], asked = eyes.asked;
      eyes.asked = (name, given) => { const told = asked(name, given);
        if (name === "cover") { document.querySelector("iframe").srcdoc = "<p>dos"; eyes.asked = asked; }
        return told; } }""")
    taken = await hands.visit.picture()
    await hands.show("<iframe srcdoc='<p>dos'></iframe>")
    assert await hands.visit.picture() == taken


async def test_a_document_in_the_window_of_an_empty_one_is_covered(hands: Hands) -> None:
    inner = hands.site.put("<input value=x>", wait=0.5)
    await hands.visit.open(hands.site.put(f"<iframe src={inner}></iframe>"))
    await hands.page.wait_for_selector("iframe")
    await hands.visit.sight()  # the frame, still empty, has been looked at
    await hands.page.frames[1].wait_for_selector("input")
    assert await hands.visit.picture()


async def test_the_page_does_not_notice_that_it_is_pictured(hands: Hands) -> None:
    await hands.show(FIELDS)
    drawn = "() => [...document.querySelectorAll('input, textarea, #e')].map((el) => getComputedStyle(el).cssText)"
    before = await hands.page.evaluate(drawn)
    await hands.page.evaluate(LISTENING)
    await hands.visit.picture()
    assert await hands.page.evaluate(drawn) == before
    assert await hands.page.evaluate("() => new Promise(requestAnimationFrame).then(() => window.told)") == []


async def test_the_picture_shows_what_the_window_shows(hands: Hands) -> None:
    await hands.show('<body style="height: 4000px; background: red"><p style="margin: 1000px 0; height: 2000px">')
    top = await hands.visit.picture()
    await hands.page.evaluate("scrollTo(0, 1500)")
    await hands.page.evaluate("document.querySelector('p').style.background = 'blue'")
    assert len(await hands.visit.picture()) != len(top)
    await hands.page.evaluate("scrollTo(0, 0)")
    await hands.page.evaluate("document.querySelector('p').style.background = ''")
    assert await hands.visit.picture() == top


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
