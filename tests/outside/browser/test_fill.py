"""Filling: the field a person would mean, and proof that it holds what was written."""

import pytest

from robot.model.faults import OriginRefused, TargetFault
from robot.model.secret import Secret
from tests.outside.browser.parts import Hands, Site, pages, target

pytestmark = pytest.mark.browser

FIELDS = pages("fields")
LAYOUTS = pages("layouts")
LABEL = target("label: RFC del Desarrollador", name="rfc")
SECRET = "Contraseña-«única»-99"


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_the_label_is_what_a_person_reads_as_the_label(same_visit: Hands, layout: str) -> None:
    await same_visit.show(LAYOUTS[layout])
    await same_visit.visit.fill(LABEL, "CAC840428RH1")
    assert await same_visit.value("#x") == "CAC840428RH1"


@pytest.mark.parametrize("layout", ["label for", "neighbour cell", "text above in its own div", "material"])
async def test_part_of_the_label_is_enough_when_the_flow_says_so(hands: Hands, layout: str) -> None:
    await hands.show(LAYOUTS[layout])
    await hands.visit.fill(target("label_with: desarrollador"), "uno")
    assert await hands.value("#x") == "uno"


async def test_a_mask_that_writes_its_own_signs_is_accepted(hands: Hands) -> None:
    await hands.show(FIELDS["mask"])
    await hands.visit.fill(target("label: NRP"), "a1234567890")
    assert await hands.value("#x") == "A12-34567890"


async def test_a_field_that_only_listens_to_keys_is_typed_into(hands: Hands) -> None:
    await hands.show(FIELDS["only listens to keys"])
    await hands.visit.fill(target("label: NRP"), "A123")
    assert await hands.value("#x") == "A123"


async def test_a_page_that_only_hears_keys_learns_the_whole_text(hands: Hands) -> None:
    await hands.show('<label for=x>NRP</label><input id=x onkeyup="window.told=this.value">')
    await hands.visit.fill(target("label: NRP"), "A123")
    assert await hands.told() == "A123"


async def test_a_mask_that_empties_the_field_when_left_is_typed_into(hands: Hands) -> None:
    await hands.show(
        """<label for=x>NRP</label><input id=x><script>let keys = 0; x.onkeypress = () => { keys += 1; };
        x.onblur = () => { if (!keys) x.value = "___-____"; }</script>"""
    )
    await hands.visit.fill(target("label: NRP"), "A12-3456")
    assert await hands.value("#x") == "A12-3456"


SUGGESTS = """<label for=x>RFC del desarrollador</label><input id=x {said}><ul id=l></ul>
<label for=n>Nombre</label><input id=n readonly><script>
const KNOWN = ["CAC840428RH1 - COMPUTACIÓN EN ACCIÓN", "CAC840428XY2 - OTRA", "ABC010101AB1 - TERCERA"];
x.oninput = () => {{ const now = x.value; setTimeout(() => {{ l.innerHTML = KNOWN.filter(one => now && one.startsWith(now))
  .map(one => `<li role=option style="cursor:pointer" onmousedown="event.preventDefault()"
    onclick="x.value = '${{one.slice(0, 12)}}'; n.value = '${{one.slice(15)}}'; l.innerHTML = ''">${{one}}</li>`).join(""); }}, 200); }};
x.onblur = () => {{ {left} l.innerHTML = ""; }};</script>"""


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("", "if (!n.value) x.value = '';"),
        ("role=combobox", ""),
        ('aria-autocomplete="list"', "if (!n.value) x.value = '';"),
    ],
    ids=["drops what was not picked", "says so, and keeps what was typed", "both"],
)
async def test_what_a_field_suggests_for_the_text_is_picked(same_visit: Hands, said: str, left: str) -> None:
    await same_visit.show(SUGGESTS.format(said=said, left=left))
    await same_visit.visit.fill(LABEL, "CAC840428RH1")
    assert await same_visit.value("#x") == "CAC840428RH1"
    assert await same_visit.value("#n") == "COMPUTACIÓN EN ACCIÓN"


async def test_of_several_suggestions_that_hold_the_text_none_is_picked(same_visit: Hands) -> None:
    await same_visit.show(SUGGESTS.format(said="role=combobox", left=""))
    await same_visit.visit.fill(LABEL, "CAC840428")
    assert await same_visit.value("#x") == "CAC840428"
    assert await same_visit.value("#n") == ""


