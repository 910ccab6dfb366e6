"""Mailboxes and the mails wanted from them: settings, the request for a password, and what came of it.

Settings build `MailboxSettings`, the engine makes a `PasswordRequest`, rules.pickup judges, outside.mailbox reads.
Nothing here reads mail. What exists is valid: a wrong setting raises ValueError with a Spanish sentence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from robot.model.employer import Employer
from robot.model.identifiers import Nrp
from robot.model.origin import is_loopback
from robot.model.secret import Secret
from robot.model.state import MailMark

# Sender of the real portal's mails: unseen so far (2026-11), so a default that settings can override.
INFONAVIT_MAIL_DOMAINS = ("infonavit.org.mx",)

_NESTED_QUANTIFIER = re.compile(r"\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)[+*{]")


class Security(StrEnum):
    """How the way to the server is protected. PLAIN is for loopback only."""

    SSL = "ssl"
    STARTTLS = "starttls"
    PLAIN = "plain"

    @property
    def port(self) -> int:
        return 993 if self is Security.SSL else 143


def refuse_open_way(security: Security, host: str, instead: str) -> None:
    """Raises ValueError where a password would travel in the open."""
    if security is Security.PLAIN and not is_loopback(host):
        raise ValueError(f"«security: plain» solo se permite en este mismo equipo: use {instead}")


class LoginKind(StrEnum):
    """PASSWORD: the secret is a password. XOAUTH2: it is an access token."""

    PASSWORD = "password"
    XOAUTH2 = "xoauth2"


class Identity(StrEnum):
    """What must tell whose mail it is.

    AUTO: REQUIRED while other NRPs wait on the mailbox, else RECIPIENT. REQUIRED: the mail names the NRP, or an RFC
    that no other waiting employer has. RECIPIENT: the employer's address among the recipients is enough.
    EXCLUSIVE: only one NRP at a time waits on the mailbox, so a mail that names nobody is its mail.
    """

    AUTO = "auto"
    REQUIRED = "required"
    RECIPIENT = "recipient"
    EXCLUSIVE = "exclusive"


class Authenticity(StrEnum):
    """OFF: not looked at. PREFER: a failed check refuses, an absent one warns. REQUIRE: only a passed check will do."""

    OFF = "off"
    PREFER = "prefer"
    REQUIRE = "require"


@dataclass(frozen=True, slots=True)
class PickupPolicy:
    """What a mail must be like to be the one with the password.

    `from_domains`: the sender's domain must equal one; empty: any sender, with a warning. `subject`: a pattern,
    compared without case and accents; empty: any. `password_patterns`: patterns with a group `password`, which
    replace the built-in labels. `password_characters`: the inside of a character class, e.g. `A-Za-z0-9`; empty: any.
    """

    from_domains: tuple[str, ...] = ()
    subject: str = ""
    password_patterns: tuple[str, ...] = ()
    password_characters: str = ""
    password_length: tuple[int, int] = (6, 64)
    identity: Identity = Identity.AUTO
    auth: Authenticity = Authenticity.PREFER
    trusted_authserv: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (self.subject, *self.password_patterns, f"[{self.password_characters or 'x'}]"):
            _compiled(pattern)
        for pattern in self.password_patterns:
            if "password" not in _compiled(pattern).groupindex:
                raise ValueError(f"al patrón «{pattern}» le falta el grupo (?P<password>...)")
        shortest, longest = self.password_length
        if not 1 <= shortest <= longest <= 200:
            raise ValueError("la longitud de la contraseña va de un mínimo a un máximo, entre 1 y 200")
        if self.auth is Authenticity.REQUIRE and not self.trusted_authserv:
            raise ValueError("«auth: require» necesita «trusted_authserv»: el servidor a cuyas comprobaciones se cree")
        for domain in self.from_domains:
            if not domain or "@" in domain or "*" in domain:
                raise ValueError(f"«{domain}» no es un dominio, por ejemplo infonavit.org.mx")


def _compiled(pattern: str) -> re.Pattern[str]:
    if _NESTED_QUANTIFIER.search(pattern):
        raise ValueError(f"el patrón «{pattern}» repite algo que ya se repite: podría no terminar nunca")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"el patrón «{pattern}» no es válido: {error}") from None


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """One IMAP mailbox of settings.

    `addresses`: those whose mail arrives here (`*@firma.mx` for a whole domain); none: it serves every employer.
    `port` 0: the usual one of `security`. `secret`: the password or token, or a function that gives the present one.
    `folders`: names, or special uses such as `\\Junk`, which may be absent.
    """

    name: str
    host: str
    user: str
    secret: Secret | Callable[[], Secret | None] | None = field(default=None, repr=False)
    addresses: tuple[str, ...] = ()
    port: int = 0
    security: Security = Security.SSL
    auth: LoginKind = LoginKind.PASSWORD
    ca_file: Path | None = None
    folders: tuple[str, ...] = ("INBOX", "\\Junk")
    policy: PickupPolicy = PickupPolicy()

    def __post_init__(self) -> None:
        refuse_open_way(self.security, self.host, "ssl (993) o starttls (143)")
        if not self.name or not self.host or not self.user:
            raise ValueError("un buzón necesita nombre, host y usuario")
        if not 0 <= self.port <= 65535:
            raise ValueError("el puerto va de 1 a 65535")
        if not self.folders:
            raise ValueError("un buzón necesita al menos una carpeta, por ejemplo INBOX")

    @property
    def present_secret(self) -> Secret | None:
        return self.secret() if callable(self.secret) else self.secret

    @property
    def present_port(self) -> int:
        return self.port or self.security.port


@dataclass(frozen=True, slots=True)
class PasswordRequest:
    """A service password that was asked for and should come by mail.

    `portal_time`: by the portal's own clock, just before it was asked for. `others`: the further employers that wait on
    the same mailbox; late ones too, for as long as their mail may still come.
    """

    employer: Employer
    mailbox: str
    marks: tuple[MailMark, ...] = ()
    portal_time: datetime | None = None
    others: tuple[Employer, ...] = ()


@dataclass(frozen=True, slots=True)
class MailNews:
    """One look at a mailbox for all who wait there. `marks`: where it stood; `nrps`: whom something new may concern."""

    marks: tuple[MailMark, ...]
    nrps: frozenset[Nrp] = frozenset()


@dataclass(frozen=True, slots=True)
class Picked:
    password: Secret
    mail_id: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoMailYet:
    """`refused`: one Spanish line for each mail that was seen and why it is not the one."""

    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtfulMail:
    """A mail that only a person can judge. `code` is a PICK_* code; `text` says why and what to do."""

    code: str
    text: str
