"""The nursery of robots, and one database of each kind."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from robot.outside.ledger.opening import sqlite_address
from tests.postgresql import fresh_database
from tests.postgresql import postgresql_server as postgresql_server

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "build" / "crash"


class Orders:
    """The wire to the nursery."""

    def __init__(self, wire: subprocess.Popen[str], address: str) -> None:
        self._wire = wire
        self._address = address

    def __call__(self, do: str, story: str, **more: str) -> dict[str, Any]:
        order = {"do": do, "story": story, "address": self._address, "with": more}
        assert self._wire.stdin and self._wire.stdout
        self._wire.stdin.write(json.dumps(order) + "\n")
        self._wire.stdin.flush()
        return json.loads(self._wire.stdout.readline())


def _in_memory() -> tempfile.TemporaryDirectory[str]:
    """What a killed process wrote stays, on any file system; one in memory spares thousands of waits for the disk."""
    place = Path("/dev/shm")
    return tempfile.TemporaryDirectory(
        prefix="crash-", dir=place if place.is_dir() else None, ignore_cleanup_errors=True
    )


@pytest.fixture(scope="session")
def nursery() -> Iterator[subprocess.Popen[str]]:
    with _in_memory() as folder:
        command = [sys.executable, "-m", "tests.crash.nursery", folder]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as wire:
            yield wire


@pytest.fixture(scope="session")
def orders(request: pytest.FixtureRequest, nursery: subprocess.Popen[str]) -> Iterator[Orders]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            address = sqlite_address(Path(stack.enter_context(_in_memory())) / "ledger.db")
        else:
            address = stack.enter_context(fresh_database(request.getfixturevalue("postgresql_server")))
        yield Orders(nursery, address)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """A line a case; a table under build/crash, and on the terminal with -s."""
    lines: list[str] = []
    yield lines
    REPORT.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines) + "\n"
    (REPORT / f"{request.node.name}.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
