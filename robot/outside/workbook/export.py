"""Reads the table that the portal exports as xlsx, to be compared with its page. Handed to the engine by assembly."""

import io
import warnings
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from robot.model.faults import TableFault
from robot.model.relation import RawTable
from robot.model.text import squeeze


def read_table_export(content: bytes) -> RawTable:
    """The first sheet that has a table: its first row of two or more cells is the header. Raises TableFault."""
    for rows in _sheets(content):
        tabular = [row for row in rows if sum(map(bool, row)) >= 2]
        if tabular:
            places = [place for place, text in enumerate(tabular[0]) if text]
            kept = [tuple(row[place] if place < len(row) else "" for place in places) for row in tabular]
            return RawTable(kept[0], tuple(kept[1:]))
    raise TableFault("El archivo exportado por el portal no tiene una tabla.")


def _sheets(content: bytes) -> list[list[tuple[str, ...]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of features it does not keep; we only read
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                return [_rows(sheet) for sheet in book.worksheets]
            finally:
                book.close()
        except Exception:  # openpyxl raises whatever it stumbles over in a damaged file
            raise TableFault("El archivo exportado por el portal no se puede leer como libro de Excel.") from None


def _rows(sheet: Any) -> list[tuple[str, ...]]:
    sheet.reset_dimensions()  # what other programs write there is often wrong
    return [tuple(_text(value) for value in row) for row in sheet.iter_rows(values_only=True)]


def _text(value: Any) -> str:
    if isinstance(value, datetime) and value.time() != time(0):
        return value.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else squeeze(str(value))
