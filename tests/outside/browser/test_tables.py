"""Reading tables: real, ARIA, and made of blocks; all pages; never an empty table on a guess."""

import pytest

from robot.model.faults import TableFault
from tests.outside.browser.parts import Hands, pages, table

pytestmark = pytest.mark.browser

SPEC = table(("Servicio",), ("RFC del desarrollador", "RFC"), ("Fin de vigencia", "Fin"), ("Estatus", "Estado"))
HEAD = ("Servicio", "RFC del Desarrollador", "Fin de vigencia", "Estatus")
ROWS = (("Avisos", "CAC840428RH1", "22/11/2027", "Vigente"), ("Avisos", "EKU9003173C9", "01/02/2026", "No vigente"))


def cells(tag: str, row: tuple[str, ...], attributes: str = "") -> str:
    return "".join(f"<{tag} {attributes}>{text}</{tag}>" for text in row)


def plain(head: tuple[str, ...] = HEAD, rows: tuple[tuple[str, ...], ...] = ROWS, more: str = "") -> str:
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table {more}><thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


TABLES = pages("tables")
PAGERS = pages("pagers")


@pytest.mark.parametrize("kind", TABLES)
async def test_a_table_is_read_whatever_it_is_made_of(same_visit: Hands, kind: str) -> None:
    await same_visit.show(TABLES[kind])
    raw = await same_visit.visit.read_table(SPEC)
    assert [text.casefold().strip(": ") for text in raw.headers] == [text.casefold() for text in HEAD]
    assert raw.rows == ROWS


@pytest.mark.parametrize("pager", PAGERS)
async def test_all_pages_of_a_table_are_read(same_visit: Hands, pager: str) -> None:
    await same_visit.show(PAGERS[pager])
    raw = await same_visit.visit.read_table(SPEC)
    assert [row[1] for row in raw.rows] == [f"AAA01010{i}AA{i}" for i in range(7)]


@pytest.mark.parametrize(
    "pager", ["numbers", "plain spans", "picture of an arrow", "a link with an arrow and nothing else"]
)
async def test_a_table_that_stands_on_its_last_page_is_read_from_the_first(hands: Hands, pager: str) -> None:
    await hands.show(PAGERS[pager])
    first = await hands.visit.read_table(SPEC)
    assert (await hands.visit.read_table(SPEC)).rows == first.rows


async def test_the_pager_of_another_table_is_left(same_visit: Hands) -> None:
    other = "<table><tr><th>Aviso</th><th>Leído</th></tr><tr><td>Uno</td><td>Sí</td></tr></table>"
    pager = '<ul class=pagination><li><a href="#">1</a></li><li><a href="#" onclick="told=1">»</a></li></ul>'
    await same_visit.show(f"<div>{other}{pager}</div><div>{plain()}</div>")
    assert (await same_visit.visit.read_table(SPEC)).rows == ROWS
    assert await same_visit.told() == ""


async def test_the_numbers_of_badges_are_no_pages(same_visit: Hands) -> None:
    badges = "".join(f'<li><a href="#" onclick="told=1"><i></i><span>{number}</span></a></li>' for number in (4, 10, 9))
    await same_visit.show(f"<nav><ul>{badges}</ul></nav><p>Mensajes: <b>3</b></p>{plain()}")
    assert (await same_visit.visit.read_table(SPEC)).rows == ROWS
    assert await same_visit.told() == ""


async def test_a_table_that_cannot_be_turned_back_is_not_read_in_part(hands: Hands) -> None:
    await hands.show(PAGERS["next"])
    await hands.visit.read_table(SPEC)
    with pytest.raises(TableFault, match="3 páginas; se leyeron 1"):
        await hands.visit.read_table(SPEC)


async def test_a_link_with_an_arrow_beside_something_to_fill_in_is_left(same_visit: Hands) -> None:
    await same_visit.show(f'<form>{plain()}<input name=x> <a href="#" onclick="told=1">Siguiente »</a></form>')
    assert (await same_visit.visit.read_table(SPEC)).rows == ROWS
    assert await same_visit.told() == ""


async def test_a_button_that_goes_on_in_the_form_is_not_taken_for_the_next_page(same_visit: Hands) -> None:
    await same_visit.show(plain() + '<p><button>Anterior</button> <button onclick="told=1">Siguiente</button></p>')
    assert (await same_visit.visit.read_table(SPEC)).rows == ROWS
    assert await same_visit.told() == ""


