"""Puts the parts together for one workspace. The only module that knows both wings; called by the commands.

Opens nothing before it is asked to: a command that only reads the ledger starts no browser and no mailbox.
"""

import getpass
import logging
import os
import platform
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from robot.engine.house import Attendant, House, Listener
from robot.engine.lessons import overlap_of
from robot.engine.ports import Browser
from robot.engine.reconcile import Reconciler
from robot.model.errors import FlowFilesError, RobotError
from robot.model.flow import FlowBook
from robot.model.origin import is_loopback, origin_of
from robot.model.overlap import Overlap
from robot.model.relation import RawTable
from robot.model.secret import Secret
from robot.model.settings import ENV_LEDGER_PASSWORD, Settings, VaultKeyFrom
from robot.outside.browser.late import LateBrowser
from robot.outside.browser.options import BrowserOptions
from robot.outside.browser.orphans import end_orphans
from robot.outside.clock import DatabaseClock, SystemClock
from robot.outside.evidence.room import EvidenceFolders
from robot.outside.flow_files.drafts import Drafts
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.flow_files.watch import FlowWatch
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.mailbox.mail import ImapMail
from robot.outside.postbox.post import Post
from robot.outside.robot_log import Redactor, close_log, open_log
from robot.outside.settings.read import read_settings
from robot.outside.settings.secrets import hide_from_children, secrets_of_settings, vault_passphrase
from robot.outside.settings.shown import shown, versions
from robot.outside.settings.write import write_default
from robot.outside.vault.key_sources import KeyFileSource, KeySource, PassphraseSource, create_key_file
from robot.outside.vault.vault import SealedVault, open_vault
from robot.outside.workspace.folder import WorkspaceFolder
from robot.outside.workspace.lock import hold_workspace
from robot.rules.telltales import refuse_telltales

_LOG = logging.getLogger("robot")


