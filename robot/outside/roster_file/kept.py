"""Keeps the roster without its secrets in the workspace, so that the result workbook can show its rows later.

`import` saves it, `run` loads it. Written whole or not at all.
"""

import json
from dataclasses import asdict
from pathlib import Path

from robot.model.roster import RosterTable, TableRow
from robot.outside.whole_file import whole


def save_table(table: RosterTable, path: Path) -> None:
    content = json.dumps({**asdict(table), "secret": sorted(table.secret)}, ensure_ascii=False, indent=1)
    with whole(path) as fresh:
        fresh.write_text(content, encoding="utf-8")


def load_table(path: Path) -> RosterTable | None:
    """None when no roster was imported yet, or a power cut left nothing of it to read."""
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(TableRow(row["number"], row["nrp"], tuple(row["cells"])) for row in content["rows"])
        return RosterTable(tuple(content["headers"]), frozenset(content["secret"]), rows, content["nrp_at"])
    except (ValueError, KeyError, TypeError):
        return None
