"""What became of a workbook that was to be written. Apart from write.py, which takes openpyxl along."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """Where the workbook is. `note` says in Spanish why it is not where it was wanted."""

    path: Path
    note: str = ""
