"""Reading tables: real, ARIA, and made of blocks; all pages; never an empty table on a guess."""

import pytest

from robot.model.faults import TableFault
from tests.outside.browser.parts import Hands, table

pytestmark = pytest.mark.browser

SPEC = table(("Servicio",), ("RFC del desarrollador", "RFC"), ("Fin de vigencia", "Fin"), ("Estatus", "Estado"))
HEAD = ("Servicio", "RFC del Desarrollador", "Fin de vigencia", "Estatus")
ROWS = (("Avisos", "CAC840428RH1", "22/11/2027", "Vigente"), ("Avisos", "EKU9003173C9", "01/02/2026", "No vigente"))


def cells(tag: str, row: tuple[str, ...], attributes: str = "") -> str:
    return "".join(f"<{tag} {attributes}>{text}</{tag}>" for text in row)


def plain(head: tuple[str, ...] = HEAD, rows: tuple[tuple[str, ...], ...] = ROWS, more: str = "") -> str:
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table {more}><thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def roles(row: tuple[str, ...], role: str) -> str:
    return f"<div role=row style='display:flex'>{cells('div', row, f'role={role} style=width:200px')}</div>"


def blocks(row: tuple[str, ...]) -> str:
    return f"<div style='display:flex'>{cells('div', row, 'style=width:200px')}</div>"


def later(milliseconds: int) -> str:
    return f"<script>setTimeout(()=>t.tBodies[0].innerHTML=`{BODY}`,{milliseconds})</script>"


