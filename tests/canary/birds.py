"""Awkward secrets, and a search for them in whatever a run left, that shares no code with the robot's own."""

import base64
import email
import gzip
import html
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email import policy
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote, quote_plus

from PIL import Image

from fixtures.demo.cast import Player
from fixtures.demo.crowd import crowd
from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import make_pair

AWKWARD = (
    "Cañ\"1'%+/ \\<&>9",
    "Ü%41+b&amp;c\\u0041/😀7",
    "cuarenta-letras-" + "aB3$" * 6,
    "dos  blancos = 8;x",
)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def awkward_cast(size: int, now: datetime, *seeds: str) -> tuple[Player, ...]:
    """Employers of as many RFCs, whose every secret is awkward and nobody else's."""
    return tuple(_awkward(one, at, frozenset(seeds)) for at, one in enumerate(crowd(size, now)))


def _awkward(player: Player, at: int, seeds: frozenset[str]) -> Player:
    old, employer = player.pair, player.employer
    password, passphrase = f"{AWKWARD[at % 4]}{at}", f"{at}{AWKWARD[(at + 2) % 4]}"
    pair = make_pair(
        rfc=old.rfc, name=employer.name, representative_rfc=old.representative_rfc, not_before=old.not_before,
        not_after=old.not_after, passphrase=passphrase, key=shared_key(at % 8),
    )  # fmt: skip
    employer = replace(employer, portal_password=password)
    return replace(player, employer=employer, pair=pair, typed_password=password, seeds=seeds)


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


def as_names(secret: bytes) -> Iterator[bytes]:
    """As browsers and file systems make names of what they are given; and a name may tell it in every other way."""
    yield from forms(secret)
    text = secret.decode(errors="replace")
    yield from (re.sub(r'[<>:"/\\|?*]', "_", text).encode(), re.sub(r"\W", "_", text).encode())


def pieces(secret: bytes) -> list[bytes]:
    """A file may turn up in part."""
    return [secret] if len(secret) < 200 else [secret[at : at + 48] for at in range(100, len(secret) - 48, 150)]


def found_in(folder: Path, secrets: dict[str, bytes], *, but: tuple[Path, ...] = ()) -> list[str]:
    """Where which secret lies; never the secret. `but`: what a person put there."""
    wanted = {form: name for name, secret in secrets.items() for piece in pieces(secret) for form in forms(piece)}
    names = {form: name for name, secret in secrets.items() if len(secret) < 200 for form in as_names(secret)}
    hits = set()
    for file in folder.rglob("*"):
        if any(file.is_relative_to(one) for one in but):
            continue
        told = os.fsencode(file.name)
        hits |= {f"{name} in a name in {file.parent}" for form, name in names.items() if form in told}
        if file.is_file() and not file.is_symlink():
            content = b"\n".join(_unpacked(file.read_bytes()))
            hits |= {f"{name} in {file.relative_to(folder)}" for form, name in wanted.items() if form in content}
    return sorted(hits)


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    for inner in _inside(content):
        yield from _unpacked(inner)


def _inside(content: bytes) -> Iterable[bytes]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            return [members.read(name) for name in members.namelist()]
    if content.startswith(b"\x1f\x8b"):
        return [gzip.decompress(content)]
    if content.startswith(b"%PDF"):
        return [_inflated(stream) for stream in _STREAM.findall(content)]
    if b"\nMIME-Version:" in content[:5000]:
        mail = email.message_from_bytes(content, policy=policy.default)
        parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
        return ["\n".join(map(str, mail.values())).encode(), *(part for part in parts if isinstance(part, bytes))]
    return []


def _inflated(stream: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(stream)
    return b""


def magenta_in(folder: Path) -> list[str]:
    """Pictures in which something is drawn in the colour that the careless portal gives to secrets."""
    return [str(file.relative_to(folder)) for file in folder.rglob("*.jpg") if _has_magenta(file)]


def _has_magenta(file: Path) -> bool:
    with Image.open(file) as picture:
        small = picture.convert("RGB").resize((picture.width // 4, picture.height // 4))
    colours = small.getcolors(small.width * small.height) or ()
    return any(red > 200 and green < 90 and blue > 200 for _, (red, green, blue) in colours)


class ProcessWatch:
    """Looks again and again at the command lines of all processes, and at what those that the robot starts inherit.

    `secrets` is asked at each look, for the portal makes some on the way."""

    def __init__(self, secrets: Callable[[], dict[str, bytes]]) -> None:
        self._secrets = secrets
        self._mark = b"CANARY_RUN=%d\0" % os.getpid()
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.hits: set[str] = set()
        self.children: set[str] = set()  # whose environment was looked at

    def __enter__(self) -> "ProcessWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.4):
            secrets = self._secrets()
            for process in Path("/proc").glob("[0-9]*"):
                self._look(process, secrets)

    def _look(self, process: Path, secrets: dict[str, bytes]) -> None:
        try:
            line = (process / "cmdline").read_bytes()
            inherited = (process / "environ").read_bytes() + b"\0"
        except OSError:
            return
        told = line
        if self._mark in inherited and not _is_robot(line):
            self.children.add(Path(line.split(b"\0")[0].decode(errors="replace")).name)
            told += inherited
        self.hits |= {f"{name} in {line[:80]!r}" for name, secret in secrets.items() if secret in told}


def _is_robot(line: bytes) -> bool:
    """What it was given by whoever started it stands there as long as it lives."""
    return any(word in line for word in (b"\0robot\0", b"tests.canary.mishap\0"))
