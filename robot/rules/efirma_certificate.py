"""Reads what a certificate of SAT says into CertificateFacts, leniently.

Called by rules.efirma with DER bytes. Never touches `Certificate.subject`, its repr or its issuer: these raise for a
taxpayer with Ñ or an accent (measured with cryptography 48 and 50, 2026-11).
"""

from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.x509.oid import ExtendedKeyUsageOID

from robot.model.efirma import CertificateFacts, CertificateKind
from robot.rules.der import name_texts, read, signed_parts

_COMMON_NAME, _NAME, _OFFICE, _TAX_ID = "550403", "550429", "55040b", "55042d"
_FIEL_PURPOSES = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH}

E = TypeVar("E", bound=x509.ExtensionType)


class CertificateUnreadable(ValueError):
    """The bytes have the shape of a certificate and cannot be read as one."""


def read_certificate(der: bytes) -> tuple[CertificateFacts, rsa.RSAPublicKey]:
    """Raises CertificateUnreadable."""
    try:
        _refuse_odd_serial(der)
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        facts = _facts(certificate, der)
    except (ValueError, IndexError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        raise CertificateUnreadable("not a certificate that can be read") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise CertificateUnreadable("SAT issues RSA keys only")
    return facts, key


def _refuse_odd_serial(der: bytes) -> None:
    """Zero or negative: cryptography warns of it today and will refuse it (48, 50). No certificate of SAT has one."""
    serial = signed_parts(read(der).content)[0].content
    if serial[0] & 0x80 or not any(serial):
        raise CertificateUnreadable("a serial number that is not positive")


def _facts(certificate: x509.Certificate, der: bytes) -> CertificateFacts:
    _, _, issuer, _, subject_name, *_ = signed_parts(certificate.tbs_certificate_bytes)
    subject = name_texts(subject_name.content)
    company, slash, representative = subject.get(_TAX_ID, "").partition("/")
    office = subject.get(_OFFICE, "").strip()
    return CertificateFacts(
        number=_number(certificate.serial_number),
        rfc=company.strip().upper(),
        representative_rfc=representative.strip().upper() or None if slash else None,
        name=(subject.get(_NAME) or subject.get(_COMMON_NAME, "")).strip(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        kind=_kind(certificate.extensions, office),
        office=office,
        issuer=name_texts(issuer.content).get(_COMMON_NAME, ""),
        fingerprint=fingerprint(der),
    )


def fingerprint(der: bytes) -> str:
    """SHA-256 hex of the file: how an employer's row names its e.firma."""
    digest = Hash(SHA256())
    digest.update(der)
    return digest.finalize().hex()


def _number(serial: int) -> str:
    """SAT's certificate number: the bytes of the serial read as ASCII digits; else the serial itself in hex."""
    digits = serial.to_bytes((serial.bit_length() + 7) // 8, "big") if serial > 0 else b""
    return digits.decode("ascii") if digits.isdigit() else f"{serial:x}"


def _kind(extensions: x509.Extensions, office: str) -> CertificateKind:
    """By what it may be used for, with the OU as cross-check: no official rule is known (phpcfdi/credentials#7).

    Every FIEL seen (2016-2023) has both purposes and no OU, every CSD no purpose and an OU.
    """
    constraints = _extension(extensions, x509.BasicConstraints)
    if constraints and constraints.ca:
        return CertificateKind.AUTHORITY
    usage, purposes = _extension(extensions, x509.KeyUsage), _extension(extensions, x509.ExtendedKeyUsage)
    if usage is None or not (usage.digital_signature and usage.content_commitment):
        return CertificateKind.UNKNOWN
    encrypts = usage.data_encipherment or usage.key_agreement
    if purposes and set(purposes) >= _FIEL_PURPOSES and encrypts and not office:
        return CertificateKind.FIEL
    if not purposes and not encrypts and not usage.key_encipherment and office:
        return CertificateKind.CSD
    return CertificateKind.UNKNOWN


def _extension(extensions: x509.Extensions, kind: type[E]) -> E | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