BODY = "".join(f"<tr>{cells('td', row)}</tr>" for row in ROWS)
TABLES = {
    "table": plain(),
    "no thead": f"<table><tr>{cells('td', HEAD)}</tr>" + "".join(f"<tr>{cells('td', row)}</tr>" for row in ROWS) + "</table>",
    "title row first": f"<table><tr><td colspan=4>Relaciones registradas</td></tr><tr>{cells('td', HEAD)}</tr>" + "".join(f"<tr>{cells('td', row)}</tr>" for row in ROWS) + "</table>",
    "inside layout tables": f"<table><tr><td>Menú</td><td><table><tr><td>{plain()}</td></tr></table></td></tr></table>",
    "aria": f"<div role=grid>{roles(HEAD, 'columnheader')}" + "".join(roles(row, "gridcell") for row in ROWS) + "</div>",
    "blocks without roles": f"<h2>Relaciones</h2><div>{blocks(HEAD)}" + "".join(blocks(row) for row in ROWS) + "</div><p>Pie de página</p>",
    "grid without rows": "<div style='display:grid;grid-template-columns:repeat(4,200px)'>" + "".join(cells("span", row) for row in (HEAD, *ROWS)) + "</div>",
    "hidden rows": plain(rows=ROWS).replace("</tbody>", "<tr style='display:none'><td>x</td><td>y</td><td>z</td><td>w</td></tr></tbody>"),
    "sticky header of its own": f"<table style='width:800px'><thead><tr>{cells('th', HEAD)}</tr></thead></table><div style='height:200px;overflow:auto'><table style='width:800px'><thead style='visibility:collapse'><tr>{cells('th', HEAD)}</tr></thead><tbody>" + "".join(f"<tr>{cells('td', row)}</tr>" for row in ROWS) + "</tbody></table></div>",
    "beside another table": "<table><tr><th>Fecha</th><th>Aviso</th></tr><tr><td>1</td><td>2</td></tr></table>" + plain(),
    "odd spaces and case": plain(tuple(f"&nbsp;{text.upper()}: " for text in HEAD)),
    "values in fields": plain(rows=(("<input value=Avisos>", *ROWS[0][1:]), ROWS[1])),
    "words of an image": plain(rows=((*ROWS[0][:3], "<img alt=Vigente>"), ROWS[1])),
    "open shadow root": f"<x-t></x-t><script>customElements.define('x-t',class extends HTMLElement{{constructor(){{super();this.attachShadow({{mode:'open'}}).innerHTML=`{plain()}`}}}})</script>",
    "rows that come later": plain(rows=()).replace("<table ", "<table id=t ") + later(700),
    "loading row first": plain(rows=(("Cargando...", "", "", ""),)).replace("<table ", "<table id=t ") + later(900),
    "iframe": f"<iframe width=900 srcdoc=\"{plain()}\"></iframe>",
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
async def test_a_table_is_read_whatever_it_is_made_of(same_visit: Hands, kind: str) -> None:
    await same_visit.show(TABLES[kind])
    raw = await same_visit.visit.read_table(SPEC)
    assert [text.casefold().strip(": ") for text in raw.headers] == [text.casefold() for text in HEAD]
    assert raw.rows == ROWS


PAGES = """<div id=box></div><script>
const rows = [...Array(7).keys()].map(i => ["Avisos", `AAA01010${i}AA${i}`, "22/11/2027", "Vigente"]); let at = 0;
function draw() { const part = rows.slice(at * 3, at * 3 + 3);
  box.innerHTML = `<table><thead><tr>%s</tr></thead><tbody>` + part.map(r => `<tr>${r.map(c => `<td>${c}</td>`).join("")}</tr>`).join("")
    + `</tbody></table>` + pager(); wire(); }
function turn(n) { setTimeout(() => { at = n; draw(); }, 120); }
%s
draw();</script>"""
PAGERS = {
    "next": 'function pager(){return `<div>Página ${at+1} de 3 <button id=n ${at==2?"disabled":""}>Siguiente</button></div>`} function wire(){n.onclick=()=>turn(at+1)}',
    "sign": 'function pager(){return `<div class=pagination><a href="javascript:void 0">«</a> <a href="javascript:void 0" id=n class="${at==2?"disabled":""}">›</a> <a href="javascript:turn(2)">»</a></div>`} function wire(){n.onclick=()=>{if(at<2)turn(at+1)}}',
    "aria-label": 'function pager(){return `<div class="mat-paginator">${at*3+1} – ${at*3+3} de 7 <button id=n aria-label="Página siguiente" ${at==2?"disabled":""}><svg width=10 height=10></svg></button></div>`} function wire(){n.onclick=()=>turn(at+1)}',
    "numbers": 'function pager(){return `<div>${[0,1,2].map(i=>i==at?`<span>${i+1}</span>`:`<a href="javascript:turn(${i})">${i+1}</a>`).join(" ")}</div>`} function wire(){}',
    "next that never ends": 'function pager(){return `<div>Página ${at+1} de 3 <button id=n>Siguiente</button></div>`} function wire(){n.onclick=()=>{if(at<2)turn(at+1)}}',
}  # fmt: skip


@pytest.mark.parametrize("pager", PAGERS)
async def test_all_pages_of_a_table_are_read(same_visit: Hands, pager: str) -> None:
    await same_visit.show(PAGES % (cells("th", HEAD), PAGERS[pager]))
    raw = await same_visit.visit.read_table(SPEC)
    assert [row[1] for row in raw.rows] == [f"AAA01010{i}AA{i}" for i in range(7)]


async def test_a_button_that_goes_on_in_the_form_is_not_taken_for_the_next_page(same_visit: Hands) -> None:
    await same_visit.show(plain() + '<p><button>Anterior</button> <button onclick="told=1">Siguiente</button></p>')
    assert (await same_visit.visit.read_table(SPEC)).rows == ROWS
    assert await same_visit.told() == ""


EMPTY = {
    "words of the spec": "<h2>Relaciones</h2><p>Sin registros</p>",
    "words in a spanning cell": plain(rows=()).replace("<tbody>", "<tbody><tr><td colspan=4>Sin registros.</td></tr>"),
    "header only": plain(rows=()),
    "no table at all": "<h2>Relaciones de confianza</h2><button>Adicionar relación</button>",
}


@pytest.mark.parametrize("kind", EMPTY)
async def test_an_empty_table_has_no_rows(same_visit: Hands, kind: str) -> None:
    await same_visit.show(EMPTY[kind])
    assert (await same_visit.visit.read_table(SPEC)).rows == ()


UNREADABLE = {
    "other headers": plain(("A", "B", "C", "D")),
    "text with a taxpayer number": "<ul><li>Avisos para CAC840428RH1</li></ul>",
    "text with a date": "<p>Su relación termina el 22 de noviembre de 2027</p>",
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_may_hold_rows_is_never_read_as_empty(same_visit: Hands, kind: str) -> None:
    await same_visit.show(UNREADABLE[kind])
    with pytest.raises(TableFault):
        await same_visit.visit.read_table(SPEC)
