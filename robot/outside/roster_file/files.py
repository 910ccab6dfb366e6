"""The .cer and .key files that a roster names. Each is read once, however many rows name it. Called by row."""

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

_LARGEST = 200_000  # bytes; an e.firma file has about two thousand


class EfirmaFiles:
    """Reads files beside the roster, given as a person on Windows or elsewhere writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, bytes] = {}

    def read(self, text: str) -> bytes:
        """Raises ValueError: a Spanish sentence, a line feed, and what to do. Never shows what the cell holds."""
        name = text.strip().strip('"').strip()
        if name not in self._found:
            self._found[name] = self._content(self._path(name))
        return self._found[name]

    def _path(self, name: str) -> Path:
        """Backslashes are separators everywhere; on Windows they are anyway."""
        if re.match(r"[A-Za-z]:|\\\\", name) or Path(name).is_absolute():
            return Path(name)
        return self._folder / PurePosixPath(*PureWindowsPath(name).parts)

    def _content(self, path: Path) -> bytes:
        try:
            if not path.is_file():
                raise ValueError("el archivo no existe\nla ruta se cuenta desde la carpeta del padrón")
            if path.stat().st_size > _LARGEST:
                raise ValueError("el archivo es demasiado grande para ser de una e.firma\nrevise la ruta")
            content = path.read_bytes()
        except OSError:
            raise ValueError("el archivo no se puede leer\nrevise sus permisos") from None
        if not content:
            raise ValueError("el archivo está vacío\ncópielo otra vez del original")
        return content
