"""Proves a visit's folder: nothing was changed, nothing is missing, nothing was added, no secret is in it.

Called by `evidence verify`. Without secrets at hand (an empty Scrubber) it still proves the first three.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from robot.outside.evidence.layout import MANIFEST
from robot.outside.evidence.unpacked import parts
from robot.rules.scrub import Scrubber


def verify_visit(folder: Path, scrubber: Scrubber) -> tuple[str, ...]:
    """What is wrong with it, in Spanish; empty when all is well."""
    return (*_against_manifest(folder), *_secrets_in(folder, scrubber))


def _against_manifest(folder: Path) -> Iterator[str]:
    manifest = folder / MANIFEST
    try:
        files = {str(file["name"]): str(file["sha256"]) for file in json.loads(manifest.read_bytes())["files"]}
    except FileNotFoundError:
        yield f"{folder}: la visita quedó a medias, no hay {MANIFEST}"
        return
    except (ValueError, KeyError, TypeError):
        yield f"{manifest}: no se puede leer"
        return
    present = {file.name for file in folder.iterdir() if file.name != MANIFEST}
    for name in sorted(files.keys() | present):
        if name not in present:
            yield f"{folder / name}: falta"
        elif name not in files:
            yield f"{folder / name}: no es de la visita"
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != files[name]:
            yield f"{folder / name}: fue cambiado después de la visita"


def _secrets_in(folder: Path, scrubber: Scrubber) -> Iterator[str]:
    for file in sorted(folder.iterdir()):
        if scrubber.finds(file.name.encode()):
            yield f"{folder}: el nombre de un archivo contiene un secreto"
        if file.is_file() and any(scrubber.finds(part) for part in parts(file.read_bytes())):
            yield f"{file}: contiene un secreto"
