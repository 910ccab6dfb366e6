"""The scoreboard: a file a site, so that several processes may share the sites; printed when the run ends."""

from collections.abc import Sequence
from pathlib import Path
from time import time

import pytest

from tests.foreign.play import Played

FOLDER = Path("build") / "foreign"
_BEGAN = time()
_PASSES, _FAILS = "  ✓ ", "  ✗ "


def keep_scores(name: str, title: str, played: Sequence[Played]) -> None:
    good = sum(not one.wrong for one in played)
    lines = [f"{title}: {good} of {len(played)} flows pass in {sum(one.seconds for one in played):.0f} s"]
    for one in played:
        drift = f", {one.drift} by a later candidate" if one.drift else ""
        lines.append(f"{_FAILS if one.wrong else _PASSES}{one.flow} ({one.seconds:.1f} s{drift}) {one.wrong}".rstrip())
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what this run has left there."""
    sites = [
        file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.txt")) if file.stat().st_mtime >= _BEGAN
    ]
    if not sites:
        return
    passed, failed = (sum(site.count(f"\n{mark}") for site in sites) for mark in (_PASSES, _FAILS))
    terminalreporter.write_line("\n" + "\n".join(sites))
    terminalreporter.write_line(f"Foreign pages: {passed} of {passed + failed} flows of {len(sites)} sites pass.")
