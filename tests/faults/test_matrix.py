"""Every screen against every fault, with the real browser on the mock portal, modern and legacy. See matrix.py."""

from collections.abc import Iterator, Mapping

import pytest

from fixtures.portal.settings import Skin
from tests.faults.conftest import FOLDER, Theatres
from tests.faults.matrix import MARKS, ROWS, Fault, Row, differences, expected
from tests.faults.play import play

pytestmark = pytest.mark.browser
_ROWS = {row.name: row for row in ROWS}
# The most telling ones.
SAMPLE = (
    ("final terms", Fault.DROP, Skin.MODERN),
    ("relation form", Fault.EXPIRED, Skin.MODERN),
    ("login", Fault.LOOKALIKE, Skin.MODERN),
    ("efirma", Fault.KILLED, Skin.MODERN),
    ("final terms", Fault.EVIDENCE_FULL, Skin.MODERN),
)
WHOLE = [
    pytest.param(row, fault, skin, id=f"{row.name}, {fault}, {skin}")
    for skin in (Skin.MODERN, Skin.LEGACY)
    for row in ROWS
    for fault in Fault
    if expected(row, fault, skin)
]


async def meet(theatres: Theatres, row: Row, fault: Fault, skin: Skin) -> list[str]:
    cell = expected(row, fault, skin)
    assert cell is not None
    met = await play(await theatres.of(skin), row, fault)
    return differences(row, fault, cell, met)


@pytest.mark.parametrize(("name", "fault", "skin"), SAMPLE)
async def test_a_fault_at_a_screen_ends_as_it_must(theatres: Theatres, name: str, fault: Fault, skin: Skin) -> None:
    assert await meet(theatres, _ROWS[name], fault, skin) == []


@pytest.mark.soak
@pytest.mark.parametrize(("row", "fault", "skin"), WHOLE)
async def test_every_fault_at_a_screen_ends_as_it_must(
    theatres: Theatres, row: Row, fault: Fault, skin: Skin, printed: "Printed"
) -> None:
    cell = expected(row, fault, skin)
    assert cell is not None
    printed.mark(skin, row.name, fault, "!")
    met = await play(await theatres.of(skin), row, fault)
    assert differences(row, fault, cell, met) == []
    printed.mark(skin, row.name, fault, cell.mark)


class Printed:
    """The matrix as it was met, a file a skin, so that two runs may share the skins."""

    def __init__(self) -> None:
        self._marks: dict[Skin, dict[tuple[str, Fault], str]] = {}

    def mark(self, skin: Skin, name: str, fault: Fault, letter: str) -> None:
        self._marks.setdefault(skin, {})[name, fault] = letter

    def write(self) -> None:
        FOLDER.mkdir(exist_ok=True)
        for skin, marks in self._marks.items():
            (FOLDER / f"faults-{skin}.txt").write_text("\n".join(_lines(skin, marks)), encoding="utf-8")


def _lines(skin: Skin, marks: Mapping[tuple[str, Fault], str]) -> Iterator[str]:
    yield f"{skin:17}" + "".join(f"{fault:^12}" for fault in Fault)
    for row in ROWS:
        letters = (marks.get((row.name, fault), "?" if expected(row, fault, skin) else "·") for fault in Fault)
        yield f"{row.name:17}" + "".join(f"{letter:^12}" for letter in letters)
    wrong, whole = list(marks.values()).count("!"), sum(1 for one in WHOLE if one.values[2] is skin)
    yield f"\n{len(marks)} of {whole} cells run: {len(marks) - wrong} ended as they must, {wrong} otherwise.\n"
    yield from (f"{letter}: {words}" for letter, words in MARKS.items())
    yield "Lower case: it was submitted by then.  ·: cannot meet.  ?: not run.  !: ended otherwise than it must.\n"


@pytest.fixture(scope="session")
def printed() -> Iterator[Printed]:
    made = Printed()
    yield made
    made.write()


def test_the_matrix_says_of_every_screen_how_each_fault_ends() -> None:
    cells = [expected(row, fault, Skin.MODERN) for row in ROWS for fault in Fault]
    assert len([cell for cell in cells if cell is not None]) > 280
    assert all(expected(row, Fault.LOOKALIKE, Skin.MODERN) for row in ROWS)