async def test_a_small_window_that_closes_when_left_stays_open_between_its_fields(hands: Hands) -> None:
    await hands.show(
        """<div id=w role=dialog tabindex=-1><label for=x>NRP</label><input id=x><label for=y>RFC</label><input id=y></div>
        <script>w.addEventListener("focusout", e => { if (!w.contains(e.relatedTarget)) w.remove(); })</script>"""
    )
    await hands.visit.fill(target("label: NRP"), "A123")
    await hands.visit.fill(target("label: RFC"), "CAC840428RH1")
    assert await hands.value("#x") == "A123"


async def test_the_page_learns_of_the_change(hands: Hands) -> None:
    await hands.show("<label for=x>NRP</label><input id=x onchange=\"window.told='cambió '+this.value\">")
    await hands.visit.fill(target("label: NRP"), "A123")
    assert await hands.told() == "cambió A123"


async def test_nothing_of_ours_stays_on_the_field(hands: Hands) -> None:
    await hands.show("<label for=x>NRP</label><input id=x>")
    await hands.visit.fill(target("label: NRP"), "A123")
    assert await hands.page.locator("#x").evaluate("el => el.outerHTML") == '<input id="x">'


async def test_what_the_portal_filled_in_by_itself_is_left(hands: Hands) -> None:
    await hands.show('<label for=x>Nombre</label><input id=x readonly value="Computación en acción, S.A. de C.V.">')
    await hands.visit.fill(target("label: Nombre"), "COMPUTACIÓN EN ACCIÓN, S.A. DE C.V.")
    assert await hands.page.locator("#x").input_value() == "Computación en acción, S.A. de C.V."


async def test_a_field_that_cuts_what_is_written_is_a_fault(hands: Hands) -> None:
    await hands.show("<label for=x>NRP</label><input id=x maxlength=10>")
    with pytest.raises(TargetFault, match="solo 10 caracteres"):
        await hands.visit.fill(target("label: NRP"), "A1234567890")


async def test_a_label_that_two_fields_share_is_a_fault_that_names_what_is_near(hands: Hands) -> None:
    await hands.show(
        "<label for=a>Contraseña</label><input id=a><br><label for=b>Contraseña</label><input id=b>"
        "<br><label for=c>Contraseña de la e.firma</label><input id=c>"
    )
    with pytest.raises(TargetFault) as fault:
        await hands.visit.fill(target("label: Contraseña"), "x")
    assert fault.value.tried[0].matches == 2
    assert "label: Contraseña de la e.firma" in map(str, fault.value.controls)


async def test_a_header_over_several_rows_labels_the_field_of_each(hands: Hands) -> None:
    row = "<tr><td><input></td></tr>"
    await hands.show(f"<table><thead><tr><th>Correo</th><th>Otro</th></tr></thead>{row}{row}</table>")
    with pytest.raises(TargetFault) as fault:
        await hands.visit.fill(target("label: Correo"), "x")
    assert [(one.candidate, one.matches) for one in fault.value.tried] == [("label: Correo", 2)]


async def test_a_later_candidate_is_reported_by_its_rank(hands: Hands) -> None:
    await hands.show("<input id=nrp>")
    used = await hands.visit.fill(target("label: Número de Registro Patronal", "id: nrp"), "A1")
    assert (used.rank, used.candidate) == (1, "id: nrp")


async def test_a_secret_is_typed_where_it_may_be(hands: Hands) -> None:
    await hands.show("<label for=x>Contraseña</label><input id=x type=password>")
    await hands.visit.type_secret(target("label: Contraseña"), Secret(SECRET))
    assert await hands.value("#x") == SECRET


async def test_a_secret_is_typed_in_a_srcdoc_frame_of_an_allowed_page(hands: Hands) -> None:
    await hands.show('<iframe srcdoc="<label for=x>Contraseña</label><input id=x type=password>"></iframe>')
    await hands.visit.type_secret(target("label: Contraseña"), Secret(SECRET))
    assert await hands.page.frames[1].locator("#x").input_value() == SECRET


async def test_a_frame_of_another_origin_gets_no_secret(hands: Hands, other_site: Site) -> None:
    inner = other_site.put("<label for=x>Contraseña</label><input id=x type=password>")
    await hands.show(f'<iframe src="{inner}"></iframe>')
    with pytest.raises(OriginRefused) as fault:
        await hands.visit.type_secret(target("label: Contraseña"), Secret(SECRET))
    assert SECRET not in str(fault.value)
    assert await hands.page.frames[1].locator("#x").input_value() == ""


