"""Reads a table as text, all pages of it, once it has stopped changing. An empty table is never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Frame, Page

from robot.model.faults import TableFault
from robot.model.relation import RawTable
from robot.model.screen import By, Candidate, TableSpec, Target
from robot.model.sight import Used
from robot.model.text import fold
from robot.outside.browser.press import at_once, click
from robot.outside.browser.resolve import Sought, hold
from robot.outside.browser.stage import PageGlance, Stage
from robot.rules.spanish_dates import read_day

_STEP = 0.2
_EMPTY_SECONDS = 1.5  # how long a table without rows must stay so
_TURN_SECONDS = 8.0
_MOST_PAGES = 200
_LOADING = re.compile(r"^(cargando|loading|procesando|espere|consultando)\b")
_RFC = re.compile(r"\b[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}\b", re.IGNORECASE)
_RANGE = re.compile(r"\b(\d{1,5})\s*(?:-|–|a|al)\s*(\d{1,5})\s*(?:de|of|/)\s*(\d{1,5})\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:mostrando|viendo|se muestran?)\s+(?:\w+\s+)?(\d{1,5})\s*(?:de|of|/)\s*(\d{1,5})\b"
    r"|\b(\d{1,5})\s*(?:de|of|/)\s*(\d{1,5})\s+(?:registros|relaciones|resultados|renglones|filas|elementos)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\bp[aá]g(?:ina)?\.?\s*(\d{1,4})\s*(?:de|of|/)\s*(\d{1,4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One page of the table as it stands. `next` and `back`: the numbers of the controls that turn it, or -1."""

    page: Page
    frame: Frame
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    score: int
    next: int
    back: int
    pages: int  # that the numbers beside it tell of, at least
    told: int  # rows that the grid itself says to have, or -1
    text: str


async def read_table(stage: Stage, spec: TableSpec) -> RawTable:
    shown = await _settled(stage, spec, ())
    if shown is None:
        return await _without_table(stage, spec)
    await stage.origins.demand(shown.frame)  # what another origin shows proves nothing
    shown = await _first_page(stage, spec, shown)
    rows = list(shown.rows)
    pages = {shown.rows}
    while shown.next >= 0 and len(pages) < _MOST_PAGES:
        turned = await _turn(stage, spec, shown, shown.next)
        if turned is None or turned.rows in pages:
            break
        pages.add(turned.rows)
        added = turned.rows[: len(shown.rows)] == shown.rows  # "Ver más" keeps those that were there
        rows += turned.rows[len(shown.rows) :] if added else turned.rows
        shown = turned
    _must_be_whole(spec, shown, len(pages), len(rows))
    empty = [fold(words) for words in spec.empty]
    kept = [row for row in rows if not _says_empty(row, empty)]
    return RawTable(shown.headers, tuple(kept))


async def _first_page(stage: Stage, spec: TableSpec, shown: _Shown) -> _Shown:
    """A portal may keep the page that an earlier look turned to."""
    for _ in range(_MOST_PAGES):
        if shown.back < 0 or _is_first(shown):
            break
        turned = await _turn(stage, spec, shown, shown.back)
        if turned is None:
            break
        before, shown = shown.rows, turned
        if turned.rows == before:
            break
    return shown


def _ranges(shown: _Shown) -> list[tuple[int, int]]:
    """What is told of the rows: the first one shown, and how many there are."""
    told = [(int(first), int(last), int(total)) for first, last, total in _RANGE.findall(shown.text)]
    for numbers in _PART.findall(shown.text):
        last, total = (int(number) for number in numbers if number)
        told.append((1, last, total))
    return [(first, total) for first, last, total in told if last - first + 1 == len(shown.rows)]


def _is_first(shown: _Shown) -> bool:
    pages = [int(page) for page, _ in _PAGE.findall(shown.text)]
    return 1 in pages or 1 in [first for first, _ in _ranges(shown)]


def _must_be_whole(spec: TableSpec, shown: _Shown, pages: int, rows: int) -> None:
    """Part of a table is worse than none: what it does not show might be added a second time."""
    for total in [shown.told, *(total for _, total in _ranges(shown))]:
        if total > rows:
            raise TableFault(f"El portal dice que la tabla «{spec.name}» tiene {total} renglones; se leyeron {rows}.")
    for total in [shown.pages, *(int(total) for _, total in _PAGE.findall(shown.text))]:
        if total > pages:
            raise TableFault(f"El portal dice que la tabla «{spec.name}» tiene {total} páginas; se leyeron {pages}.")


