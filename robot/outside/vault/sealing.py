"""Seals and opens one secret, and names it by a keyed fingerprint. AES-256-GCM, HKDF, HMAC; nothing is stored here.

Called by vault.py only. A sealed secret is bound to its owner, kind and version, so that rows cannot change places.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_FORMAT = b"\x01"
_NONCE_BYTES = 12
_FINGERPRINT_DIGITS = 32


class NotOpened(Exception):
    """Another key, or a blob that was changed or moved. Says nothing more."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """The two keys of a vault, made from its root key; what each is for is part of how it is derived."""

    cipher: AESGCM
    naming_key: bytes

    def close(self, content: bytes, place: tuple[str, ...]) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self.cipher.encrypt(nonce, content, _bound(place))

    def open(self, blob: bytes, place: tuple[str, ...]) -> bytes:
        """Raises NotOpened."""
        nonce, sealed = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
        if blob[:1] != _FORMAT or len(nonce) != _NONCE_BYTES:
            raise NotOpened
        try:
            return self.cipher.decrypt(nonce, sealed, _bound(place))
        except InvalidTag:
            raise NotOpened from None

    def fingerprint(self, content: bytes, place: tuple[str, ...]) -> str:
        naming = HMAC(self.naming_key, SHA256())
        naming.update(_bound(place) + content)
        return naming.finalize().hex()[:_FINGERPRINT_DIGITS]


def seal_from(root_key: bytes, salt: bytes) -> Seal:
    return Seal(AESGCM(_subkey(root_key, salt, b"seal")), _subkey(root_key, salt, b"fingerprint"))


def _subkey(root_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"infonavit-robot vault 1 " + purpose).derive(root_key)


def _bound(place: tuple[str, ...]) -> bytes:
    """Each part with its length, so that no two places read the same."""
    parts = [part.encode() for part in place]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
