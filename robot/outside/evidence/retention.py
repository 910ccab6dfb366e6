"""Deletes evidence that is older than the settings keep it. Called at the start of `run`; deletes whole visits only."""

import shutil
from datetime import datetime
from pathlib import Path

from robot.outside.evidence.layout import visit_begun, visit_folders


def delete_older(root: Path, than: datetime) -> int:
    """How many visits were deleted."""
    old = [folder for folder in visit_folders(root) if visit_begun(folder) < than]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
