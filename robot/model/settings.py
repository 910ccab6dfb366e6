"""A workspace's settings.yaml as values: every default of the robot that a person may change stands here.

Made by outside/settings, read by assembly and handed piecewise to the engine and the rooms. Holds no secret: those
come from files or from the environment variables named here.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from robot.model.employer import CONTPAQI, Authorisation, Developer
from robot.model.mailbox import MailboxSettings
from robot.model.policy import Policy

ENV_WORKSPACE = "INFONAVIT_ROBOT_WORKSPACE"
ENV_BROWSER = "INFONAVIT_ROBOT_BROWSER"
ENV_VAULT_PASSPHRASE = "INFONAVIT_ROBOT_VAULT_PASSPHRASE"
ENV_VAULT_KEY_FILE = "INFONAVIT_ROBOT_VAULT_KEY_FILE"
ENV_MAILBOX_PREFIX = "INFONAVIT_ROBOT_MAILBOX_"


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """Where the portal is. Empty: what the flows' portal.yaml says. http is only legal on loopback."""

    address: str = ""
    origins: tuple[str, ...] = ()  # where secrets may be typed; empty with an address: the address's own origin


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


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    pictures: bool = True
    keep_days: int | None = None  # None: for ever


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """None and "": the robot looks for a browser itself."""

    executable: Path | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it; every part has its default. Paths are absolute."""

    portal: PortalSettings = field(default_factory=PortalSettings)
    mailboxes: tuple[MailboxSettings, ...] = ()
    pace: Pace = field(default_factory=Pace)
    policy: Policy = field(default_factory=Policy)  # `waits:` and `renewal:` of the file
    screen_limit: timedelta = timedelta(seconds=60)  # of a step that names no limit of its own
    authorisation: Authorisation | None = None  # one for all; a roster row's own comes first
    developer: Developer = CONTPAQI  # what the roster's empty cells mean
    vault: VaultSettings = field(default_factory=VaultSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    browser: BrowserSettings = field(default_factory=BrowserSettings)
    ledger: str = ""  # an SQLAlchemy address; empty: ledger.db in the workspace
