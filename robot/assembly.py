"""Puts the parts together for one workspace. The only module that knows both wings; called by the commands.

Opens nothing before it is asked to: a command that only reads the ledger starts no browser and no mailbox.
"""

import getpass
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from robot.engine.house import Attendant, House, Listener
from robot.engine.ports import Browser
from robot.engine.reconcile import Reconciler
from robot.model.flow import FlowBook
from robot.model.settings import Settings, VaultKeyFrom
from robot.outside.browser.browser import BrowserOptions, PlaywrightBrowser
from robot.outside.clock import SystemClock
from robot.outside.evidence.room import EvidenceFolders
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.mailbox.mail import ImapMail
from robot.outside.settings.read import read_settings
from robot.outside.settings.secrets import vault_passphrase
from robot.outside.vault.key_sources import KeyFileSource, KeySource, PassphraseSource
from robot.outside.vault.os_keyring import KeyringSource
from robot.outside.vault.vault import SealedVault, open_vault
from robot.outside.workbook.export import read_table_export
from robot.outside.workspace.folder import WorkspaceFolder

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Workspace:
    """One installation, opened. Parts are made when they are first used, and once."""

    folder: WorkspaceFolder
    settings: Settings
    environ: Mapping[str, str]

    @cached_property
    def clock(self) -> SystemClock:
        return SystemClock()

    @cached_property
    def ledger(self) -> SqlLedger:
        return open_ledger(self.settings.ledger or sqlite_address(self.folder.ledger))

    @cached_property
    def vault(self) -> SealedVault:
        return open_vault(self.ledger.shelf, self._key_source())

    @cached_property
    def mail(self) -> ImapMail:
        return ImapMail(self.settings.mailboxes)

    @cached_property
    def book(self) -> FlowBook:
        return load_book((shipped_flows(), self.folder.flows), self.settings.portal, self.settings.screen_limit)

    @property
    def live_portal(self) -> bool:
        """Whether the portal is a real one, on another machine."""
        return urlsplit(self.book.portal.address).hostname not in LOOPBACK

    def browser(self, *, headed: bool) -> PlaywrightBrowser:
        own = self.settings.browser
        options = BrowserOptions(
            headed=headed, executable=own.executable, channel=own.channel, temp=self.folder.temp,
        )  # fmt: skip
        return PlaywrightBrowser(self.book, options)

    def house(self, browser: Browser, attendant: Attendant, listener: Listener) -> House:
        return House(
            ledger=self.ledger,
            vault=self.vault,
            mail=self.mail,
            browser=browser,
            evidence=EvidenceFolders(self.folder.evidence),
            clock=self.clock,
            book=self.book,
            policy=self.settings.policy,
            attendant=attendant,
            listener=listener,
            read_export=read_table_export,
            pictures=self.settings.evidence.pictures,
            pause=self.settings.pace.pause,
            machine=f"{platform.node()}/{getpass.getuser()}",
        )

    def reconciler(self, house: House) -> Reconciler:
        return Reconciler(house, live_portal=self.live_portal)

    def close(self) -> None:
        if "ledger" in self.__dict__:
            self.ledger.close()

    def _key_source(self) -> KeySource:
        match self.settings.vault.key:
            case VaultKeyFrom.PASSPHRASE:
                words = vault_passphrase(self.settings.vault, self.environ)
                return PassphraseSource(words) if words else KeyringSource()
            case VaultKeyFrom.KEYRING:
                return KeyringSource()
            case VaultKeyFrom.FILE:
                return KeyFileSource(self.settings.vault.file or self.folder.vault_key)


def open_workspace(path: Path, environ: Mapping[str, str] = os.environ) -> Workspace:
    """Raises WorkspaceError when there is none, SettingsError with every mistake of its settings."""
    folder = WorkspaceFolder.open(path)
    return Workspace(folder, read_settings(folder.settings, environ), environ)
