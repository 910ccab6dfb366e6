"""Attaching the e.firma's files, whichever way the portal hides its file inputs."""

from pathlib import Path

import pytest

from robot.model.faults import OriginRefused, TargetFault
from robot.model.secret import Secret
from robot.outside.browser.browser import PortalBrowser
from tests.outside.browser.parts import Hands, Site, pages, target

pytestmark = pytest.mark.browser

CER, KEY = Secret(b"certificado \x00\xff"), Secret(b"llave privada \x00\xfe")
SHOW = """<script>
for (const input of document.querySelectorAll("input[type=file]"))
  input.onchange = () => { told = (window.told || "") + `${input.id}:${input.files[0].name}:${input.files[0].size};`; };
</script>"""
FORMS = pages("files")


@pytest.mark.parametrize("form", FORMS)
async def test_each_file_goes_where_a_person_would_put_it(same_visit: Hands, form: str) -> None:
    await same_visit.show(FORMS[form] + SHOW)
    await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    await same_visit.visit.upload_secret(target("file: .key"), KEY, "efirma.key")
    assert await same_visit.told() == "c:efirma.cer:14;k:efirma.key:16;"


async def test_a_file_input_that_is_made_when_its_button_is_pressed_is_served(same_visit: Hands) -> None:
    await same_visit.show(pages("fields")["file input made by its button"])
    await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    assert await same_visit.told() == "efirma.cer"


REDRAWN = """<div id=box></div><button onclick="told = [...box.querySelectorAll('input')]
  .map(one => [...one.files].map(file => file.name + file.size)).join()">Validar</button><script>
  let taken = 0;
  function draw() { box.innerHTML = "<input type=file accept=.cer><input type=file accept=.key>" } draw()</script>"""


async def test_a_file_that_the_page_loses_by_drawing_itself_anew_is_there_when_the_button_is_pressed(
    same_visit: Hands,
) -> None:
    await same_visit.show(REDRAWN)
    await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    await same_visit.page.evaluate("draw()")
    await same_visit.visit.upload_secret(target("file: .key"), KEY, "efirma.key")
    await same_visit.visit.press(target("button: Validar"))
    assert await same_visit.told() == "efirma.cer14,efirma.key16"


async def test_a_file_that_the_page_took_out_of_its_field_is_not_attached_twice(same_visit: Hands) -> None:
    await same_visit.show(REDRAWN)
    await same_visit.page.evaluate(
        """() => { box.onchange = (event) => {
          if (event.target.accept === ".cer") { taken += 1; event.target.value = "" } } }"""
    )
    await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    await same_visit.visit.upload_secret(target("file: .key"), KEY, "efirma.key")
    await same_visit.page.evaluate("draw()")
    await same_visit.visit.press(target("button: Validar"))
    assert (await same_visit.told(), await same_visit.page.evaluate("taken")) == (",efirma.key16", 1)


LISTED = """<div class=box><p>Certificado (.cer)</p><input type=file style="opacity:0"><button disabled
  onclick="told = (window.told || '') + 'enviado;'; this.disabled = true">Cargar</button></div>
  <div class=box><p>Llave (.key)</p><input type=file><button onclick="told += 'llave;'">Subir archivo</button>
  </div><button onclick="told = 'mal'">Cargar</button><script>onchange = (event) => {
    event.target.nextElementSibling.disabled = false }</script>"""
OPENERS = """<div class=box><input type=file accept=.cer hidden id=c><button onclick="told = 'abierto'">Cargar</button>
  <button onclick="told = 'mal'" hidden>Cargar otro archivo</button></div><button onclick="told = 'mal'">Subir</button>
  <input type=file accept=.key><script>onchange = (event) => { c.parentNode.lastElementChild.hidden = false }</script>"""


async def test_a_file_that_is_only_listed_is_sent_by_the_button_of_its_field(same_visit: Hands) -> None:
    await same_visit.show(LISTED)
    await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    assert await same_visit.told() == "enviado;"
    await same_visit.visit.upload_secret(target("file: .key"), KEY, "efirma.key")
    assert await same_visit.told() == "enviado;llave;"


async def test_a_button_that_opens_the_chooser_is_not_taken_for_one_that_sends(same_visit: Hands) -> None:
    await same_visit.show(OPENERS)
    await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    assert await same_visit.told() == ""


async def test_a_page_of_another_origin_gets_no_file(hands: Hands, other_site: Site) -> None:
    inner = other_site.put("<input type=file id=c accept=.cer>")
    await hands.show(f'<iframe src="{inner}"></iframe>')
    with pytest.raises(OriginRefused):
        await hands.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
    assert await hands.page.frames[1].evaluate("c.files.length") == 0


async def test_no_place_for_a_file_is_a_fault(same_visit: Hands) -> None:
    await same_visit.show("<p>Nada que adjuntar</p>")
    with pytest.raises(TargetFault):
        await same_visit.visit.upload_secret(target("file: .cer"), CER, "efirma.cer")


async def test_the_files_are_private_and_gone_when_the_visit_ends(chromium: PortalBrowser, site: Site) -> None:
    async with chromium.visit(None) as visit:
        await visit.open(site.put("<input type=file id=c accept=.cer>"))
        await visit.upload_secret(target("file: .cer"), CER, "efirma.cer")
        folder: Path = visit._stage.folder.path
        held = list(folder.rglob("efirma.cer"))
        assert [path.read_bytes() for path in held] == [CER.reveal()]
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
