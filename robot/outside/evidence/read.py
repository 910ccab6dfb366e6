"""Reads the folders of visits for whoever reports them. Changes nothing; what was cut off is read as far as it goes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from robot.model.outcome import WELL
from robot.outside.evidence.layout import EVENTS, MANIFEST, visit_begun, visit_folders, visits_of


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """`folder` is below the evidence's root, with slashes; `whole`: it has its manifest."""

    nrp: str
    folder: str
    events: tuple[dict[str, Any], ...]
    whole: bool


def failed_visit(root: Path, nrp: str) -> Path | None:
    """The folder of the last visit that did not end well; of an NRP whose visits all did, the last."""
    visits = visits_of(root, nrp)
    failed = [folder for folder in visits if outcome_of(folder) not in WELL]
    return next(reversed(failed or visits), None)


def told_files(folder: Path) -> tuple[Path, ...]:
    """What tells how a visit went, its end first: events, manifest, traces, pictures. No document of the employer."""
    pictures = sorted(folder.glob("*.jpg"), reverse=True)
    files = (folder / EVENTS, folder / MANIFEST, *sorted(folder.glob("*_traza_*.zip")), *pictures)
    return tuple(file for file in files if file.is_file())


def outcome_of(folder: Path) -> str:
    """As its manifest has it; empty where the visit was cut off."""
    try:
        return str(json.loads((folder / MANIFEST).read_bytes())["outcome"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def kept_visits(root: Path, start: datetime, end: datetime) -> Iterator[KeptVisit]:
    """Those that began from `start` on and before `end`, by NRP and then as they went. Folders know whole seconds."""
    for folder in visit_folders(root):
        if start - timedelta(seconds=1) < visit_begun(folder) < end:
            name = folder.relative_to(root).as_posix()
            yield KeptVisit(folder.parent.name, name, tuple(_events(folder / EVENTS)), (folder / MANIFEST).is_file())


def _events(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line of a visit that was cut off
        if isinstance(event, dict):
            yield event
