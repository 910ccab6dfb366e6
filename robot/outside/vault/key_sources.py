"""Where the vault's root key comes from: a passphrase or a key file (os_keyring.py is the third source).

Called by assembly, which picks one, and by vault.py, which asks it for the key. Nothing here prints or logs a key.
"""

import base64
import binascii
import json
import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from robot.model.errors import VaultError, said_by_system
from robot.model.secret import Secret
from robot.model.settings import ENV_VAULT_KEY_FILE, ENV_VAULT_PASSPHRASE
from robot.outside.vault.sealing import KEY_BYTES

_MARK = "infonavit-robot-vault-key-1:"


class KeySource(Protocol):
    """`word` names the source in the vault's lock and in messages."""

    @property
    def word(self) -> str: ...

    def parameters(self) -> str:
        """Of the derivation, for a new vault; JSON text."""

    def create(self, salt: bytes) -> None:
        """Makes the key of a new vault where the source can; the others have it already."""

    def root_key(self, salt: bytes, parameters: str, /) -> bytes:
        """32 bytes. Raises VaultError."""


@dataclass(frozen=True, slots=True)
class PassphraseSource:
    """`cost` is scrypt's n for a new vault: 2**16 takes 64 MiB and about a fifth of a second."""

    passphrase: Secret
    cost: int = 2**16

    @property
    def word(self) -> str:
        return "frase"

    def parameters(self) -> str:
        return json.dumps({"kdf": "scrypt", "n": self.cost, "r": 8, "p": 1})

    def create(self, salt: bytes) -> None:
        """A passphrase exists already."""

    def root_key(self, salt: bytes, parameters: str, /) -> bytes:
        if not self.passphrase:
            raise VaultError("La frase de la bóveda está vacía", fix=f"Escriba la frase en {ENV_VAULT_PASSPHRASE}.")
        try:
            wish = json.loads(parameters)
            scrypt = Scrypt(salt, KEY_BYTES, n=wish["n"], r=wish["r"], p=wish["p"])
        except (ValueError, KeyError, TypeError):
            raise VaultError(
                "La bóveda no se creó con una frase", fix="Ábrala con la fuente con la que se creó (archivo o sistema)."
            ) from None
        return scrypt.derive(_composed(self.passphrase.reveal()))


@dataclass(frozen=True, slots=True)
class KeyFileSource:
    """A file that only its owner may read; made by create_key_file."""

    path: Path

    @property
    def word(self) -> str:
        return "archivo"

    def parameters(self) -> str:
        return json.dumps({"kdf": "none"})

    def create(self, salt: bytes) -> None:
        """The file is made by create_key_file, on explicit wish."""

    def root_key(self, _salt: bytes, _parameters: str, /) -> bytes:
        _refuse_open_to_others(self.path)
        try:
            text = self.path.read_text(encoding="ascii").strip()
            key = base64.b64decode(text.removeprefix(_MARK), validate=True)
        except (OSError, UnicodeDecodeError, binascii.Error):
            raise self._unusable("no se puede leer") from None
        if not text.startswith(_MARK) or len(key) != KEY_BYTES:
            raise self._unusable("no es una llave de bóveda o está dañado")
        return key

    def _unusable(self, why: str) -> VaultError:
        return VaultError(
            f"El archivo de llave de la bóveda {why}",
            where=str(self.path),
            fix="Recupere el archivo de su respaldo: sin él los secretos guardados no se pueden leer.",
        )


def create_key_file(path: Path) -> None:
    """A new random key, readable by its owner only. Never overwrites.

    On Windows the file takes the permissions of its folder: keep it in the user's own profile.
    """
    content = _MARK + base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii") + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink()  # half a key would be taken for one that was damaged
            raise
    except FileExistsError:
        raise VaultError(
            "Ya existe un archivo de llave",
            where=str(path),
            fix="No se sobrescribe: podría ser la llave de otra bóveda.",
        ) from None
    except OSError as error:
        raise VaultError(f"No se pudo crear el archivo de llave: {said_by_system(error)}", where=str(path)) from None


def _composed(passphrase: bytes) -> bytes:
    """The same bytes whether a Mac wrote ñ as two letters or a PC as one."""
    return unicodedata.normalize("NFC", passphrase.decode("utf-8", "surrogateescape")).encode(
        "utf-8", "surrogateescape"
    )


def readable_by_others(path: Path) -> bool:
    """On Windows the folder's permissions decide and are not looked at."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _refuse_open_to_others(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError:
        raise VaultError(
            "No se encuentra el archivo de llave de la bóveda",
            where=str(path),
            fix=f"Revise la ruta en {ENV_VAULT_KEY_FILE} o en settings.yaml.",
        ) from None
    if readable_by_others(path):
        raise VaultError(
            "Otros usuarios del equipo pueden leer el archivo de llave de la bóveda",
            where=f"{path} (permisos {stat.S_IMODE(mode):o})",
            fix=f"Quite los permisos con: chmod 600 '{path}'",
        )
