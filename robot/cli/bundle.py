"""Makes a support bundle: gathers its files, takes secrets and names out, looks through them again, writes one zip.

Called by `support bundle` and after a bug; what cannot be had is told in LEEME.txt instead.
"""

import json
import platform
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from robot.cli.bundle_parts import parts_of
from robot.cli.salvage import Known, Salvaged, salvaged, tried
from robot.model.employer import Authorisation
from robot.model.errors import RobotError
from robot.model.identifiers import Nrp
from robot.outside.clock import SystemClock
from robot.outside.evidence.unpacked import parts as unpacked
from robot.outside.evidence.verify import Detector
from robot.outside.robot_log import lines_of
from robot.outside.support_file import bundle_name, keep_newest, write_bundle
from robot.report.bundle import LEEME, Contents, Part, chosen, last_met, leeme
from robot.rules.bug import bug_of, told_without_tokens
from robot.rules.mask import Mask

_MOST = 15_000_000  # bytes, so that a mail takes it
_NULLS = re.compile(rb"\0|\\+u0000|\\+x00")
_PACKED = (b"\xff\xd8", b"PK")
_TEXTS = (".txt", ".json", ".jsonl", ".diff")
_UNSEEN = "no se pudo revisar que no lleve secretos, porque la bóveda no se pudo abrir; {}"
_DOUBTFUL = "Un archivo no va: aún contenía un secreto."


@dataclass(frozen=True, slots=True)
class Wish:
    """`error`: the bug just met that it is about. `out`: the file; None: one in the workspace's `support`."""

    path: Path
    environ: Mapping[str, str]
    nrp: Nrp | None = None
    error: Exception | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """`missing`: what is not in it and why, Spanish."""

    path: Path
    missing: tuple[str, ...]


def make_bundle(wish: Wish) -> Made:
    """Raises RobotError where there is no workspace, for an NRP that its ledger does not know, and when the file cannot
    be written."""
    found = salvaged(wish.path, wish.environ)
    try:
        return _made(wish, found)
    finally:
        found.close()


def _made(wish: Wish, found: Salvaged) -> Made:
    folder = found.workspace.folder
    if not any(place.exists() for place in (folder.settings, folder.ledger, folder.log)):
        fix = "Ejecute el comando en la carpeta de trabajo, o diga cuál es con --workspace."
        raise RobotError("Esta no es una carpeta de trabajo.", where=str(folder.root), fix=fix)
    if wish.nrp is not None and found.ledger is not None and wish.error is None:
        found.ledger.record(wish.nrp)
    now, wrong = SystemClock().now(), list(found.wrong)
    log = tried("La bitácora", wrong, lambda: tuple(lines_of(folder.log))) or ()
    nrp = str(wish.nrp or "") or last_met(log)
    number = bug_of(wish.error).number if wish.error else ""
    spoken_of = {nrp, *(str(line.get("nrp", "")) for line in chosen(log, nrp))} - {""}
    sieve = _Sieve(found.secrets, _mask(found, spoken_of))
    kept = dict(sieve.passed(parts_of(found, log, nrp, wish.error, wrong)))
    missing = tuple(line for line in (*wrong, *sieve.missing) if not sieve.finds(line.encode()))
    told = tuple((name, about) for name, (about, _) in kept.items())
    contents = Contents(now, version("infonavit-robot"), nrp, number, told, missing)
    files = [(LEEME, leeme(contents)), *((name, content) for name, (_, content) in kept.items())]
    path = wish.out or folder.support / bundle_name(now, str(wish.nrp or ""), number)
    write_bundle(path, files, sieve.refuses)
    if wish.out is None:
        keep_newest(folder.support)
    return Made(path, missing)


def _mask(found: Salvaged, nrps: Collection[str]) -> Mask:
    """Names of those who may be spoken of, so that ten thousand others need not be looked for."""
    settings, names = found.workspace.settings, set()
    for nrp in nrps if found.ledger is not None else ():
        with suppress(Exception):  # one that cannot be read is what the bundle is about, perhaps
            record = found.ledger.find(Nrp(nrp)) if found.ledger else None
            names |= {record.employer.name, _signer(record.employer.authorisation)} if record else set()
    names.add(_signer(settings.authorisation))
    written = {json.dumps(name, ensure_ascii=False)[1:-1] for name in names}
    places = {
        str(found.workspace.folder.root): "<espacio>", str(Path.home()): "~",
        sys.prefix: "<programa>", str(Path(__file__).parents[2]): "<programa>",
        found.workspace.machine: "<equipo>", f"{platform.node()}:": "<equipo>:",
    }  # fmt: skip
    return Mask(names | written, places, (settings.developer.rfc,))


def _signer(authorisation: Authorisation | None) -> str:
    return authorisation.by if authorisation else ""


class _Sieve:
    """Lets pass what is clean, and of the rest what is left of it; `missing` tells what did not."""

    def __init__(self, secrets: Known | None, mask: Mask) -> None:
        self._detector = Detector(secrets) if secrets is not None else None
        self._mask = mask
        self.missing: list[str] = []

    def passed(self, parts: Iterator[Part]) -> Iterator[tuple[str, tuple[str, bytes]]]:
        left = _MOST
        for part in parts:
            content = self._clean(part)
            if content is None:
                continue
            if len(content) > left:
                self.missing.append(f"{part.name}: el paquete ya no cabría en un correo")
                continue
            left -= len(content)
            yield part.name, (part.about, content)

    def _clean(self, part: Part) -> bytes | None:
        if self._detector is None:
            rest = "va sólo lo que no es texto" if part.bare is not None else "no va"
            if part.bare != part.full:
                self.missing.append(f"{part.name}: {_UNSEEN.format(rest)}")
            return part.bare
        content = self._told(part, self._detector) if part.name.endswith(_TEXTS) else part.full
        if self.finds(part.name.encode()) or any(self.finds(inner) for _, inner in unpacked(content)):
            self.missing.append(f"{part.about} {_DOUBTFUL}")
            return None
        return content

    def _told(self, part: Part, detector: Detector) -> bytes:
        text = detector.scrubbed(part.full).decode("utf-8", "replace")
        return self._mask.text(told_without_tokens(text) if part.talkative else text).encode()

    def finds(self, content: bytes) -> bool:
        return self._detector is not None and any(self._detector.finds(one) for one in _readings(content))

    def refuses(self, file: Path) -> bool:
        """All texts that are in the file once more, as it is about to leave. The fixed words of LEEME.txt are no
        secret, even where somebody's password is one of them."""
        inside = unpacked(file.read_bytes())
        return any(self.finds(inner) for place, inner in inside if place.endswith(_TEXTS) and LEEME not in place)


def _readings(content: bytes) -> Iterator[bytes]:
    """As it is; then as it was before a program took UTF-16 or UTF-8 for something else, if one did."""
    yield content
    if not content.startswith(_PACKED):
        yield _NULLS.sub(b"", content)
        yield content.decode("utf-8", "ignore").encode("cp1252", "ignore")
