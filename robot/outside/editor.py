"""The person's own text editor, at a line. Called by the debug mode; returns when the editor does."""

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from robot.model.errors import RobotError, said_by_system

_PLUS = ("vi", "vim", "nvim", "nano", "emacs", "kak", "micro", "gedit", "kate")
_GOTO = ("code", "codium", "code-insiders", "cursor")
_OTHERS = ("nano", "vim", "vi", "gedit")


async def edit(file: Path, line: int) -> None:
    """Raises RobotError when there is no editor, or it cannot be started."""
    command = editor_command(file, line, os.environ)
    try:
        running = await asyncio.create_subprocess_exec(*command)
    except OSError as error:
        raise RobotError(
            f"No se pudo abrir el editor «{command[0]}»: {said_by_system(error)}.",
            fix="Diga cuál es en VISUAL o EDITOR.",
        ) from None
    await running.wait()


def editor_command(file: Path, line: int, environ: Mapping[str, str]) -> list[str]:
    """$VISUAL, $EDITOR, else what the system has."""
    words = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or _present(), posix=os.name != "nt")
    name = Path(words[0].strip('"')).stem.casefold()
    words[0] = words[0].strip('"')
    if name in _GOTO:
        return [*words, *([] if "--wait" in words else ["--wait"]), "--goto", f"{file}:{line}"]
    if name == "notepad++":
        return [*words, f"-n{line}", str(file)]
    return [*words, *([f"+{line}"] if name in _PLUS else []), str(file)]


def _present() -> str:
    if sys.platform == "win32":
        return "notepad"
    found = next((name for name in _OTHERS if shutil.which(name)), None)
    if found is None:
        raise RobotError("No hay un editor de texto.", fix="Diga cuál es en la variable VISUAL o EDITOR.")
    return found
