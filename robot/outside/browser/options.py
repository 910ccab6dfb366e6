"""How the browser room is to work: values handed in by assembly and by tests. Decides nothing."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. Every wait of the room ends by one of these or by a limit the engine hands in."""

    find: float = 10.0  # until a target is there, once its screen was recognised
    act: float = 20.0  # until a control takes what is done to it: enabled, uncovered, at rest
    open: float = 60.0  # until a page answers
    look: float = 5.0  # one look at one frame
    call: float = 15.0  # any other call to the browser
    download: float = 60.0
    table: float = 25.0
    launch: float = 45.0
    ping: float = 10.0  # a browser that does not answer by then is frozen, and killed
    close: float = 8.0


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """`executable` and `channel` are used or refused, never passed over; empty means the room looks by itself.

    `sandbox` None: on wherever it works (not as root on Linux). `host_rules`: Chromium's --host-resolver-rules.
    """

    headed: bool = False
    slow_mo: float = 0.0  # milliseconds
    executable: Path | None = None
    channel: str = ""
    sandbox: bool | None = None
    host_rules: str = ""
    folder: Path | None = None  # where the room makes its private folder; None: the system's temporary one
    visits_a_browser: int = 30
    rests_after: float = 120.0  # seconds without a visit: then no browser and no driver run until the next one
    width: int = 1366
    height: int = 900
    limits: Limits = field(default_factory=Limits)
