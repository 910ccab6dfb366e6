"""What is put in the vault comes out again, for the right key only, and nothing readable lies on the shelf."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from robot.engine.ports import Vault
from robot.model.errors import VaultError
from robot.model.sealed import SealedSecret, VaultLock
from robot.model.secret import Secret
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.vault.key_sources import (
    KeyFileSource,
    PassphraseSource,
    create_key_file,
)
from robot.outside.vault.os_keyring import KeyringSource
from robot.outside.vault.vault import SealedVault, open_vault
from robot.rules.scrub import Scrubber

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
NRP, OTHER = "A1234567890", "B1234567890"
WORD = Secret("contraseña 1")


class ShelfInMemory:
    """A SecretShelf as the ledger keeps it, in lists."""

    def __init__(self) -> None:
        self.rows: list[SealedSecret] = []
        self.kept_lock: VaultLock | None = None

    def lock(self) -> VaultLock | None:
        return self.kept_lock

    def put_lock(self, lock: VaultLock) -> VaultLock:
        self.kept_lock = self.kept_lock or lock
        return self.kept_lock

    def put(self, sealed: SealedSecret, *, keep_old: bool) -> None:
        if not keep_old:
            self.forget(sealed.owner, sealed.kind)
        self.rows.append(sealed)

    def get(self, owner: str, kind: str) -> SealedSecret | None:
        return next((row for row in reversed(self.rows) if (row.owner, row.kind) == (owner, kind)), None)

    def every(self, owner: str | None = None) -> Iterator[SealedSecret]:
        return (row for row in self.rows if owner in (None, row.owner))

    def fingerprints(self) -> dict[tuple[str, str], str]:
        return {(row.owner, row.kind): row.fingerprint for row in self.rows}

    def forget(self, owner: str, kind: str | None) -> None:
        self.rows = [row for row in self.rows if row.owner != owner or kind not in (None, row.kind)]


def source(words: str = "la frase") -> PassphraseSource:
    return PassphraseSource(Secret(words), cost=2**4)


@pytest.fixture
def shelf() -> ShelfInMemory:
    return ShelfInMemory()


@pytest.fixture
def vault(shelf: ShelfInMemory) -> SealedVault:
    return open_vault(shelf, source())


def test_the_vault_keeps_the_engines_promise(vault: SealedVault) -> None:
    promised: Vault = vault
    promised.put(NRP, "portal_password", WORD, NOW)
    assert promised.get(NRP, "portal_password") == WORD
    assert promised.get(NRP, "service_password") is None
    assert promised.get(OTHER, "portal_password") is None


@settings(max_examples=30, deadline=None)
@given(content=st.binary(max_size=3000))
def test_any_bytes_come_out_as_they_went_in(content: bytes) -> None:
    vault = open_vault(ShelfInMemory(), source())
    vault.put(NRP, "efirma_key", Secret(content), NOW)
    assert vault.get(NRP, "efirma_key") == Secret(content)


def test_another_process_with_the_same_passphrase_reads_it(shelf: ShelfInMemory, vault: SealedVault) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    assert open_vault(shelf, source()).get(NRP, "portal_password") == WORD


def test_nothing_on_the_shelf_shows_the_secret(shelf: ShelfInMemory, vault: SealedVault) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    assert WORD.reveal() not in repr((shelf.rows, shelf.kept_lock)).encode() + shelf.rows[0].blob


def test_nothing_of_the_vault_shows_in_its_representation(vault: SealedVault) -> None:
    assert "key" not in repr(vault).lower()
    assert "key" not in repr(vault.seal).lower()


def test_a_wrong_passphrase_is_told_as_another_key_and_not_as_damage(shelf: ShelfInMemory, vault: SealedVault) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    with pytest.raises(VaultError, match="La llave no es la de esta bóveda") as caught:
        open_vault(shelf, source("otra frase"))
    assert "otra frase" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_damaged_row_is_told_as_damage_and_named(shelf: ShelfInMemory, vault: SealedVault) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    blob = bytearray(shelf.rows[0].blob)
    blob[-1] ^= 1
    shelf.rows[0] = replace(shelf.rows[0], blob=bytes(blob))
    with pytest.raises(VaultError, match="dañado") as caught:
        vault.get(NRP, "portal_password")
    assert NRP in str(caught.value)


@pytest.mark.parametrize("moved", [{"owner": OTHER}, {"kind": "service_password"}, {"version": "another"}])
def test_a_row_that_changed_places_does_not_open(
    shelf: ShelfInMemory, vault: SealedVault, moved: dict[str, str]
) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    shelf.rows = [replace(shelf.rows[0], **moved)]
    with pytest.raises(VaultError, match="cambiado de lugar"):
        vault.get(shelf.rows[0].owner, shelf.rows[0].kind)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + b"0" * 12, b"\x02" + b"0" * 60])
def test_a_cut_or_strange_row_is_damage_too(shelf: ShelfInMemory, vault: SealedVault, blob: bytes) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    shelf.rows = [replace(shelf.rows[0], blob=blob)]
    with pytest.raises(VaultError, match="dañado"):
        vault.get(NRP, "portal_password")


def test_a_new_service_password_never_loses_the_old_one(vault: SealedVault) -> None:
    for day, word in enumerate(("primera", "segunda")):
        vault.put(NRP, "service_password", Secret(word), NOW + timedelta(days=day))
    assert vault.get(NRP, "service_password") == Secret("segunda")
    assert [secret for _, secret in vault.everything(NRP)] == [Secret("primera"), Secret("segunda")]


def test_other_secrets_are_replaced(vault: SealedVault) -> None:
    for word in ("primera", "segunda"):
        vault.put(NRP, "portal_password", Secret(word), NOW)
    assert [secret for _, secret in vault.everything(NRP)] == [Secret("segunda")]


def test_storing_the_same_again_changes_nothing(shelf: ShelfInMemory, vault: SealedVault) -> None:
    vault.put(NRP, "service_password", WORD, NOW)
    before = list(shelf.rows)
    vault.put(NRP, "service_password", WORD, NOW + timedelta(days=1))
    assert shelf.rows == before


def test_storing_the_same_again_mends_a_damaged_row(shelf: ShelfInMemory, vault: SealedVault) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    shelf.rows[0] = replace(shelf.rows[0], blob=b"broken")
    vault.put(NRP, "portal_password", WORD, NOW)
    assert vault.get(NRP, "portal_password") == WORD


def test_a_fingerprint_names_the_secret_and_changes_with_it(vault: SealedVault) -> None:
    vault.put(NRP, "portal_password", WORD, NOW)
    first = vault.fingerprint(NRP, "portal_password")
    assert first == vault.fingerprint_of(NRP, "portal_password", WORD)
    assert vault.fingerprints() == {(NRP, "portal_password"): first}
    vault.put(NRP, "portal_password", Secret("nueva"), NOW)
    assert vault.fingerprint(NRP, "portal_password") not in ("", first)


def test_equal_secrets_of_two_owners_or_vaults_do_not_show_as_equal(vault: SealedVault) -> None:
    other_vault = open_vault(ShelfInMemory(), source())
    names = {
        vault.fingerprint_of(NRP, "portal_password", WORD),
        vault.fingerprint_of(OTHER, "portal_password", WORD),
        vault.fingerprint_of(NRP, "service_password", WORD),
        other_vault.fingerprint_of(NRP, "portal_password", WORD),
    }
    assert len(names) == 4


def test_what_is_not_there_has_no_fingerprint(vault: SealedVault) -> None:
    assert vault.fingerprint(NRP, "portal_password") == ""


def test_forgetting_one_kind_leaves_the_others_and_forgetting_all_leaves_none(vault: SealedVault) -> None:
    for kind in ("portal_password", "service_password"):
        vault.put(NRP, kind, WORD, NOW)
    vault.put(OTHER, "portal_password", WORD, NOW)
    vault.forget(NRP, "portal_password")
    assert set(vault.fingerprints()) == {(NRP, "service_password"), (OTHER, "portal_password")}
    vault.forget(NRP)
    assert set(vault.fingerprints()) == {(OTHER, "portal_password")}


def test_two_who_start_at_once_open_the_same_vault() -> None:
    class Late(ShelfInMemory):
        """Shows no lock until its own is put, though another's was put first."""

        def lock(self) -> None:
            return None

    first = ShelfInMemory()
    open_vault(first, source()).put(NRP, "portal_password", WORD, NOW)
    late = Late()
    late.kept_lock, late.rows = first.kept_lock, first.rows
    assert open_vault(late, source()).get(NRP, "portal_password") == WORD


