"""Refuses folders that a cloud copies or that lie on another machine: there a database breaks and secrets leave.

Called by folder before a workspace is made or opened. Looks only at names and mounts, never at content.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

from robot.model.errors import WorkspaceError
from robot.model.text import fold

# How the services call the folder that they copy; `onedrive - empresa` and the like begin with one of them.
_CLOUD = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "mi unidad": "Google Drive",
    "my drive": "Google Drive",
    "icloud": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "box sync": "Box",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "megasync": "MEGA",
    "pcloud": "pCloud",
}
_CLOUD_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")  # set by OneDrive on Windows
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs"})
_MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4  # GetDriveTypeW


def refuse_place(folder: Path, environ: Mapping[str, str], mounts: str | None = None) -> None:
    """Raises WorkspaceError. `mounts`: the text of /proc/mounts; None reads it where there is one."""
    resolved = folder.resolve()
    cloud = _cloud_of(resolved, environ)
    if cloud:
        raise _refused(folder, f"la carpeta la copia {cloud}")
    if _is_remote(resolved, _read_mounts() if mounts is None else mounts):
        raise _refused(folder, "la carpeta está en la red")


def _refused(folder: Path, why: str) -> WorkspaceError:
    fix = "use una carpeta de un disco de este equipo, por ejemplo C:\\Infonavit o ~/infonavit"
    title = f"{why}: ahí la base de datos se daña y los secretos salen del equipo"
    return WorkspaceError(title, where=str(folder), fix=fix)


def _cloud_of(folder: Path, environ: Mapping[str, str]) -> str:
    for part in folder.parts:
        for start, service in _CLOUD.items():
            rest = fold(part).removeprefix(start)
            if rest != fold(part) and not rest[:1].isalpha():
                return service
    own = (environ.get(name) for name in _CLOUD_VARIABLES)
    return "OneDrive" if any(folder.is_relative_to(Path(place)) for place in own if place) else ""


def _is_remote(folder: Path, mounts: str) -> bool:
    if str(folder).startswith("\\\\") and PureWindowsPath(folder).drive.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE)
    return _mounted_as(folder, mounts) in _REMOTE


def _read_mounts() -> str:
    return _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""


def _mounted_as(folder: Path, mounts: str) -> str:
    """The kind of file system of the innermost mount that holds `folder`; of several on one point the last."""
    kind, depth = "", -1
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(os.fsdecode(fields[1].encode().decode("unicode_escape").encode("latin-1")))
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            kind, depth = fields[2], len(point.parts)
    return kind
