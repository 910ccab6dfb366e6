"""The shelf of sealed secrets: the vault's rows in the ledger's database. Keeps the SecretShelf promise.

Called by outside/vault through assembly. Sees ciphertext only and can open none of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row, delete, insert, select, true, update

from robot.model.sealed import SealedSecret, VaultLock
from robot.outside.ledger.part import LedgerPart
from robot.outside.ledger.tables import VAULT, VAULT_LOCK


class SqlShelf(LedgerPart):
    """One current version of each owner and kind; a unique index sees to it."""

    def lock(self) -> VaultLock | None:
        with self._database.read() as connection:
            row = connection.execute(select(VAULT_LOCK)).first()
        return None if row is None else _lock(row)

    def put_lock(self, lock: VaultLock) -> VaultLock:
        """Stores the lock unless there is one already; gives the one that stands."""
        with self._database.write() as connection:
            row = self._database.insert(VAULT_LOCK).values(
                id=1, source=lock.source, salt=lock.salt, parameters=lock.parameters, check=lock.check
            )
            connection.execute(row.on_conflict_do_nothing())
            return _lock(connection.execute(select(VAULT_LOCK)).one())

    def put(self, sealed: SealedSecret, *, keep_old: bool) -> None:
        mine = (VAULT.c.owner == sealed.owner, VAULT.c.kind == sealed.kind)
        with self._database.write_alone() as connection:
            if keep_old:
                connection.execute(update(VAULT).where(*mine).values(current=False))
            else:
                connection.execute(delete(VAULT).where(*mine))
            connection.execute(
                insert(VAULT).values(
                    owner=sealed.owner,
                    kind=sealed.kind,
                    version=sealed.version,
                    blob=sealed.blob,
                    fingerprint=sealed.fingerprint,
                    stored_at=sealed.stored_at,
                    current=True,
                )
            )

    def get(self, owner: str, kind: str) -> SealedSecret | None:
        with self._database.read() as connection:
            row = connection.execute(
                select(VAULT).where(VAULT.c.owner == owner, VAULT.c.kind == kind, VAULT.c.current.is_(True))
            ).first()
        return None if row is None else _sealed(row)

    def every(self, owner: str | None = None) -> Iterator[SealedSecret]:
        wanted = true() if owner is None else VAULT.c.owner == owner
        with self._database.read() as connection:
            for row in connection.execute(select(VAULT).where(wanted)):
                yield _sealed(row)

    def fingerprints(self) -> Mapping[tuple[str, str], str]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(VAULT.c.owner, VAULT.c.kind, VAULT.c.fingerprint).where(VAULT.c.current.is_(True))
            ).all()
        return {(row.owner, row.kind): row.fingerprint for row in rows}

    def forget(self, owner: str, kind: str | None) -> None:
        """Deletes every version of this kind, or of all kinds, for ever."""
        of_kind = [] if kind is None else [VAULT.c.kind == kind]
        with self._database.write_alone() as connection:
            connection.execute(delete(VAULT).where(VAULT.c.owner == owner, *of_kind))
        self._database.tidy()


def _lock(row: Row[Any]) -> VaultLock:
    return VaultLock(row.source, bytes(row.salt), row.parameters, bytes(row.check))


def _sealed(row: Row[Any]) -> SealedSecret:
    return SealedSecret(row.owner, row.kind, row.version, bytes(row.blob), row.fingerprint, row.stored_at)
