"""Every screen against every fault, with the real browser on the mock portal in both skins. See matrix.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.portal.settings import Skin
from tests.faults.conftest import Theatres
from tests.faults.matrix import MARKS, ROWS, Fault, Row, differences, expected
from tests.faults.play import play

pytestmark = pytest.mark.browser
_ROWS = {row.name: row for row in ROWS}
# The most telling ones; each skin has its part.
SAMPLE = (
    ("relations", Fault.ERROR, Skin.MODERN),
    ("login", Fault.HANG, Skin.MODERN),
    ("final terms", Fault.DROP, Skin.MODERN),
    ("final terms", Fault.DROPPED, Skin.LEGACY),
    ("relation form", Fault.EXPIRED, Skin.MODERN),
    ("service", Fault.MAINTENANCE, Skin.MODERN),
    ("login", Fault.LOOKALIKE, Skin.MODERN),
    ("efirma", Fault.KILLED, Skin.MODERN),
    ("password form", Fault.IMAP_DOWN, Skin.MODERN),
    ("final terms", Fault.LEDGER_FULL, Skin.MODERN),
    ("final terms", Fault.EVIDENCE_FULL, Skin.MODERN),
)
WHOLE = [
    pytest.param(row, fault, skin, id=f"{row.name}, {fault}, {skin}")
    for skin in Skin
    for row in ROWS
    for fault in Fault
    if expected(row, fault)
]


async def meet(theatres: Theatres, row: Row, fault: Fault, skin: Skin) -> list[str]:
    cell = expected(row, fault)
    assert cell is not None
    met = await play(await theatres.of(skin), row, fault)
    return differences(row, fault, cell, met)


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize(("name", "fault", "skin"), SAMPLE)
async def test_a_fault_at_a_screen_ends_as_it_must(theatres: Theatres, name: str, fault: Fault, skin: Skin) -> None:
    assert await meet(theatres, _ROWS[name], fault, skin) == []


@pytest.mark.soak
@pytest.mark.parametrize(("row", "fault", "skin"), WHOLE)
async def test_every_fault_at_a_screen_ends_as_it_must(
    theatres: Theatres, row: Row, fault: Fault, skin: Skin, printed: "Printed"
) -> None:
    cell = expected(row, fault)
    assert cell is not None
    printed.mark(skin, row.name, fault, "!")
    met = await play(await theatres.of(skin), row, fault)
    assert differences(row, fault, cell, met) == []
    printed.mark(skin, row.name, fault, cell.mark)


class Printed:
    """The matrix as it was met, one line a screen, shared by all processes of the run through its file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._marks: dict[tuple[Skin, str], dict[Fault, str]] = {}

    def mark(self, skin: Skin, name: str, fault: Fault, letter: str) -> None:
        self._marks.setdefault((skin, name), {})[fault] = letter

    def lines(self) -> Iterator[str]:
        for (skin, name), marks in self._marks.items():
            letters = (marks.get(fault, "?" if expected(_ROWS[name], fault) else "·") for fault in Fault)
            yield f"{skin:7}{name:17}" + "".join(f"{letter:^12}" for letter in letters)

    def text(self) -> str:
        head = " " * 24 + "".join(f"{fault:^12}" for fault in Fault)
        legend = [f"{letter}: {words}" for letter, words in MARKS.items()]
        more = ["Lower case: it was submitted by then.  ·: cannot meet.  ?: not run.  !: ended otherwise than it must."]
        return "\n".join([head, *self.lines(), "", *legend, *more, ""])


@pytest.fixture(scope="session")
def printed(request: pytest.FixtureRequest) -> Iterator[Printed]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    made = Printed(Path("build") / f"faults{worker and '-' + worker}.txt")
    yield made
    made.file.parent.mkdir(exist_ok=True)
    made.file.write_text(made.text(), encoding="utf-8")
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        terminal = request.config.pluginmanager.getplugin("terminalreporter")
        if terminal is not None:
            terminal.write_line("\n" + made.text())


def test_the_matrix_says_of_every_screen_how_each_fault_ends() -> None:
    cells = [expected(row, fault) for row in ROWS for fault in Fault]
    assert len([cell for cell in cells if cell is not None]) > 280
    assert all(expected(row, fault) for row in ROWS for fault in (Fault.LOOKALIKE,))
