"""What the portal says since the last act: new lines, dialogs, and words that came and went."""

from collections.abc import Iterable, Sequence
from typing import Any

from robot.model.text import fold

_MOST = 40


class Said:
    """Fed with every look; forgets at each act."""

    def __init__(self) -> None:
        self._before: set[str] = set()  # lines and documents there were just before the act
        self._papers_before: set[str] = set()
        self._ever: set[str] = set()
        self._papers: set[str] = set()
        self._heard: dict[str, tuple[str, bool]] = {}
        self._dialogs: list[str] = []
        self._lines: dict[str, str] = {}
        self._alerts: list[tuple[str, str]] = []

    def act_begins(self) -> None:
        self._before = set(self._lines)
        self._papers_before = self._papers
        self._heard = {}
        self._dialogs = []

    def dialogs(self, texts: Iterable[str]) -> None:
        self._dialogs += [text for text in texts if text not in self._dialogs]

    def take(self, told: Sequence[dict[str, Any]]) -> None:
        """One look at all frames: the lines now visible, and what was heard since the look before."""
        self._ever |= set(self._lines)
        self._papers = {answer["number"] for answer in told}
        self._lines = {fold(line): line for answer in told for line in answer["lines"]}
        self._alerts = [(answer["number"], line) for answer in told for line in answer["alerts"]]
        for answer in told:
            for line, alert in answer["heard"]:
                known = self._heard.get(fold(line), (line, False))
                self._heard[fold(line)] = (known[0], known[1] or alert)

    def new(self) -> tuple[str, ...]:
        """Dialogs first, then alerts, then what came and went, then lines never shown before, then the rest.

        The same words again are new when an alert says them again, or stand in an alert of a new document.
        """
        fresh = {key: line for key, line in self._lines.items() if key not in self._before}
        alerts = [line for paper, line in self._alerts if paper not in self._papers_before or fold(line) in fresh]
        again = [line for line, alert in self._heard.values() if alert]
        gone = [line for key, (line, _) in self._heard.items() if key not in self._lines and key not in self._before]
        unknown = [line for key, line in fresh.items() if key not in self._ever]
        return tuple(dict.fromkeys((*self._dialogs, *alerts, *again, *gone, *unknown, *fresh.values())))

    def told(self) -> tuple[str, ...]:
        return self.new()[:_MOST]
