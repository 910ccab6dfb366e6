"""Secrets at rest, as rows: what the vault seals and the ledger's database keeps, and the promise between the two.

outside/vault makes and opens the rows; outside/ledger stores them (same database). Nothing here can be read without
the vault's key. The promise stands on the ground floor because two rooms of outside/ share it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """One version of one secret. `version` is a random name, unique in the shelf; `blob` is bound to it.

    `fingerprint` is a keyed name of the content that tells nothing of it. `stored_at` is UTC.
    """

    owner: str
    kind: str
    version: str
    blob: bytes
    fingerprint: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class VaultLock:
    """What a vault needs beside its key: there is one a database. `source` is the word for where the key comes from.

    `parameters` are those of the key derivation as JSON text, `check` a sealed constant that only the right key opens.
    """

    source: str
    salt: bytes
    parameters: str
    check: bytes


class SecretShelf(Protocol):
    """Rows of sealed secrets. Synchronous; each method is one durable transaction."""

    def lock(self) -> VaultLock | None:
        """The lock of this database; None: no vault was ever opened on it."""

    def put_lock(self, lock: VaultLock) -> VaultLock:
        """Stores the lock unless there is one already; gives the one that stands (the first wins)."""

    def put(self, sealed: SealedSecret, *, keep_old: bool) -> None:
        """Makes `sealed` the current version of its owner and kind. The older stay, not current, or are deleted."""

    def get(self, owner: str, kind: str) -> SealedSecret | None:
        """The current version."""

    def every(self, owner: str | None = None) -> Iterator[SealedSecret]:
        """All versions of all, or of one owner's, in no order."""

    def fingerprints(self) -> Mapping[tuple[str, str], str]:
        """Of the current versions, by owner and kind."""

    def forget(self, owner: str, kind: str | None) -> None:
        """Deletes every version of this kind, or of all kinds, for ever."""