@dataclass(frozen=True)
class Workspace:
    """One installation, opened. Parts are made when they are first used, and once."""

    folder: WorkspaceFolder
    settings: Settings
    environ: Mapping[str, str]

    @cached_property
    def clock(self) -> SystemClock:
        """Where machines may share the ledger, that ledger's."""
        return DatabaseClock(self.ledger.skew) if self.settings.ledger.startswith("postgresql") else SystemClock()

    @cached_property
    def ledger(self) -> SqlLedger:
        address = self.settings.ledger or sqlite_address(self.folder.ledger)
        return open_ledger(address, self.environ.get(ENV_LEDGER_PASSWORD, ""))

    @cached_property
    def vault(self) -> SealedVault:
        return open_vault(self.ledger.shelf, self._key_source(), self._redactor.heard)

    @cached_property
    def _redactor(self) -> Redactor:
        return Redactor()

    @cached_property
    def mail(self) -> ImapMail:
        return ImapMail(self.settings.mailboxes, now=self.clock.now)

    @cached_property
    def post(self) -> Post:
        """Raises RobotError when settings name nobody to write to."""
        if self.settings.summary is None:
            raise RobotError(
                "No hay a quién enviar el resumen.", fix="Escriba «summary» en settings.yaml (GUIA.md, 10)."
            )
        return Post(self.settings.summary)

    @cached_property
    def book(self) -> FlowBook:
        return self._read_book(self._flow_folders)

    def drafts(self) -> Drafts:
        """For one who mends flow files while a visit waits."""
        return Drafts(self._flow_folders, self._read_book)

    def flow_watch(self) -> FlowWatch:
        """From now on; `use` what it gives."""
        return FlowWatch(self._flow_folders, lambda: self._read_book(self._flow_folders))

    def use(self, book: FlowBook) -> None:
        """For whatever is made after this."""
        self.__dict__["book"] = book

    @property
    def _flow_folders(self) -> tuple[Path, Path]:
        return shipped_flows(), self.folder.flows

    def _read_book(self, folders: Sequence[Path]) -> FlowBook:
        return load_book(folders, portal_overrides=self.settings.portal, step_limit=self.settings.screen_limit)

    @property
    def overlap(self) -> Overlap:
        """What this portal taught about renewing early; nothing while the flow files cannot be read."""
        try:
            return overlap_of(self.ledger, self.settings.portal.address or self.book.portal.address)
        except FlowFilesError:
            return Overlap()

    @property
    def live_portal(self) -> bool:
        """Whether the portal is a real one, on another machine."""
        origin = origin_of(self.book.portal.address)
        return origin is None or not is_loopback(origin.host)

    @property
    def machine(self) -> str:
        """Who acts, for the audit."""
        return f"{platform.node()}/{getpass.getuser()}"

    @property
    def worker_name(self) -> str:
        """Names this process in leases: machine and workspace first, so that a restart knows its own."""
        return f"{self._worker_prefix}{os.getpid()}"

    @property
    def _worker_prefix(self) -> str:
        return f"{platform.node()}:{self.folder.root}:"

    def clear_after_the_dead(self) -> None:
        """The leases, browsers and private files of an earlier process of this workspace, which is dead: the caller
        holds the workspace's lock."""
        self.ledger.forget_leases_of(self._worker_prefix)
        end_orphans(self.folder.temp)

    def hold(self, doing: str) -> AbstractContextManager[None]:
        """One robot at a time. Raises WorkspaceError that says who is at work."""
        return hold_workspace(self.folder.lock, self.clock.now(), doing=doing)

    def hold_import(self) -> AbstractContextManager[None]:
        """One import at a time, beside a robot that is at work."""
        return hold_workspace(self.folder.import_lock, self.clock.now(), doing="import")

    @contextmanager
    def log(self) -> Iterator[None]:
        """The robot's log of this process, which hides every secret that passes through the vault, and the mailboxes'.
        What nobody expected is written down here, since the door outside shows no more than its kind.

        Raises VaultError when the vault's key is not to be had, so that no browser starts in vain."""
        self.vault.fingerprints()
        handler = open_log(self.folder.log, self._redactor, keep=chain(*self.shared_secrets.values()))
        try:
            yield
        except RobotError:
            raise
        except Exception as bug:
            _LOG.error("bug", exc_info=bug)
            raise
        finally:
            close_log(handler)

    def browser_options(self, *, headed: bool, slow_mo: float = 0.0) -> BrowserOptions:
        own = self.settings.browser
        return BrowserOptions(
            headed=headed, slow_mo=slow_mo, executable=own.executable, channel=own.channel, folder=self.folder.temp
        )

    @asynccontextmanager
    async def browser(self, *, headed: bool, slow_mo: float = 0.0) -> AsyncIterator[LateBrowser]:
        """Starts with the first visit, and ends with this. `slow_mo`: milliseconds after each act, for eyes.

        Raises RobotError where the environment would tell secrets."""
        refuse_telltales(self.environ)
        hide_from_children(os.environ, self.shared_secrets)
        options = self.browser_options(headed=headed, slow_mo=slow_mo)
        browser = LateBrowser(options, self.book.screens, self.book.portal.origins)
        try:
            yield browser
        finally:
            await browser.close()

    @cached_property
    def evidence(self) -> EvidenceFolders:
        return EvidenceFolders(self.folder.evidence, self.clock.now, self.about)

    @property
    def about(self) -> dict[str, Any]:
        """What is at work here, without secrets."""
        flows = {name: flow.fingerprint for name, flow in self.book.flows.items()}
        return {"versions": versions(), "flows": flows, "settings": shown(self.settings)}

    @property
    def shared_secrets(self) -> dict[str, tuple[Secret, ...]]:
        """Those of no NRP, by what they are."""
        return secrets_of_settings(self.settings, self.environ)

    def house(self, browser: Browser, attendant: Attendant, listener: Listener) -> House:
        return House(
            ledger=self.ledger,
            vault=self.vault,
            mail=self.mail,
            browser=browser,
            evidence=self.evidence,
            clock=self.clock,
            book=self.book,
            policy=self.settings.policy,
            attendant=attendant,
            listener=listener,
            read_export=_read_export,
            pictures=self.settings.evidence.pictures,
            trace=self.settings.evidence.trace,
            pace=self.settings.pace,
            machine=self.machine,
        )

    def reconciler(self, house: House) -> Reconciler:
        return Reconciler(house, live_portal=self.live_portal)

    @property
    def key_place(self) -> str:
        """Where the vault's key is, for a person."""
        source = self._key_source()
        return str(source.path) if isinstance(source, KeyFileSource) else source.word

    def close(self) -> None:
        if "mail" in self.__dict__:
            self.mail.close()
        if "ledger" in self.__dict__:
            self.ledger.close()

    def _key_source(self) -> KeySource:
        match self.settings.vault.key:
            case VaultKeyFrom.PASSPHRASE:
                words = vault_passphrase(self.settings.vault, self.environ)
                return PassphraseSource(words or Secret(""))
            case VaultKeyFrom.KEYRING:
                source: KeySource = import_module("robot.outside.vault.os_keyring").KeyringSource()
                return source
            case VaultKeyFrom.FILE:
                return KeyFileSource(self.key_file)

    @property
    def key_file(self) -> Path:
        return self.settings.vault.file or self.folder.vault_key


def _read_export(content: bytes) -> RawTable:
    """Few runs read a spreadsheet or the keyring: their rooms are loaded by name, or every start would wait."""
    table: RawTable = import_module("robot.outside.workbook.export").read_table_export(content)
    return table


def open_workspace(path: Path, environ: Mapping[str, str] = os.environ) -> Workspace:
    """Raises WorkspaceError when there is none, SettingsError with every mistake of its settings."""
    folder = WorkspaceFolder.open(path)
    kept = dict(environ)  # what holds a secret is taken out of the process's own before a browser inherits it
    return Workspace(folder, read_settings(folder.settings, kept), kept)


def create_workspace(path: Path, environ: Mapping[str, str] = os.environ) -> Workspace:
    """Makes what is missing: folders, settings.yaml, the vault's key, the ledger. What is there stays as it is."""
    folder = WorkspaceFolder.create(path, environ)
    write_default(folder.settings)
    workspace = Workspace(folder, read_settings(folder.settings, environ), environ)
    if workspace.settings.vault.key is VaultKeyFrom.FILE and not workspace.key_file.exists():
        create_key_file(workspace.key_file)
    workspace.vault.fingerprints()
    return workspace


async def started_browser(options: BrowserOptions) -> str:
    """The name and version of the browser that the robot would use. Raises BrowserMissing."""
    browser = LateBrowser(options, {}, ())
    try:
        async with browser.visit(None):
            return str(browser.loaded.title)
    finally:
        await browser.close()
