"""Is this e.firma fit to sign with? Judged offline, from the bytes of its files, before any visit.

Called by the importer, `check`, `efirma check` and the mock portal. Reads no file and no clock; never logs or keeps
what it is given. A report without problems means "no local reason to refuse": revocation only the portal knows.
Order: shape of each file, certificate, dates, kind, RFC, environment, passphrase, match (research of 2026-11-22).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import rsa

import robot.rules.efirma_findings as say
from robot.model.efirma import CertificateFacts, CertificateKind, EfirmaReport, Finding
from robot.model.identifiers import Rfc
from robot.model.secret import Secret
from robot.rules.efirma_certificate import CertificateUnreadable, read_certificate
from robot.rules.efirma_key import KeyRefusal, OpenedKey, belongs, open_key
from robot.rules.efirma_shape import Content, Shape, Wrapping, shape_of

_SOON = timedelta(days=30)


@dataclass(slots=True)
class _Notes:
    problems: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def check_efirma(cer: bytes, key: bytes, passphrase: Secret | None, *, rfc: Rfc | None, at: datetime) -> EfirmaReport:
    """`rfc` is the employer's, None to skip that question; without `passphrase` the key stays closed (a warning)."""
    cer_shape, key_shape = shape_of(cer), shape_of(key)
    if (cer_shape.content, key_shape.content) == (Content.KEY, Content.CERTIFICATE):
        return EfirmaReport((say.swapped(),), (), None)
    notes = _Notes()
    _judge_shape(cer_shape, ".cer", notes)
    _judge_shape(key_shape, ".key", notes)
    certificate = _certificate(cer_shape, notes)
    if certificate:
        _judge_certificate(certificate[0], rfc, at, notes)
    opened = _opened(key_shape, passphrase, notes)
    if certificate and opened and not belongs(opened.key, certificate[1]):
        notes.problems.append(say.mismatch())
    return EfirmaReport(tuple(notes.problems), tuple(notes.warnings), certificate[0] if certificate else None)


def certificate_facts(cer: bytes) -> CertificateFacts | None:
    """What a .cer says, whatever it is fit for; None where it is none."""
    certificate = _certificate(shape_of(cer), _Notes())
    return certificate[0] if certificate else None


def to_der_certificate(cer: bytes) -> bytes | None:
    """The .cer as SAT delivers it, from DER, PEM or base64; None where it is no certificate."""
    shape = shape_of(cer)
    return shape.der if shape.content is Content.CERTIFICATE else None


def to_der_key(key: bytes) -> bytes | None:
    """The encrypted .key as SAT delivers it, from DER, PEM or base64; None where it is none."""
    shape = shape_of(key)
    return shape.der if shape.content is Content.KEY else None


def typed_passphrase(key: bytes, passphrase: Secret) -> Secret | None:
    """The passphrase as it must be typed (without the blanks that came with it); None where it opens nothing."""
    der = to_der_key(key)
    opened = open_key(der, passphrase) if der and passphrase else None
    return opened.passphrase if isinstance(opened, OpenedKey) else None


def _judge_shape(shape: Shape, ext: str, notes: _Notes) -> None:
    wanted = Content.CERTIFICATE if ext == ".cer" else Content.KEY
    if shape.content is not wanted:
        notes.problems.append(say.is_other(ext, shape.content))
    elif shape.wrapping is not Wrapping.DER:
        notes.warnings.append(say.normalised(ext, shape.wrapping))


def _certificate(shape: Shape, notes: _Notes) -> tuple[CertificateFacts, rsa.RSAPublicKey] | None:
    if shape.content is not Content.CERTIFICATE:
        return None
    try:
        return read_certificate(shape.der)
    except CertificateUnreadable:
        notes.problems.append(say.unreadable())
        return None


def _judge_certificate(facts: CertificateFacts, rfc: Rfc | None, at: datetime, notes: _Notes) -> None:
    if at < facts.not_before:
        notes.problems.append(say.not_yet_valid(facts))
    elif at > facts.not_after:
        notes.problems.append(say.expired(facts, at))
    elif facts.not_after - at < _SOON:
        notes.warnings.append(say.ends_soon(facts))
    not_a_fiel = {
        CertificateKind.CSD: say.is_csd,
        CertificateKind.AUTHORITY: say.is_authority,
        CertificateKind.UNKNOWN: say.kind_unknown,
    }
    if facts.kind in not_a_fiel:
        notes.problems.append(not_a_fiel[facts.kind](facts))
    if not facts.rfc and facts.kind is not CertificateKind.AUTHORITY:
        notes.problems.append(say.rfc_missing())
    elif facts.rfc and rfc is not None and facts.rfc != rfc:
        notes.problems.append(say.rfc_differs(facts, rfc))
    if facts.is_test:
        notes.warnings.append(say.test_certificate(facts))


def _opened(shape: Shape, passphrase: Secret | None, notes: _Notes) -> OpenedKey | None:
    if shape.content is not Content.KEY:
        return None
    if passphrase is None:
        notes.warnings.append(say.passphrase_not_checked())
        return None
    opened = open_key(shape.der, passphrase) if passphrase else None
    if opened is None:
        notes.problems.append(say.passphrase_missing())
        return None
    if isinstance(opened, KeyRefusal):
        notes.problems.append(say.key_refused(opened))
        return None
    _warn_of_key(opened, notes)
    return opened


def _warn_of_key(opened: OpenedKey, notes: _Notes) -> None:
    if spelling := say.spelling(opened.spelling):
        notes.warnings.append(spelling)
    if opened.key.key_size < 2048:
        notes.warnings.append(say.rsa_short(opened.key.key_size))
