"""Proves a visit's folder: nothing was changed, nothing is missing, nothing was added, no secret is in it.

Called by `evidence verify`. Without secrets at hand it still proves the first three. Never tells a secret.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from robot.model.secret import Secret
from robot.outside.evidence.layout import MANIFEST
from robot.outside.evidence.unpacked import parts
from robot.rules.scrub import Scrubber, is_text
from robot.rules.suspects import Suspects


class Wrong(StrEnum):
    """What may be wrong with a file of the evidence; the value stands in the JSON."""

    CUT = "cut"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    ADDED = "added"
    CHANGED = "changed"
    SECRET = "secret"
    NAME = "secret in name"


_TOLD = {
    Wrong.CUT: "la visita quedó a medias, no hay manifest.json",
    Wrong.UNREADABLE: "no se puede leer",
    Wrong.MISSING: "falta",
    Wrong.ADDED: "no es de la visita",
    Wrong.CHANGED: "fue cambiado después de la visita",
    Wrong.SECRET: "contiene un secreto",
    Wrong.NAME: "el nombre de un archivo contiene un secreto",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`secret` says of what kind it is, `spelling` in which encoding it stands, `inside` where in an archive."""

    place: Path
    wrong: Wrong
    secret: str = ""
    spelling: str = ""
    inside: str = ""

    def __str__(self) -> str:
        kind = f": {self.secret} ({self.spelling})" if self.secret else ""
        return f"{self.place}{self.inside}: {_TOLD[self.wrong]}{kind}"


class Detector:
    """Knows what to look for by its kind, as `contraseña del portal`; of very many, only what may be there."""

    def __init__(self, known: Mapping[str, Iterable[Secret]]) -> None:
        self._known = {kind: frozenset(secrets) for kind, secrets in known.items()}
        self._long = frozenset(
            secret for secrets in self._known.values() for secret in secrets if not is_text(secret.reveal())
        )
        self._keys = Scrubber(self._long)  # made once: their pieces are many
        self._suspects = Suspects(secret for secrets in self._known.values() for secret in secrets - self._long)

    def __repr__(self) -> str:
        return "Detector(••••••)"

    def scrubbed(self, content: bytes) -> bytes:
        """A text without them; see Scrubber.bytes."""
        return self._keys.bytes(Scrubber(self._suspects.within(content)).bytes(content))

    def finds(self, content: bytes) -> tuple[tuple[str, str], ...]:
        """Kind and encodings of each secret found."""
        suspects = self._suspects.within(content)
        if not Scrubber(suspects).finds(content) and not self._keys.finds(content):
            return ()
        suspects |= self._long
        kinds = {kind: Scrubber(secrets & suspects) for kind, secrets in self._known.items()}
        found = ((kind, ", ".join(scrubber.spellings(content))) for kind, scrubber in kinds.items())
        return tuple((kind, spelling) for kind, spelling in found if spelling)


def verify_visit(folder: Path, detector: Detector) -> tuple[Finding, ...]:
    """What is wrong with it; empty when all is well."""
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return (*_against_manifest(folder), *(found for file in files for found in secrets_in(file, detector)))


def secrets_in(file: Path, detector: Detector) -> Iterator[Finding]:
    """In the file's name, in what it holds and in what is packed in it."""
    for kind, spelling in detector.finds(file.name.encode()):
        yield Finding(file.parent, Wrong.NAME, kind, spelling)
    for inside, content in parts(file.read_bytes()):
        for kind, spelling in detector.finds(content):
            yield Finding(file, Wrong.SECRET, kind, spelling, inside)


def _against_manifest(folder: Path) -> Iterator[Finding]:
    manifest = folder / MANIFEST
    try:
        files = {str(file["name"]): str(file["sha256"]) for file in json.loads(manifest.read_bytes())["files"]}
    except FileNotFoundError:
        yield Finding(folder, Wrong.CUT)
        return
    except (ValueError, KeyError, TypeError):
        yield Finding(manifest, Wrong.UNREADABLE)
        return
    present = {file.name for file in folder.iterdir() if file.name != MANIFEST}
    for name in sorted(files.keys() | present):
        if name not in present:
            yield Finding(folder / name, Wrong.MISSING)
        elif name not in files:
            yield Finding(folder / name, Wrong.ADDED)
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != files[name]:
            yield Finding(folder / name, Wrong.CHANGED)