@pytest.mark.parametrize("wrong", ["maxlength=3", "readonly", 'oninput="this.value=1"', "disabled"])
async def test_no_error_holds_the_secret(hands: Hands, wrong: str) -> None:
    await hands.show(f"<label for=x>Contraseña</label><input id=x type=password {wrong}>")
    with pytest.raises(TargetFault) as fault:
        await hands.visit.type_secret(target("label: Contraseña"), Secret(SECRET))
    told = repr(fault.value) + fault.value.text + repr(fault.value.__cause__) + repr(fault.value.controls)
    assert SECRET not in told
    assert fault.value.__suppress_context__ or fault.value.__context__ is None


async def test_a_secret_is_not_typed_into_what_is_no_input(hands: Hands) -> None:
    await hands.show("<div id=x contenteditable=true aria-label=Contraseña>aquí</div>")
    with pytest.raises(TargetFault):
        await hands.visit.type_secret(target("label: Contraseña"), Secret(SECRET))
    assert await hands.page.inner_text("#x") == "aquí"


async def test_text_under_a_modal_window_labels_nothing_in_it(hands: Hands) -> None:
    """Floating labels lie inside their fields, and behind the window the cells of a table may lie there too."""
    await hands.show(FIELDS["floating label in a window over a table"])
    await hands.visit.fill(LABEL, "CAC840428RH1")
    assert await hands.value("#x") == "CAC840428RH1"


@pytest.mark.parametrize("bar", ["nav", "aside", "div role=navigation"])
async def test_a_word_of_the_bar_beside_the_page_labels_none_of_its_fields(hands: Hands, bar: str) -> None:
    await hands.show(
        f"<div style='display:flex'><{bar} style='width:200px'>RFC</{bar.split()[0]}><div>"
        "<input placeholder=Buscar><div>RFC</div><div><input id=x></div></div></div>"
    )
    await hands.visit.fill(target("label: RFC"), "CAC840428RH1")
    assert await hands.value("#x") == "CAC840428RH1"


async def test_a_bar_labels_its_own_fields(hands: Hands) -> None:
    await hands.show("<aside>NRP <input id=x></aside>")
    await hands.visit.fill(target("label: NRP"), "A123")
    assert await hands.value("#x") == "A123"


async def test_what_cannot_be_taken_back_is_not_pressed_on_another_origin(hands: Hands, other_site: Site) -> None:
    await hands.show(f'<iframe src="{other_site.put("<button>Continuar</button>")}"></iframe>')
    with pytest.raises(OriginRefused):
        await hands.visit.ready(target("button: Continuar"))
    await hands.show("<button>Continuar</button>")
    await hands.visit.ready(target("button: Continuar"))


async def test_what_cannot_be_taken_back_is_ready_once_it_is_enabled(hands: Hands) -> None:
    await hands.show("<button disabled>Validar</button><script>setTimeout(() => { b.disabled = false }, 400)</script>")
    await hands.page.evaluate("document.querySelector('button').id = 'b'")
    await hands.visit.ready(target("button: Validar"))
    await hands.show("<button disabled>Validar</button>")
    with pytest.raises(TargetFault, match="deshabilitado"):
        await hands.visit.ready(target("button: Validar"))


async def test_what_the_page_loses_by_drawing_itself_anew_is_there_when_the_button_is_pressed(hands: Hands) -> None:
    """A postback set off by leaving one field comes back when the next ones are filled in already."""
    await hands.show(
        """<div id=box></div><button onclick="told = [...box.querySelectorAll('input, select')]
        .map(one => one.value).join()">Aceptar</button><script>
        function draw(rfc) { box.innerHTML = `<label>RFC <input value="${rfc}"></label> <label>Nombre <input></label>
          <label>Clave <input type=password></label> <label>Vigencia <select><option>6 Meses<option>1 Año</select></label>` }
        draw("")</script>"""
    )
    await hands.visit.fill(target("label: RFC"), "CAC840428RH1")
    await hands.visit.choose(target("label: Vigencia"), "1 Año")
    await hands.visit.fill(target("label: Nombre"), "Computación en Acción")
    await hands.visit.type_secret(target("label: Clave"), Secret(b"secreta"))
    await hands.page.evaluate("draw('CAC840428RH1')")
    await hands.visit.press(target("button: Aceptar"))
    assert await hands.told() == "CAC840428RH1,Computación en Acción,secreta,1 Año"
