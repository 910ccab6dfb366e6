"""Opens the evidence of a visit: keeps the EvidenceRoom promise. Assembly makes one for a workspace."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from robot.model.identifiers import Nrp
from robot.model.secret import Secret
from robot.outside.evidence.layout import MANIFEST, new_visit_folder, visit_begun, visit_folders, written_to
from robot.outside.evidence.visit import VisitFolder, drop_halves

INTERRUPTED = "interrumpida"  # as the engine calls it when it lives to tell


class EvidenceFolders:
    """`now` stamps the events: the clock's. `about` is told at the head of every visit."""

    def __init__(self, root: Path, now: Callable[[], datetime], about: Mapping[str, Any] | None = None) -> None:
        self._root = root
        self._now = now
        self._about = about or {}

    def open_visit(self, nrp: Nrp, at: datetime, secrets: Collection[Secret]) -> VisitFolder:
        with written_to(self._root):
            visit = VisitFolder(new_visit_folder(self._root, nrp, at), secrets, now=self._now)
        if self._about:
            visit.event("opened", **self._about)
        return visit

    def close_interrupted(self, secrets_of: Callable[[Nrp], Collection[Secret]]) -> int:
        """Closes the visits of a robot that was killed, and says how many. Only while no visit is under way."""
        interrupted = [folder for folder in visit_folders(self._root) if not (folder / MANIFEST).exists()]
        for folder in interrupted:
            with written_to(folder):
                drop_halves(folder)
            secrets = secrets_of(Nrp(folder.parent.name))
            VisitFolder(folder, secrets, now=self._now, opened=visit_begun(folder)).close(INTERRUPTED)
        return len(interrupted)
