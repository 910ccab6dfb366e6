"""Awkward secrets, and a search for them in whatever a run left, that shares no code with the robot's own."""

import base64
import html
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote, quote_plus

AWKWARD = (
    "Cañ\"1'%+/ \\<&>9",
    "Ü%41+b&amp;c\\u0041/😀7",
    "cuarenta-letras-" + "aB3$" * 6,
    "dos  blancos = 8;x",
)


def forms(secret: bytes) -> Iterator[bytes]:
    """The encodings of the issue, each written by the program that would write it."""
    yield secret
    yield secret.hex().encode()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + secret)
        yield whole[(0, 2, 3)[shift] : 8 * (shift + len(secret)) // 6]
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return
    yield from (quote(text, safe="").encode(), quote_plus(text).encode(), html.escape(text).encode())
    yield from (json.dumps(text)[1:-1].encode(), json.dumps(text, ensure_ascii=False)[1:-1].encode())
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("unicode_escape"))


def pieces(secret: bytes) -> list[bytes]:
    """A file may turn up in part."""
    return [secret] if len(secret) < 200 else [secret[at : at + 48] for at in range(100, len(secret) - 48, 150)]


def found_in(folder: Path, secrets: dict[str, bytes], *, but: tuple[Path, ...] = ()) -> list[str]:
    """Where which secret lies; never the secret. `but`: what a person put there."""
    wanted = [(name, form) for name, secret in secrets.items() for piece in pieces(secret) for form in forms(piece)]
    hits = set()
    for file in folder.rglob("*"):
        if any(file.is_relative_to(one) for one in but):
            continue
        content = file.name.encode("utf-8", "surrogateescape")
        if file.is_file() and not file.is_symlink():
            content += b"\n" + _unpacked(file.read_bytes())
        hits |= {f"{name} in {file.relative_to(folder)}" for name, form in wanted if form in content}
    return sorted(hits)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        return content + b"\n".join(_unpacked(members.read(name)) for name in members.namelist())


class ProcessWatch:
    """Looks again and again at the command lines of all processes, and at what our browsers and drivers inherited."""

    def __init__(self, secrets: dict[str, bytes]) -> None:
        self._secrets = secrets
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.hits: set[str] = set()
        self.browsers = 0

    def __enter__(self) -> "ProcessWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            for process in Path("/proc").glob("[0-9]*"):
                self._look(process)

    def _look(self, process: Path) -> None:
        try:
            line = (process / "cmdline").read_bytes()
            browser = b"chrom" in line or b"playwright/driver" in line
            inherited = (process / "environ").read_bytes() if browser else b""
        except OSError:
            return
        self.browsers += str(os.getpid()).encode() in inherited
        for name, secret in self._secrets.items():
            if secret in line or (b"CANARY_RUN=%d" % os.getpid() in inherited and secret in inherited):
                self.hits.add(f"{name} in {process.name}")
