"""The file that goes to support: one zip, whole or not at all, looked through before it gets its name.

Called by the command line for a bundle. Knows nothing of what is in it.
"""

import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from robot.model.errors import RobotError, said_by_system
from robot.outside.whole_file import whole
from robot.rules.calendar import MEXICO

_KEPT = 20


def bundle_name(at: datetime, nrp: str = "", number: str = "") -> str:
    """`soporte_2026-11-23_101502_A1234567890_481273.zip`: they sort as they were made."""
    return (
        "_".join(("soporte", f"{at.astimezone(MEXICO):%Y-%m-%d_%H%M%S}", *(one for one in (nrp, number) if one)))
        + ".zip"
    )


def write_bundle(path: Path, files: Iterable[tuple[str, bytes]], refused: Callable[[Path], bool]) -> None:
    """`refused`: looks through the whole file; True: it is not kept. Raises RobotError then, or when it cannot be
    written."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with whole(path) as fresh:
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as zipped:
                for name, content in files:
                    zipped.writestr(name, content)
            if refused(fresh):
                raise RobotError("El paquete no se hizo: llevaría un secreto.", where=str(path), fix="Avise a soporte.")
    except OSError as error:
        raise RobotError(
            f"No se puede escribir el paquete: {said_by_system(error)}.",
            where=str(path),
            fix="Diga otro lugar con --out.",
        ) from None


def keep_newest(folder: Path) -> None:
    for old in sorted(folder.glob("soporte_*.zip"))[:-_KEPT]:
        old.unlink(missing_ok=True)


def forget_bundles(folder: Path) -> None:
    """All of them: each tells of several NRPs."""
    for one in folder.glob("soporte_*.zip"):
        one.unlink(missing_ok=True)
