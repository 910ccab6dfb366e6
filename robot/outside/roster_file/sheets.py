"""Opens a roster file, xlsx or csv, as grids of cells that hold text. Called by read; knows no column.

A cell stays the text it is: no formula is computed, no type guessed. Where Excel itself has changed what was typed
(dates, decimals, 1E+05), the cell says so in `doubt`, and a secret with a doubt is refused.
"""

import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from robot.model.errors import Mistake

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_EXACT = 10**15  # Excel keeps 15 digits


@dataclass(frozen=True, slots=True)
class Cell:
    """`number`: Excel holds it as a number, so leading zeros are gone. `formula`: taken as the text that it is."""

    text: str
    doubt: str = ""
    number: bool = False
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows of cells; row 0 is Excel's row 1. `title` is empty for csv.

    `broken`: the line of a csv file where its quotes stop making sense; the rows before it are there.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    broken: int = 0


class Unreadable(Exception):
    """The file as such cannot be read; says why."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.title)
        self.mistake = mistake


def open_grids(content: bytes, name: str) -> tuple[Grid, ...]:
    """The sheets of a workbook, or one reading of a csv file for each separator. Raises Unreadable."""
    if content.startswith(_OLE):
        fix = "ábralo en Excel, quite la contraseña de apertura si la tiene y guárdelo como libro .xlsx"
        raise Unreadable(Mistake("el archivo es de un Excel antiguo o está protegido con contraseña", name, fix=fix))
    if content.startswith(_ZIP):
        return _workbook(content, name)
    text = _decoded(content, name)
    return tuple(_csv(text, separator) for separator in ",;\t")


def cell_name(row: int, place: int) -> str:
    """`F7` for row 7 and the sixth column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _workbook(content: bytes, name: str) -> tuple[Grid, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of features it does not keep; we only read
        try:
            book = load_workbook(io.BytesIO(content), read_only=True)
            try:
                return tuple(Grid(sheet.title, tuple(_rows(sheet))) for sheet in book.worksheets)
            finally:
                book.close()
        except Exception:  # openpyxl raises whatever it stumbles over in a damaged file
            fix = "ábralo en Excel y guárdelo otra vez como libro .xlsx"
            raise Unreadable(Mistake("el libro de Excel está dañado o no es .xlsx", name, fix=fix)) from None


def _rows(sheet: Any) -> Iterator[tuple[Cell, ...]]:
    sheet.reset_dimensions()  # what other programs write there is often wrong
    for row in sheet.iter_rows():
        yield tuple(_cell(cell) for cell in row)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f":
        return Cell(value if isinstance(value, str) else str(getattr(value, "text", "") or ""), formula=True)
    if isinstance(value, str):
        return Cell(value)
    if isinstance(value, bool):
        return Cell("VERDADERO" if value else "FALSO", "Excel guardó aquí verdadero o falso, no un texto")
    if isinstance(value, (datetime, date, time)):
        return Cell(_moment(value), "Excel guardó aquí una fecha, no un texto")
    return _number(value, str(cell.number_format or ""))


def _moment(value: datetime | date | time) -> str:
    if isinstance(value, datetime) and value.time() != time(0):
        return value.strftime("%d/%m/%Y %H:%M:%S")
    return value.strftime("%H:%M:%S" if isinstance(value, time) else "%d/%m/%Y")


def _number(value: float, number_format: str) -> Cell:
    if value != int(value):
        return Cell(repr(value), "Excel guardó aquí un número con decimales, no un texto", number=True)
    text = str(int(value))
    if re.fullmatch(r"0+", number_format):  # shown with leading zeros
        text = text.zfill(len(number_format))
    doubt = ""
    if abs(value) >= _EXACT:
        doubt = "Excel guardó aquí un número y redondeó sus últimas cifras"
    elif "E+" in number_format.upper():
        doubt = "Excel guardó aquí un número con exponente, no un texto"
    return Cell(text, doubt, number=True)


def _decoded(content: bytes, name: str) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Texto Unicode"), else Windows' own cp1252."""
    codings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    fix = "guárdelo en Excel como libro .xlsx o como «CSV UTF-8»"
    raise Unreadable(Mistake("el archivo no es un libro .xlsx ni un texto csv", name, fix=fix))


def _csv(text: str, separator: str) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[Cell, ...]] = []
    try:
        rows.extend(tuple(Cell(value) for value in row) for row in reader)
    except csv.Error:
        return Grid("", tuple(rows), broken=reader.line_num)
    return Grid("", tuple(rows))
