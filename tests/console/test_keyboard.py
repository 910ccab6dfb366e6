"""Keys at a real terminal: they act without Enter, a word still needs it, and the terminal is left as it was."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

import robot.console.keyboard as keyboard
from robot.console.commands import lacks_argument

if sys.platform == "win32":
    pytest.skip("there is no pty", allow_module_level=True)
import termios


@dataclass
class Desk:
    """`main` is the person's side of the terminal, `side` the robot's."""

    main: int
    side: int
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def presses(self, *chunks: bytes) -> str:
        """Once the prompt stands there."""
        answer = asyncio.ensure_future(keyboard.Keyboard(lambda _: self.asked.set()).key("> "))
        await self.asked.wait()
        for chunk in chunks:
            os.write(self.main, chunk)
        return await asyncio.wait_for(answer, 20)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    main, side = os.openpty()
    with os.fdopen(side, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield Desk(main, side)
    os.close(main)


async def test_a_key_acts_at_once_and_nothing_is_read_ahead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard, "_A_MOMENT", 0.01)
    before = termios.tcgetattr(desk.side)
    assert await desk.presses(b"s") == "s"
    assert termios.tcgetattr(desk.side) == before
    os.write(desk.main, b"del editor\n")
    assert os.read(desk.side, 100) == b"del editor\n"


@pytest.mark.parametrize(
    ("chunks", "line"),
    [((b"s", b"eguir\n"), "seguir"), ((b"se", b"guir\n"), "seguir"), ((b":", b"ir 3\n"), "ir 3"), ((b"\n",), "")],
)
async def test_who_goes_on_typing_writes_a_line(
    desk: Desk, chunks: tuple[bytes, ...], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyboard, "_A_MOMENT", 15)
    assert await desk.presses(*chunks) == line


async def test_the_end_of_the_terminal_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard, "_A_MOMENT", 0.01)
    with pytest.raises(EOFError):
        await desk.presses(b"\x04")


async def test_without_a_terminal_lines_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    out, into = os.pipe()
    os.write(into, b"seguir\nq\n")
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keys = keyboard.Keyboard(lambda _: None)
        assert [await keys.key(""), await keys.key("")] == ["seguir", "q"]
        with pytest.raises(EOFError):
            await keys.key("")


def test_only_words_that_say_nothing_alone_ask_for_more() -> None:
    assert [lacks_argument(typed) for typed in ("i", "ir", "d")] == ["ir", "ir", "detener"]
    assert not [typed for typed in ("e", "s", "ir 3", "", "y") if lacks_argument(typed)]
