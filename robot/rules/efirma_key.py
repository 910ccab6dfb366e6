"""Opens the .key with its passphrase, in every spelling it may have been given in, and proves that it is the pair's.

Called by rules.efirma. The text of an exception never decides (one wrong passphrase in 300 fails like a damaged file);
no exception of cryptography leaves this room, since its cause may hold what was tried.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key

from robot.model.secret import Secret

_PROOF = b"infonavit-robot: proof that the key belongs to the certificate"


class Spelling(StrEnum):
    """Which reading of the given passphrase opened the key."""

    AS_GIVEN = "as given"
    WESTERN = "western"  # Windows-1252 bytes, which SAT's Certifica writes (measured 2026-11)
    COMPOSED = "composed"  # ñ as one letter: a Mac keeps it as two
    STRIPPED = "stripped"


class KeyRefusal(StrEnum):
    PASSPHRASE = "passphrase"
    UNSUPPORTED = "unsupported"
    NOT_RSA = "not_rsa"


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """`passphrase` is the text that opened it, as it is to be typed at the portal."""

    key: rsa.RSAPrivateKey
    spelling: Spelling
    passphrase: Secret


def open_key(der: bytes, passphrase: Secret) -> OpenedKey | KeyRefusal:
    for spelling, text, attempt in _spellings(passphrase):
        try:
            key = load_der_private_key(der, attempt)
        except UnsupportedAlgorithm:
            return KeyRefusal.UNSUPPORTED
        except (ValueError, TypeError):
            continue
        if not isinstance(key, rsa.RSAPrivateKey):
            return KeyRefusal.NOT_RSA
        return OpenedKey(key, spelling, Secret(text))
    return KeyRefusal.PASSPHRASE


def belongs(key: rsa.RSAPrivateKey, certificate_key: rsa.RSAPublicKey) -> bool:
    """Same public key, and what the one signs the other confirms."""
    if _public(key.public_key()) != _public(certificate_key):
        return False
    try:
        certificate_key.verify(key.sign(_PROOF, padding.PKCS1v15(), SHA256()), _PROOF, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _public(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _spellings(passphrase: Secret) -> Iterator[tuple[Spelling, str, bytes]]:
    """The likeliest first, none twice. A file of bytes that are no UTF-8 is taken as Windows-1252."""
    given = passphrase.reveal()
    try:
        text = given.decode("utf-8")
    except UnicodeDecodeError:
        text = given.decode("cp1252", "replace")
    clean = text.removeprefix("\ufeff").strip()
    seen: set[bytes] = set()
    for spelling, reading in (
        (Spelling.AS_GIVEN, text),
        (Spelling.COMPOSED, unicodedata.normalize("NFC", text)),
        (Spelling.STRIPPED, clean),
        (Spelling.STRIPPED, unicodedata.normalize("NFC", clean)),
    ):
        for encoding in ("utf-8", "cp1252"):
            attempt = _encoded(reading, encoding)
            if attempt and attempt not in seen:
                seen.add(attempt)
                western = encoding == "cp1252" and spelling is Spelling.AS_GIVEN
                yield Spelling.WESTERN if western else spelling, reading, attempt


def _encoded(text: str, encoding: str) -> bytes:
    """Empty where the encoding lacks a letter of it."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""
