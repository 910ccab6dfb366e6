"""Writes the first settings.yaml of a workspace, for `init`: every key with its default, commented, in Spanish."""

from pathlib import Path

_DEFAULT = Path(__file__).with_name("default.yaml")


def write_default(path: Path) -> bool:
    """False when there is a file already; it is never overwritten."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_DEFAULT.read_text(encoding="utf-8"))
    except FileExistsError:
        return False
    return True
