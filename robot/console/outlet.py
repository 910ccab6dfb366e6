"""Standard output and error that outlive whoever reads them: after `run | head` further words are dropped.

Put in place by the door. Writing never fails; whoever should end in good order when nobody reads asks `when_unread`.
"""

import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Any

_READER_GONE = (errno.EPIPE, errno.EINVAL)  # the second on Windows


class Outlet(io.TextIOWrapper):
    """A stream of the interpreter, in UTF-8 also on a Windows console."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._spout = _Spout(getattr(stream.buffer, "raw", stream.buffer))  # `python -u` has no buffer before it
        super().__init__(io.BufferedWriter(self._spout), encoding="utf-8", errors="replace", line_buffering=True)

    def when_unread(self, call: Callable[[], object]) -> None:
        """`call` once the reader is gone; at once when it is."""
        self._spout.when_unread(call)


class _Spout(io.RawIOBase):
    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._unread = False
        self._call: Callable[[], object] = lambda: None

    def when_unread(self, call: Callable[[], object]) -> None:
        self._call = call
        if self._unread:
            call()

    def write(self, text: Any, /) -> int | None:
        if not self._unread:
            try:
                written: int | None = self._raw.write(text)
                return written
            except OSError as error:  # any other, e.g. a full disk: work matters more than words
                self._unread = error.errno in _READER_GONE
            if self._unread:
                self._call()
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._raw.fileno())

    def isatty(self) -> bool:
        return bool(self._raw.isatty())


def put_in_place() -> None:
    """Real streams only: what a test or another program has put there stays."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a process that was started without it
            setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w")))
        elif type(stream) is io.TextIOWrapper:
            setattr(sys, name, Outlet(stream))


def when_unread(call: Callable[[], object]) -> None:
    """`call` once nobody reads standard output any more."""
    if isinstance(sys.stdout, Outlet):
        sys.stdout.when_unread(call)
