"""Whom we work for, and what is wanted for them."""

from dataclasses import dataclass
from datetime import date, datetime

from robot.model.identifiers import Nrp, Rfc
from robot.model.secret import SecretKind

PERSON_MAILBOX = "persona"


@dataclass(frozen=True, slots=True)
class Developer:
    """The software house a relation is with, and the choices of the portal's form, in the portal's words."""

    service: str
    rfc: Rfc
    name: str
    validity: str


# Guide of CONTPAQi, "¿Cómo registrar una relación de confianza?", step 3 (May 2022).
CONTPAQI = Developer("Avisos", Rfc("CAC840428RH1"), "COMPUTACIÓN EN ACCIÓN, S.A. DE C.V.", "1 Año")


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Who allowed us to sign with the employer's e.firma, and the last day of it (None: no end was given)."""

    by: str
    until: date | None

    def allows(self, day: date) -> bool:
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class Employer:
    """One roster row without its secrets. `certificate` names the e.firma in the vault (SHA-256 hex of the .cer)."""

    nrp: Nrp
    rfc: Rfc
    name: str
    email: str
    developer: Developer
    certificate: str
    mailbox: str = ""  # a name of settings, PERSON_MAILBOX, or "" = matched by the address
    authorisation: Authorisation | None = None
    order: int = 0  # place in the roster
    efirma_ends: datetime | None = None  # UTC; of the certificate, where it could be read

    def owner_of(self, kind: SecretKind) -> str:
        """Under whom the vault keeps this secret: NRPs that sign with one e.firma share it."""
        return self.certificate if kind.of_certificate else self.nrp