def _says_empty(row: Sequence[str], empty: Sequence[str]) -> bool:
    filled = [fold(cell) for cell in row if cell.strip()]
    return not filled or (len(filled) == 1 and any(words in filled[0] for words in empty))


async def _settled(stage: Stage, spec: TableSpec, but: tuple[tuple[str, ...], ...]) -> _Shown | None:
    """Two equal reads with nothing under way. `but`: rows that were there before a page was turned."""
    end = stage.clock() + (min(_TURN_SECONDS, stage.limits.table) if but else stage.limits.table)
    last: tuple[Any, ...] | None = None
    since = stage.clock()
    while True:
        looks = await stage.gather("tables", {"wanted": _wanted(spec)})
        shown = _best(looks)
        print_ = (shown.headers, shown.rows, shown.score) if shown else ("", _text(looks))
        if print_ != last:
            last, since = print_, stage.clock()
        still = stage.clock() - since
        if not _is_loading(stage, looks, shown) and (shown is None or shown.rows != but or not but):
            needed = _STEP if shown is not None and shown.score and shown.rows else _EMPTY_SECONDS
            if still >= needed or (still >= _STEP and _says_no_rows(spec, looks)):
                return shown if shown is not None and shown.score else None
        if stage.clock() >= end:
            return shown if shown is not None and shown.score else None
        await stage.pause(_STEP)


def _is_loading(stage: Stage, looks: list[PageGlance], shown: _Shown | None) -> bool:
    if stage.traffic.navigates() or any(told["covered"] for look in looks for told in look.told()):
        return True
    if shown is None or not shown.rows:
        return stage.traffic.busy() or any(told["busy"] for look in looks for told in look.told())
    return all(_LOADING.match(fold("".join(row))) for row in shown.rows)


def _wanted(spec: TableSpec) -> list[list[str]]:
    return [[fold(header) for header in column.headers] for column in spec.columns]


def _best(looks: list[PageGlance]) -> _Shown | None:
    return max(_all(looks), key=lambda one: one.score, default=None)


def _all(looks: list[PageGlance]) -> list[_Shown]:
    return [
        _Shown(
            look.page,
            glance.frame,
            tuple(table["headers"]),
            tuple(map(tuple, table["rows"])),
            table["score"],
            table["next"],
            table["back"],
            table["pages"],
            table["told"],
            "\n".join(glance.told["lines"]),
        )
        for look in looks
        for glance in look.glances
        if glance.told is not None
        for table in glance.told["tables"]
    ]


def _text(looks: list[PageGlance]) -> str:
    return "\n".join(line for look in looks[:1] for told in look.told() for line in told["lines"])


def _says_no_rows(spec: TableSpec, looks: list[PageGlance]) -> bool:
    text = fold(_text(looks))
    return any(fold(words) in text for words in spec.empty)


async def _without_table(stage: Stage, spec: TableSpec) -> RawTable:
    """No table with our headers: empty only if the portal says so, or shows nothing that could be a row."""
    looks = await stage.gather("tables", {"wanted": _wanted(spec)})
    headers = tuple(column.headers[0] for column in spec.columns)
    if _says_no_rows(spec, looks):
        return RawTable(headers, ())
    text = _text(looks)
    other = next((one for one in _all(looks) if one.rows and any(one.headers)), None)
    if other is not None:
        named = ", ".join(f"«{header}»" for header in other.headers if header)
        raise TableFault(f"La tabla «{spec.name}» no tiene los encabezados esperados; tiene {named}.")
    if _RFC.search(text) or read_day(text):
        raise TableFault(f"No se reconoce la tabla «{spec.name}», pero la pantalla muestra datos.")
    return RawTable(headers, ())


async def _turn(stage: Stage, spec: TableSpec, shown: _Shown, control: int) -> _Shown | None:
    """The page that `control` turns to; None when pressing showed no other rows."""
    words = "Siguiente" if control == shown.next else "Anterior"
    target = Target(spec.screen, f"página {words.lower()}", (Candidate(By.BUTTON, words, spec.place),), spec.place)
    used = Used(target, 0, f"button: {words}")
    turner = Sought(frame=shown.frame, index=control, page=shown.page, used=used)
    if not await at_once(stage, turner):
        found = await hold(stage, turner)
        if found is None:
            return None
        await click(stage, found)
    return await _settled(stage, spec, shown.rows)
