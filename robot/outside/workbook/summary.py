"""The second sheet of the result workbook: what the run came to, one row a cause. Called by write."""

from openpyxl.worksheet.worksheet import Worksheet

from robot.model.summary import Group, Section, Summary
from robot.outside.workbook.cells import Value, put
from robot.outside.workbook.styles import HEADER, LINE, TITLE, TOP, WRAPPED, fill_of, font_of

_COLUMNS = (
    ("qué pasó", 30), ("cuántos", 10), ("nuevos", 10), ("causa", 60), ("qué hacer", 60), ("NRP", 40),
)  # fmt: skip
_LETTERS_A_LINE = 54  # of the wide columns
_TALLEST = 8  # lines


def write_summary(sheet: Worksheet, summary: Summary) -> None:
    for number, line in enumerate((summary.subject, *summary.facts), start=1):
        put(sheet, number, 1, line).alignment = TOP
    sheet.cell(1, 1).font = TITLE
    top = len(summary.facts) + 3
    for column, (name, width) in enumerate(_COLUMNS, start=1):
        cell = put(sheet, top, column, name)
        cell.font, cell.fill, cell.alignment = HEADER.font, HEADER.fill, HEADER.alignment
        sheet.column_dimensions[cell.column_letter].width = width
    rows = [(section, group) for section in summary.sections for group in section.groups]
    for number, (section, group) in enumerate(rows, start=top + 1):
        _write_row(sheet, number, section, group)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.auto_filter.ref = f"A{top}:F{top + len(rows)}"
    sheet.page_setup.orientation = "landscape"


def _write_row(sheet: Worksheet, number: int, section: Section, group: Group) -> None:
    nrps = ", ".join(member.nrp for member in group.members)
    values: tuple[Value, ...] = (section.title, len(group.members), group.new or None, group.cause, group.todo, nrps)
    for column, value in enumerate(values, start=1):
        put(sheet, number, column, value or None).alignment = WRAPPED
    first = sheet.cell(number, 1)
    first.fill, first.font = fill_of(section.colour), font_of(section.colour)
    lines = max(len(group.cause), len(group.todo), len(nrps)) // _LETTERS_A_LINE + 1
    sheet.row_dimensions[number].height = min(lines, _TALLEST) * LINE
