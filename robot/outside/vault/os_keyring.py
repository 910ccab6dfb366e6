"""The root key in the keyring of the operating system: Windows' credential store, macOS' keychain, Secret Service.

A KeySource, picked by assembly. Backends that keep nothing or keep it in plain text are refused.
"""

import base64
import binascii
import json
import os
from dataclasses import dataclass

import keyring
from keyring.backend import KeyringBackend

from robot.model.errors import VaultError
from robot.model.settings import ENV_VAULT_KEY_FILE, ENV_VAULT_PASSPHRASE
from robot.outside.vault.sealing import KEY_BYTES

_SERVICE = "infonavit-robot"
_UNSAFE = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_OTHERS = (
    "El llavero sólo se abre mientras su usuario está dentro de sesión. "
    f"Para correr sin ella use un archivo de llave ({ENV_VAULT_KEY_FILE}) "
    f"o una frase ({ENV_VAULT_PASSPHRASE})."
)


@dataclass(frozen=True, slots=True)
class KeyringSource:
    """One entry a vault, named by the vault's salt. `backend` is the system's own unless a test hands in one."""

    backend: KeyringBackend | None = None

    @property
    def word(self) -> str:
        return "sistema"

    def parameters(self) -> str:
        return json.dumps({"kdf": "none"})

    def create(self, salt: bytes) -> None:
        key = base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")
        backend = self._safe_backend()
        try:
            backend.set_password(_SERVICE, salt.hex(), key)
        except Exception as error:  # see root_key
            raise _failed(error) from None

    def root_key(self, salt: bytes, _parameters: str, /) -> bytes:
        backend = self._safe_backend()
        try:
            text = backend.get_password(_SERVICE, salt.hex())
        except Exception as error:  # backends let errors of their systems through: Windows' without a session, D-Bus
            raise _failed(error) from None
        if text is None:
            raise VaultError(
                "La llave de esta bóveda no está en el almacén de claves de este usuario",
                fix="Use el mismo usuario y equipo con que se creó la bóveda. " + _OTHERS,
            )
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise VaultError("La llave de la bóveda en el almacén de claves está dañada") from None

    def _safe_backend(self) -> KeyringBackend:
        backend = self.backend or keyring.get_keyring()
        if not any(_keeps_secrets(each) for each in getattr(backend, "backends", (backend,))):
            raise VaultError("Este equipo no tiene un almacén de claves seguro", fix=_OTHERS)
        return backend


def _keeps_secrets(backend: KeyringBackend) -> bool:
    kind = type(backend)
    return not kind.__module__.startswith(_UNSAFE) and "plaintext" not in kind.__name__.lower()


def _failed(error: Exception) -> VaultError:
    """Only the kind of the error is told: its text may hold what was to be stored."""
    return VaultError(f"El almacén de claves del sistema no respondió ({type(error).__name__})", fix=_OTHERS)