def test_a_passphrase_typed_on_a_mac_opens_what_a_pc_sealed(shelf: ShelfInMemory) -> None:
    open_vault(shelf, source("contrase\u00f1a")).put(NRP, "portal_password", WORD, NOW)
    assert open_vault(shelf, source("contrasen\u0303a")).get(NRP, "portal_password") == WORD


def test_an_empty_passphrase_makes_no_vault(shelf: ShelfInMemory) -> None:
    with pytest.raises(VaultError, match="vacía"):
        open_vault(shelf, source(""))
    assert shelf.kept_lock is None


def test_the_shipped_cost_of_the_passphrase_is_not_the_tests() -> None:
    assert PassphraseSource(Secret("x")).cost >= 2**15


# key files


def test_a_key_file_opens_its_vault_and_no_other_file_does(shelf: ShelfInMemory, tmp_path: Path) -> None:
    mine, other = tmp_path / "mía.key", tmp_path / "otra.key"
    create_key_file(mine)
    create_key_file(other)
    open_vault(shelf, KeyFileSource(mine)).put(NRP, "portal_password", WORD, NOW)
    assert open_vault(shelf, KeyFileSource(mine)).get(NRP, "portal_password") == WORD
    with pytest.raises(VaultError, match="no es la de esta bóveda"):
        open_vault(shelf, KeyFileSource(other))


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    create_key_file(tmp_path / "k")
    before = (tmp_path / "k").read_bytes()
    with pytest.raises(VaultError, match="Ya existe"):
        create_key_file(tmp_path / "k")
    assert (tmp_path / "k").read_bytes() == before


