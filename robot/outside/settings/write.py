"""Writes the first settings.yaml of a workspace, for `init`: every key with its default, commented, in Spanish."""

from pathlib import Path

from robot.model.errors import WorkspaceError, said_by_system
from robot.outside.whole_file import whole

_DEFAULT = Path(__file__).with_name("default.yaml")


def write_default(path: Path) -> bool:
    """False when there is a file already; it is never overwritten."""
    if path.exists():
        return False
    try:
        with whole(path) as fresh:
            fresh.write_text(_DEFAULT.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    except OSError as error:
        raise WorkspaceError(f"no se puede escribir settings.yaml: {said_by_system(error)}", where=str(path)) from None
    return True
