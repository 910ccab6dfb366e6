"""Puts one value into one cell. Called by write and summary."""

from datetime import date

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_767  # characters that Excel takes in a cell
_DAY = "dd/mm/yyyy"

Value = str | int | date | None


def put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Text stays text: no value can become a formula."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("no cell of a new sheet is merged")
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.data_type = "s"  # openpyxl would make a formula of `=...` and an error of `#N/A`
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # so that Excel keeps it text when it is edited
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
    return cell
