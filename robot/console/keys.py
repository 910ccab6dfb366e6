"""What somebody types at the terminal while the robot works: read without waiting, and only where there is one."""

import select
import sys

if sys.platform == "win32":
    import msvcrt


def typed() -> str | None:
    """A line (on Windows: the keys) typed since the last time; None when nothing was, or there is no terminal."""
    if not sys.stdin or not sys.stdin.isatty():
        return None
    if sys.platform == "win32":
        keys = ""
        while msvcrt.kbhit():
            keys += msvcrt.getwch()
        return keys.strip() if keys else None
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return sys.stdin.readline().strip() if ready else None
