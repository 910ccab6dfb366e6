"""Live progress of a run: one line an event, which also reads well in a log file. Keeps the Listener promise."""

from collections.abc import Callable
from datetime import datetime

from robot.console.paper import Paper
from robot.model.outcome import Reason
from robot.model.state import Record
from robot.report.status import STATE_NAMES, standing
from robot.rules.calendar import MEXICO, day_in_mexico


class Progress:
    """Prints a line when something changes for an NRP; a wait that goes on is told once."""

    def __init__(self, paper: Paper, now: Callable[[], datetime]) -> None:
        self._paper = paper
        self._now = now
        self._told: dict[str, str] = {}

    def visit_started(self, record: Record) -> None:
        self._tell(record, "empieza una visita")

    def flow_started(self, record: Record, title: str) -> None:
        self._tell(record, title)

    def released(self, record: Record) -> None:
        if record.block and record.block.reason is Reason.FLOW_STOPPED:
            return  # told once for all
        one = standing(record, day_in_mexico(self._now()))
        self._tell(record, f"{STATE_NAMES[one.state].upper()}: {one.text}")

    def told(self, text: str) -> None:
        self._paper.line(f"{self._now().astimezone(MEXICO):%H:%M:%S}  {text}", style="bold")

    def _tell(self, record: Record, text: str) -> None:
        nrp = record.employer.nrp
        if self._told.get(nrp) == text:
            return
        self._told[nrp] = text
        at = self._now().astimezone(MEXICO)
        self._paper.line(f"{at:%H:%M:%S}  {nrp}  {record.employer.name[:28]:<28}  {text}")
