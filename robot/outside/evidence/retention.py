"""Deletes the evidence that the settings no longer keep: whole visits only. Called at the start of `run`."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from robot.model.identifiers import Nrp
from robot.model.outcome import WELL
from robot.model.relation import Relation
from robot.outside.evidence.layout import EVENTS, visit_begun, visit_folders
from robot.outside.evidence.read import outcome_of
from robot.rules.retention import Keep, Kept, dispensable

_INTENT = b'"kind": "intent"'


def delete_old(root: Path, keep: Keep, relations_of: Callable[[Nrp], Sequence[Relation]], now: datetime) -> int:
    """How many visits were deleted. `relations_of`: the portal's rows of an NRP, as last seen."""
    gone = 0
    for parent, folders in groupby(visit_folders(root), key=lambda folder: folder.parent):
        visits = [_kept(folder) for folder in folders]
        for visit in dispensable(visits, keep, relations_of(Nrp(parent.name)), now):
            shutil.rmtree(parent / visit.name, ignore_errors=True)
            gone += 1
    return gone


def _kept(folder: Path) -> Kept:
    events = folder / EVENTS
    commits = events.exists() and _INTENT in events.read_bytes()
    return Kept(folder.name, visit_begun(folder), outcome_of(folder) in WELL, commits)
