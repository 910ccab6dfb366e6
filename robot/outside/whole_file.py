"""A file is written whole or not at all: under another name beside it, which it loses at the end.

Used by the rooms that write files into the workspace. Knows nothing of what is in them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HALF = ".new"  # how the name of one ends that was never finished


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """The place to write to; it becomes `path` when the block ends well, and goes when it does not. Raises OSError."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}{HALF}")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
