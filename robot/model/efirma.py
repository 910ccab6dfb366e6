"""What the offline check of an e.firma finds out. rules.efirma makes these; the importer, the CLI and decide read them.

Holds no secret: neither key, nor passphrase, nor the CURP of the certificate.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CertificateKind(StrEnum):
    """What SAT issued it for. Only a FIEL (the e.firma) signs at the portal; a CSD seals invoices."""

    FIEL = "fiel"
    CSD = "csd"
    AUTHORITY = "authority"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What the certificate says. Times are UTC; `rfc` is "" where it names none.

    `number` is SAT's 20 digits, `fingerprint` the SHA-256 hex of the DER file, `office` the OU only seals have.
    """

    number: str
    rfc: str
    representative_rfc: str | None
    name: str
    not_before: datetime
    not_after: datetime
    kind: CertificateKind
    office: str
    issuer: str
    fingerprint: str

    @property
    def is_test(self) -> bool:
        """SAT's test authority gives serials that start with 2000 or 3000 (seen in every public test package)."""
        return self.number.startswith(("2000", "3000"))


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable, `text` says what is wrong and `todo` what to do, both in Spanish for a payroll person."""

    code: str
    text: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class EfirmaReport:
    """`problems` are reasons to refuse; `certificate` is None where it could not be read."""

    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    certificate: CertificateFacts | None

    @property
    def usable(self) -> bool:
        """No local reason to refuse. Whether SAT revoked it, only the portal can tell."""
        return not self.problems
