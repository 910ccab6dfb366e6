"""Opens the evidence of a visit: keeps the EvidenceRoom promise. Assembly makes one for a workspace."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from robot.model.identifiers import Nrp
from robot.model.secret import Secret
from robot.outside.evidence.layout import new_visit_folder, written_to
from robot.outside.evidence.visit import VisitFolder


class EvidenceFolders:
    """`now` stamps the events: the clock's."""

    def __init__(self, root: Path, now: Callable[[], datetime]) -> None:
        self._root = root
        self._now = now

    def open_visit(self, nrp: Nrp, at: datetime, secrets: Collection[Secret]) -> VisitFolder:
        with written_to(self._root):
            return VisitFolder(new_visit_folder(self._root, nrp, at), secrets, now=self._now)
