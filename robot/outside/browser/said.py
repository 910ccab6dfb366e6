"""What the portal says since the last act: new lines, dialogs, and words that came and went."""

from collections.abc import Iterable, Sequence
from typing import Any

from robot.model.text import fold

_MOST = 40


class Said:
    """Fed with every look; forgets at each act."""

    def __init__(self) -> None:
        self._before: set[str] = set()
        self._ever: set[str] = set()
        self._heard: dict[str, str] = {}
        self._dialogs: list[str] = []
        self._lines: dict[str, str] = {}
        self._alerts: list[str] = []

    def act_begins(self) -> None:
        self._before = set(self._lines)
        self._heard = {}
        self._dialogs = []

    def dialogs(self, texts: Iterable[str]) -> None:
        self._dialogs += [text for text in texts if text not in self._dialogs]

    def take(self, told: Sequence[dict[str, Any]]) -> None:
        """One look at all frames: the lines now visible, and what was heard since the look before."""
        self._ever |= set(self._lines)
        self._lines = {fold(line): line for answer in told for line in answer["lines"]}
        self._alerts = [line for answer in told for line in answer["alerts"]]
        for answer in told:
            for line in answer["heard"]:
                self._heard.setdefault(fold(line), line)

    def drop_heard(self) -> None:
        """What was heard up to the moment of an act is not its answer."""
        self._heard = {}

    def new(self) -> tuple[str, ...]:
        """Dialogs first, then alerts, then lines this visit never showed before, then the rest."""
        fresh = {key: line for key, line in self._lines.items() if key not in self._before}
        alerts = [line for line in self._alerts if fold(line) in fresh]
        unknown = [line for key, line in fresh.items() if key not in self._ever]
        gone = [line for key, line in self._heard.items() if key not in self._lines and key not in self._before]
        ordered = dict.fromkeys((*self._dialogs, *alerts, *gone, *unknown, *fresh.values()))
        return tuple(ordered)

    def told(self) -> tuple[str, ...]:
        return self.new()[:_MOST]
