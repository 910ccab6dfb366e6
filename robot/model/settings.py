"""A workspace's settings.yaml as values: every default of the robot that a person may change stands here.

Made by outside/settings, read by assembly and handed piecewise to the engine and the rooms. Holds no secret: those
come from files or from the environment variables named here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from robot.model.employer import CONTPAQI, Authorisation, Developer
from robot.model.mailbox import LoginKind, MailboxSettings, Security, refuse_open_way
from robot.model.policy import Policy
from robot.model.secret import Secret

SCREEN_LIMIT = timedelta(seconds=60)  # of a step that names no limit of its own
ENV_WORKSPACE = "INFONAVIT_ROBOT_WORKSPACE"
ENV_BROWSER = "INFONAVIT_ROBOT_BROWSER"
ENV_VAULT_PASSPHRASE = "INFONAVIT_ROBOT_VAULT_PASSPHRASE"
ENV_VAULT_KEY_FILE = "INFONAVIT_ROBOT_VAULT_KEY_FILE"
ENV_MAILBOX_PREFIX = "INFONAVIT_ROBOT_MAILBOX_"
ENV_SUMMARY_PASSWORD = "INFONAVIT_ROBOT_SUMMARY_PASSWORD"
ENV_LEDGER_PASSWORD = "PGPASSWORD"  # PostgreSQL's own


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """Where the portal is. Empty: what the flows' portal.yaml says. http is only legal on loopback."""

    address: str = ""
    origins: tuple[str, ...] = ()  # where the robot may act; empty with an address: the address's own origin


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of the day in America/Mexico_City when no visit starts; `start` > `end` crosses midnight."""

    start: time
    end: time

    def hold(self, moment: time) -> bool:
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Pace:
    """How polite to be to the portal."""

    visits_at_once: int = 2
    pause: timedelta = timedelta(seconds=10)  # between the starts of two visits, over all processes
    quiet_hours: tuple[QuietHours, ...] = ()


@dataclass(frozen=True, slots=True)
class Attend:
    """How `attend` keeps one person busy: the pace of a person, not of a night."""

    ahead: int = 3  # logins prepared at once; the person sees one of them
    visits_at_once: int = 8  # with those that went on by themselves
    pause: timedelta = timedelta(seconds=3)  # between the starts of two visits, instead of the pace's


class VaultKeyFrom(StrEnum):
    """Where the key of the vault comes from."""

    FILE = "file"
    KEYRING = "keyring"
    PASSPHRASE = "passphrase"


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """`file` holds the key; with PASSPHRASE the words come from `passphrase_file` or ENV_VAULT_PASSPHRASE."""

    key: VaultKeyFrom = VaultKeyFrom.FILE
    file: Path | None = None  # None: vault.key in the workspace
    passphrase_file: Path | None = None


class TraceWhen(StrEnum):
    """When a visit is recorded with Playwright's trace. ON_FAILURE: the visit after one that failed."""

    OFF = "off"
    ON_FAILURE = "on failure"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """`keep_visits`: of those of an NRP that ended well, the newest. None: for ever, all of them."""

    pictures: bool = True
    trace: TraceWhen = TraceWhen.OFF
    keep_days: int | None = None
    keep_visits: int | None = None


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """None and "": the robot looks for a browser itself."""

    executable: Path | None = None
    channel: str = ""


class TellWhen(StrEnum):
    """ATTENTION: when a person has something to do or something failed, and once a week in any case."""

    ALWAYS = "always"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class PostSettings:
    """Where the summary is mailed to, and through which SMTP server. `user` "": the server asks for none.

    `hour`: of the day in America/Mexico_City, when `run --watch` sends the one of the day.
    """

    to: tuple[str, ...]
    host: str
    sender: str
    user: str = ""
    secret: Callable[[], Secret | None] | None = field(default=None, repr=False)
    port: int = 0
    security: Security = Security.SSL
    auth: LoginKind = LoginKind.PASSWORD
    ca_file: Path | None = None
    when: TellWhen = TellWhen.ATTENTION
    workbook: bool = True
    hour: time = time(8, 0)

    def __post_init__(self) -> None:
        refuse_open_way(self.security, self.host, "ssl (465) o starttls (587)")
        for address in (*self.to, self.sender):
            if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", address):
                raise ValueError(f"«{address}» no es una dirección de correo\nescriba, por ejemplo, ana@despacho.mx")

    @property
    def present_secret(self) -> Secret | None:
        return self.secret() if self.secret else None

    @property
    def present_port(self) -> int:
        return self.port or {Security.SSL: 465, Security.STARTTLS: 587, Security.PLAIN: 25}[self.security]


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it; every part has its default. Paths are absolute."""

    portal: PortalSettings = PortalSettings()
    mailboxes: tuple[MailboxSettings, ...] = ()
    pace: Pace = Pace()
    attend: Attend = Attend()
    policy: Policy = Policy()  # `waits:` and `renewal:` of the file
    screen_limit: timedelta = SCREEN_LIMIT
    authorisation: Authorisation | None = None  # one for all; a roster row's own comes first
    developer: Developer = CONTPAQI  # what the roster's empty cells mean
    vault: VaultSettings = VaultSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    browser: BrowserSettings = BrowserSettings()
    summary: PostSettings | None = None  # None: it is not mailed
    ledger: str = ""  # an SQLAlchemy address; empty: ledger.db in the workspace
