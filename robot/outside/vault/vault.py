"""Keeps the promise engine.ports.Vault: secrets go in as Secret, lie sealed on the shelf, come out as Secret.

Called by assembly (open_vault) and through the port by everyone else. The shelf is the ledger's. A service password is
never lost by overwriting: its old versions stay and can be asked for. Nothing here logs.
"""

import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from robot.model.errors import VaultError
from robot.model.sealed import SealedSecret, SecretShelf, VaultLock
from robot.model.secret import Secret, SecretKind
from robot.outside.vault.key_sources import KeySource
from robot.outside.vault.sealing import NotOpened, Seal, seal_from

_SALT_BYTES = 16
_KEPT_FOR_EVER = frozenset({SecretKind.SERVICE_PASSWORD.value})
_CHECK = b"infonavit-robot vault"


# Told of every secret that goes in or comes out, by its kind: the log hides what passed through these hands.
Heard = Callable[[str, Secret], None]


def _no_matter(_kind: str, _secret: Secret) -> None: ...


@dataclass(frozen=True, slots=True, repr=False)
class SealedVault:
    shelf: SecretShelf
    seal: Seal
    heard: Heard = _no_matter

    def put(self, owner: str, kind: str, secret: Secret, now: datetime) -> None:
        """Storing what is already there changes nothing, unless what is there can no longer be read."""
        self.heard(kind, secret)
        fingerprint = self.seal.fingerprint(secret.reveal(), (owner, kind))
        current = self.shelf.get(owner, kind)
        if current and current.fingerprint == fingerprint and self._reads(current):
            return
        version = uuid.uuid4().hex
        blob = self.seal.close(secret.reveal(), (owner, kind, version))
        sealed = SealedSecret(owner, kind, version, blob, fingerprint, now)
        self.shelf.put(sealed, keep_old=kind in _KEPT_FOR_EVER)

    def get(self, owner: str, kind: str) -> Secret | None:
        """Raises VaultError when what is stored was damaged or moved."""
        sealed = self.shelf.get(owner, kind)
        secret = self._open(sealed) if sealed else None
        if secret is not None:
            self.heard(kind, secret)
        return secret

    def everything(self, owner: str | None = None) -> Iterator[tuple[str, Secret]]:
        """Every version of every secret, or of one owner's, by its kind, for whoever looks for them: nothing hears of
        it. What is damaged nobody can have read."""
        for sealed in self.shelf.every(owner):
            with suppress(VaultError):
                yield sealed.kind, self._open(sealed)

    def fingerprint(self, owner: str, kind: str) -> str:
        sealed = self.shelf.get(owner, kind)
        return sealed.fingerprint if sealed else ""

    def fingerprint_of(self, owner: str, kind: str, secret: Secret) -> str:
        """The fingerprint `secret` would have here, without storing it: to see whether an import changes it."""
        return self.seal.fingerprint(secret.reveal(), (owner, kind))

    def fingerprints(self) -> Mapping[tuple[str, str], str]:
        return self.shelf.fingerprints()

    def forget(self, owner: str, kind: str | None = None) -> None:
        self.shelf.forget(owner, kind)

    def _open(self, sealed: SealedSecret) -> Secret:
        try:
            return Secret(self.seal.open(sealed.blob, (sealed.owner, sealed.kind, sealed.version)))
        except NotOpened:
            raise VaultError(
                "Un secreto guardado está dañado o fue cambiado de lugar",
                where=f"{sealed.kind} de {sealed.owner}",
                fix="La llave de la bóveda es correcta. Importe de nuevo el listado de patrones o capture el secreto.",
            ) from None

    def _reads(self, sealed: SealedSecret) -> bool:
        try:
            self._open(sealed)
        except VaultError:
            return False
        return True


def open_vault(shelf: SecretShelf, key_source: KeySource, heard: Heard = _no_matter) -> SealedVault:
    """Makes the vault on a shelf that has none. Raises VaultError when the key is another one than it was made with."""
    lock = shelf.lock() or _new_lock(shelf, key_source)
    seal = seal_from(key_source.root_key(lock.salt, lock.parameters), lock.salt)
    try:
        seal.open(lock.check, _lock_place(lock.parameters))
    except NotOpened:
        raise VaultError(
            "La llave no es la de esta bóveda",
            where=f"la bóveda se creó con la fuente «{lock.source}»; se intentó con «{key_source.word}»",
            fix="Use la misma frase, archivo de llave o usuario del sistema con que se creó. Nada se perdió.",
        ) from None
    return SealedVault(shelf, seal, heard)


def _new_lock(shelf: SecretShelf, key_source: KeySource) -> VaultLock:
    """When two start at once the first one's lock stands, and both open that."""
    salt, parameters = os.urandom(_SALT_BYTES), key_source.parameters()
    key_source.create(salt)
    seal = seal_from(key_source.root_key(salt, parameters), salt)
    check = seal.close(_CHECK, _lock_place(parameters))
    return shelf.put_lock(VaultLock(key_source.word, salt, parameters, check))


def _lock_place(parameters: str) -> tuple[str, ...]:
    return ("lock", parameters)
