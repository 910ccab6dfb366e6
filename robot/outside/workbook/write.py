"""Writes the result workbook: the roster's rows in their order, without secrets, with what became of each NRP.

`run` calls it at the end. Every text is stored as text, so no cell can become a formula.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from robot.model.roster import Colour, ResultRow, RosterTable, TableRow
from robot.model.summary import Summary
from robot.model.text import fold
from robot.outside.workbook.cells import Value, put
from robot.outside.workbook.styles import HEADER, LINE, LINK, MUTED, TEXT, TOP, WRAPPED, fill_of, font_of
from robot.outside.workbook.summary import write_summary
from robot.outside.workbook.written import Written
from robot.rules.calendar import MEXICO, day_in_mexico

COLUMNS = (
    "estado", "inicio", "fin", "folio", "qué sigue", "motivo", "evidencia",
    "contraseña de intercomunicación entregada",
)  # fmt: skip
_WRAPPED = frozenset({"qué sigue", "motivo"})
_NOT_IMPORTED = ResultRow(
    "", "no importado", Colour.PERSON, next_step="corrija la fila en el padrón e impórtelo otra vez"
)
_NO_ROSTER = RosterTable(("NRP",), frozenset(), ())
_WIDE = 48  # characters of a column whose text wraps


def write_workbook(
    path: Path,
    table: RosterTable | None,
    results: Sequence[ResultRow],
    *,
    now: datetime,
    summary: Summary | None = None,
) -> Written:
    """Who is in no row of the roster comes last. Whole or not at all; beside the old one when Excel holds that open."""
    whole = _with_the_rest(table or _NO_ROSTER, results)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.stem}.{os.getpid()}.new.xlsx")
    try:
        book = _book(whole, {row.nrp: row for row in results}, path.parent.absolute())
        if summary is not None:
            write_summary(book.create_sheet("Resumen"), summary)
        book.save(fresh)
        try:
            fresh.replace(path)
        except PermissionError:
            beside = path.with_name(f"{path.stem}_{now.astimezone(MEXICO):%Y-%m-%d_%H%M%S}.xlsx")
            fresh.replace(beside)
            return Written(beside, f"{path.name} está abierto en Excel; el resultado quedó en {beside.name}")
    finally:
        fresh.unlink(missing_ok=True)
    return Written(path)


def _with_the_rest(table: RosterTable, results: Sequence[ResultRow]) -> RosterTable:
    """The table and below it, with nothing but their NRP, those who are in no row of it."""
    listed = {row.nrp for row in table.rows}
    blank = [""] * len(table.headers)
    rest = [row.nrp for row in results if row.nrp not in listed]
    rows = [(*blank[: table.nrp_at], nrp, *blank[table.nrp_at + 1 :]) for nrp in rest]
    return replace(table, rows=(*table.rows, *(TableRow(0, nrp, row) for nrp, row in zip(rest, rows, strict=True))))


def _book(table: RosterTable, results: dict[str, ResultRow], folder: Path) -> Workbook:
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = "Resultado"
    ours = {fold(name) for name in COLUMNS}  # a roster that was itself a result: its old columns give way
    places = [place for place, header in enumerate(table.headers) if header and fold(header) not in ours]
    _write_headers(sheet, [*(table.headers[place] for place in places), *COLUMNS])
    for number, row in enumerate(table.rows, start=2):
        _write_roster_cells(sheet, number, row, places)
        _write_result_cells(sheet, number, len(places) + 1, results.get(row.nrp, _NOT_IMPORTED), folder)
    _finish(sheet, table, places)
    return book


def _write_headers(sheet: Worksheet, headers: Sequence[str]) -> None:
    for column, header in enumerate(headers, start=1):
        cell = put(sheet, 1, column, header)
        cell.font, cell.fill, cell.alignment = HEADER.font, HEADER.fill, HEADER.alignment


def _write_roster_cells(sheet: Worksheet, number: int, row: TableRow, places: Sequence[int]) -> None:
    for column, place in enumerate(places, start=1):
        cell = put(sheet, number, column, row.cells[place] or None)
        cell.number_format, cell.alignment = TEXT, TOP


def _write_result_cells(sheet: Worksheet, number: int, column: int, result: ResultRow, folder: Path) -> None:
    delivered = day_in_mexico(result.delivered_at) if result.delivered_at else None
    shown = Path(result.evidence).name if result.evidence else None
    values: tuple[Value, ...] = (
        result.state, result.start, result.end, result.folio, result.next_step, result.reason, shown, delivered,
    )  # fmt: skip
    lines = max(len(result.next_step), len(result.reason)) // (_WIDE - 4) + 1
    sheet.row_dimensions[number].height = lines * LINE  # not every program fits the height to a wrapped text
    for place, (name, value) in enumerate(zip(COLUMNS, values, strict=True)):
        cell = put(sheet, number, column + place, value or None)
        cell.alignment = WRAPPED if name in _WRAPPED else TOP
        if name == "estado":
            cell.fill, cell.font = fill_of(result.colour), font_of(result.colour)
        if name == "evidencia" and value:
            cell.hyperlink = _link(Path(result.evidence), folder)
            cell.font = LINK


def _link(evidence: Path, folder: Path) -> str:
    """Relative, so that the workspace may be moved; whole when there is no way from one to the other."""
    try:
        return quote(Path(os.path.relpath(evidence.absolute(), folder)).as_posix())
    except ValueError:  # another drive of Windows
        return evidence.absolute().as_uri()


def _finish(sheet: Worksheet, table: RosterTable, places: Sequence[int]) -> None:
    last = len(places) + len(COLUMNS)
    kept = places.index(table.nrp_at) + 2 if table.nrp_at in places[:3] else 1  # the NRP stays in sight
    sheet.freeze_panes = f"{get_column_letter(kept)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(last)}{len(table.rows) + 1}"
    sheet.row_dimensions[1].height = 3 * LINE
    for column in range(1, last + 1):
        emptied = column <= len(places) and places[column - 1] in table.secret
        sheet.column_dimensions[get_column_letter(column)].width = _width(sheet, column, emptied)
        if emptied:
            sheet.cell(1, column).fill = MUTED
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _width(sheet: Worksheet, column: int, emptied: bool) -> float:
    cells = next(sheet.iter_cols(column, column))
    if cells[0].value in _WRAPPED:
        return _WIDE
    header = max((len(word) for word in str(cells[0].value).split()), default=0) + 5  # it wraps; the filter's arrow
    longest = max((10 if isinstance(cell.value, date) else len(str(cell.value or "")) for cell in cells[1:]), default=0)
    return header if emptied else min(max(header, longest + 2), 44)