def test_a_disk_that_fills_up_leaves_no_half_key_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError, match="No se pudo crear"):
        create_key_file(tmp_path / "k")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="No se pudo crear"):
        create_key_file(tmp_path / "no" / "k")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_refused_with_the_command_that_mends_it(
    shelf: ShelfInMemory, tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "k"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(mode)
    with pytest.raises(VaultError, match="Otros usuarios") as caught:
        open_vault(shelf, KeyFileSource(path))
    assert "chmod 600" in caught.value.fix


def test_a_missing_key_file_is_told_as_missing(shelf: ShelfInMemory, tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="No se encuentra"):
        open_vault(shelf, KeyFileSource(tmp_path / "k"))


@pytest.mark.parametrize("content", [b"", b"hola", b"\xff\xfe", b"infonavit-robot-vault-key-1:QUJD\n"])
def test_a_file_that_is_no_key_is_told_as_such(shelf: ShelfInMemory, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k"
    create_key_file(path)
    path.write_bytes(content)
    with pytest.raises(VaultError, match="archivo de llave"):
        open_vault(shelf, KeyFileSource(path))


def test_a_vault_made_with_a_file_is_not_opened_with_a_passphrase(shelf: ShelfInMemory, tmp_path: Path) -> None:
    create_key_file(tmp_path / "k")
    open_vault(shelf, KeyFileSource(tmp_path / "k"))
    with pytest.raises(VaultError, match="no se creó con una frase"):
        open_vault(shelf, source())


# keyring


class KeyringInMemory(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class PlaintextKeyring(KeyringInMemory):
    pass


def test_the_keyring_keeps_the_key_of_each_vault(shelf: ShelfInMemory) -> None:
    backend, second = KeyringInMemory(), ShelfInMemory()
    open_vault(shelf, KeyringSource(backend)).put(NRP, "portal_password", WORD, NOW)
    open_vault(second, KeyringSource(backend))
    assert len(backend.kept) == 2
    assert open_vault(shelf, KeyringSource(backend)).get(NRP, "portal_password") == WORD


def test_another_users_keyring_is_told_to_lack_the_key(shelf: ShelfInMemory) -> None:
    open_vault(shelf, KeyringSource(KeyringInMemory()))
    with pytest.raises(VaultError, match="no está en el almacén"):
        open_vault(shelf, KeyringSource(KeyringInMemory()))


@pytest.mark.parametrize("backend", [FailKeyring(), NullKeyring(), PlaintextKeyring()], ids=["fail", "null", "plain"])
def test_a_keyring_that_keeps_nothing_or_hides_nothing_is_refused(
    shelf: ShelfInMemory, backend: KeyringBackend
) -> None:
    with pytest.raises(VaultError, match="almacén de claves seguro"):
        open_vault(shelf, KeyringSource(backend))
    assert shelf.kept_lock is None


# on the ledger's own shelf


def test_the_vault_lies_in_the_ledgers_database_and_nothing_readable_is_in_its_files(tmp_path: Path) -> None:
    address = sqlite_address(tmp_path / "ledger.db")
    with open_ledger(address) as ledger:
        vault = open_vault(ledger.shelf, source())
        for word in ("primera-clave", "segunda-clave"):
            vault.put(NRP, "service_password", Secret(word), NOW)
    with open_ledger(address) as ledger:
        kept = {secret.reveal_text() for _, secret in open_vault(ledger.shelf, source()).everything(NRP)}
    assert kept == {"primera-clave", "segunda-clave"}
    scrubber = Scrubber([Secret("primera-clave"), Secret("segunda-clave"), Secret("la frase")])
    assert not any(scrubber.finds(file.read_bytes()) for file in tmp_path.iterdir())
