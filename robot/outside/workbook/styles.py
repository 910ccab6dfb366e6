"""The looks of the result workbook. Used by write and summary; the words in the cells say the same as the colours."""

from dataclasses import dataclass

from openpyxl.styles import Alignment, Font, PatternFill

from robot.model.roster import Colour

TEXT = "@"
LETTERS = "Calibri"
LINE = 15  # points of a row with one line
TOP = Alignment(vertical="top", horizontal="left")
WRAPPED = Alignment(vertical="top", horizontal="left", wrap_text=True)

# Ground and letters, dark enough on their ground to be read in print.
_COLOURS = {
    Colour.GOOD: ("C6EFCE", "006100"),
    Colour.WAITING: ("FFEB9C", "7F6000"),
    Colour.PERSON: ("FCE4D6", "833C0B"),
    Colour.FAILED: ("FFC7CE", "9C0006"),
}


def _solid(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


@dataclass(frozen=True, slots=True)
class _Style:
    font: Font
    fill: PatternFill
    alignment: Alignment


HEADER = _Style(
    Font(LETTERS, bold=True, color="FFFFFF"), _solid("1F3864"), Alignment(vertical="center", wrap_text=True)
)
MUTED = _solid("7F7F7F")  # the header of a column that was emptied
TITLE = Font(LETTERS, bold=True, size=14)
LINK = Font(LETTERS, underline="single", color="0563C1")


def fill_of(colour: Colour) -> PatternFill:
    return _solid(_COLOURS[colour][0]) if colour in _COLOURS else PatternFill()


def font_of(colour: Colour) -> Font:
    return Font(LETTERS, bold=True, color=_COLOURS[colour][1]) if colour in _COLOURS else Font(LETTERS)