EMPTY = {
    "words of the spec": "<h2>Relaciones</h2><p>Sin registros</p>",
    "words in a spanning cell": plain(rows=()).replace("<tbody>", "<tbody><tr><td colspan=4>Sin registros.</td></tr>"),
    "a row of lists to search by": plain(rows=()).replace(
        "<tbody>", f"<tbody><tr>{cells('td', ('<select><option>Todos<option>Uno</select>', '<input>') * 2)}</tr>"
    ),
    "lists to search by, named like the columns": "".join(
        f"<span role=combobox tabindex=0>{one}</span> " for one in HEAD
    )
    + "<div style='display:flex;gap:9px'><div>Acción</div><div>0 de 0 elegidos</div></div><p>Sin registros</p>",
    "header only": plain(rows=()),
    "only tables of layout": "<table><tr><td onclick='1'>Contraseña</td><td onclick='1'>Relaciones</td></tr></table>"
    "<table><tr><td><input type=button value='Adicionar relación'></td><td>&nbsp;</td></tr></table>",
    "no table at all": "<h2>Relaciones de confianza</h2><button>Adicionar relación</button>",
}


@pytest.mark.parametrize("kind", EMPTY)
async def test_an_empty_table_has_no_rows(same_visit: Hands, kind: str) -> None:
    await same_visit.show(EMPTY[kind])
    assert (await same_visit.visit.read_table(SPEC)).rows == ()


UNREADABLE = {
    "other headers": plain(("A", "B", "C", "D")),
    "text with a taxpayer number": "<ul><li>Avisos para CAC840428RH1</li></ul>",
    "layout with a month in letters": "<table><tr><td>Avisos</td><td>23/NOV/2027</td></tr></table>",
    "text with a date": "<p>Su relación termina el 22 de noviembre de 2027</p>",
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_may_hold_rows_is_never_read_as_empty(same_visit: Hands, kind: str) -> None:
    await same_visit.show(UNREADABLE[kind])
    with pytest.raises(TableFault):
        await same_visit.visit.read_table(SPEC)


async def test_a_part_of_a_table_is_not_taken_for_the_whole(hands: Hands) -> None:
    """Or the relation on the page that nobody turned to would be added a second time."""
    await hands.show(TABLES["table"] + f"<p>1 - {len(ROWS)} de {len(ROWS) + 3}</p><i>pulse la flecha</i>")
    with pytest.raises(TableFault, match=f"{len(ROWS) + 3} renglones; se leyeron {len(ROWS)}"):
        await hands.visit.read_table(SPEC)


TOLD = {
    "words": TABLES["table"] + "<p>Mostrando 2 de 5</p>",
    "words of rows": TABLES["table"] + "<p>2 de 5 relaciones</p>",
    "the grid itself": plain(more='role=grid aria-rowcount="6"'),
}


@pytest.mark.parametrize("way", TOLD)
async def test_a_table_that_tells_of_more_rows_than_it_shows_is_not_read(same_visit: Hands, way: str) -> None:
    await same_visit.show(TOLD[way])
    with pytest.raises(TableFault, match="5 renglones; se leyeron 2"):
        await same_visit.visit.read_table(SPEC)


async def test_a_step_that_is_counted_tells_nothing_of_the_rows(same_visit: Hands) -> None:
    await same_visit.show("<p>Paso 2 de 5</p>" + TABLES["table"])
    assert (await same_visit.visit.read_table(SPEC)).rows == ROWS


async def test_pages_that_numbers_tell_of_and_nobody_can_turn_to_are_missed(same_visit: Hands) -> None:
    numbers = "".join(f"<span style='cursor:pointer'>{number}</span> " for number in (1, 2, 3))
    await same_visit.show(f"<div>{TABLES['table']}<p>{numbers}</p></div>")
    with pytest.raises(TableFault, match="3 páginas; se leyeron 1"):
        await same_visit.visit.read_table(SPEC)


async def test_the_words_of_a_window_are_no_rows_of_the_table_behind_it(hands: Hands) -> None:
    head = "".join(f"<div role=columnheader style='flex:1'>{name}</div>" for name in HEAD)
    await hands.show(
        f"<div role=table><div role=row style='display:flex'>{head}</div></div><p>No existen relaciones.</p>"
        "<div style='position:fixed;inset:0;background:#0006'></div>"
        "<div role=dialog style='position:fixed;top:150px;left:100px;background:#fff'><h2>Tu sesión está por expirar</h2>"
        "<span>En 60 segundos.</span> <button>Cerrar sesión</button> <button>Continuar</button></div>"
    )
    assert (await hands.visit.read_table(SPEC)).rows == ()
