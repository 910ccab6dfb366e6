"""One stage for every case of the matrix: real browser, portal, mail, ledger and vault, in one process.

Time is real while a visit is at work and leaps over every wait between visits, on the portal too, so that a case
costs what its visits cost. Cases begin from a copy of a ledger that stands where they need it.
"""

import asyncio
import copy
import os
import shutil
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from fixtures.efirma_maker.identities import valid_nrp
from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import make_pair
from fixtures.mail_server.server import RunningMailServer
from fixtures.portal.lookalike import RunningLookalike
from fixtures.portal.records import Employer as Account
from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import PortalSettings, Skin
from robot.engine.house import House
from robot.engine.reconcile import Reconciler
from robot.engine.worker import Plan, Worker
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.flow import FlowBook
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Ending
from robot.model.policy import Policy
from robot.model.secret import Secret, SecretKind
from robot.model.state import Record, Seen
from robot.outside.browser.browser import PortalBrowser
from robot.outside.evidence.layout import new_visit_folder
from robot.outside.evidence.visit import VisitFolder
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.mailbox.mail import ImapMail
from robot.outside.vault.key_sources import PassphraseSource
from robot.outside.vault.vault import SealedVault, open_vault
from robot.outside.workbook.export import read_table_export
from tests.canary.birds import AWKWARD, found_in
from tests.engine.fakes import FakePerson, Silence

NRP = Nrp(valid_nrp(1))
RFC = Rfc("EKU9003173C9")
ADDRESS = "nomina@ejemplo.mx"
START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
PORTAL_PASSWORD, SERVICE_PASSWORD, PASSPHRASE = AWKWARD[0], AWKWARD[3], AWKWARD[2]
STEP = timedelta(seconds=8)  # the limit of every step, instead of up to a minute
_POLICY = Policy(
    looks=(timedelta(minutes=10), timedelta(hours=24)),
    mail_poll=timedelta(seconds=30),
    mail_limit=timedelta(minutes=2),
    mail_slow_poll=timedelta(hours=3),
)


class LeapingClock:
    """Real time while somebody is at work, else on to what is due next. The portal's clock goes along."""

    def __init__(self, portal: RunningPortal, next_due: Callable[[], datetime | None]) -> None:
        self._portal = portal.core.clock
        self._next_due = next_due
        self.at_work = False
        self._portal.set(START)

    def now(self) -> datetime:
        return self._portal.now()

    async def wait(self, seconds: float) -> None:
        if seconds >= 60:  # the heartbeat of a lease: no visit here is that long
            await asyncio.Event().wait()
        if self.at_work:
            await asyncio.sleep(min(seconds, 0.2))  # noqa: TID251  a clock's own job
            return
        due = self._next_due()
        self._portal.advance(max(timedelta(seconds=seconds), due - self.now() if due else timedelta(0)))


class WatchedFolder(VisitFolder):
    """Tells of each screen that was recognised, and may find its disk full."""

    watch: Callable[["WatchedFolder", str], None] = lambda _folder, _screen: None

    def event(self, kind: str, **details: Any) -> None:
        if kind == "screen":
            self.watch(self, str(details["screen"]))
        super().event(kind, **details)

    def fill_disk(self) -> None:
        """From now on the system itself says that there is no space left."""
        with Path("/dev/full").open("w") as full:
            os.dup2(full.fileno(), self._events.fileno())


class Folders:
    """Keeps the EvidenceRoom promise."""

    def __init__(self, root: Path, now: Callable[[], datetime]) -> None:
        self._root = root
        self._now = now
        self.watch: Callable[[WatchedFolder, str], None] = lambda _folder, _screen: None

    def open_visit(self, nrp: Nrp, at: datetime, secrets: Collection[Secret]) -> WatchedFolder:
        folder = WatchedFolder(new_visit_folder(self._root, nrp, at), secrets, now=self._now)
        folder.watch = lambda _, screen: self.watch(folder, screen)  # type: ignore[assignment,misc]
        return folder


class Ears(Silence):
    """Ends a worker's run after the visit it is asked for, or when `enough` holds."""

    def __init__(self, play: "Play") -> None:
        self._play = play
        self.visits = 0

    def visit_started(self, record: Record) -> None:
        self.visits += 1
        self._play.clock.at_work = True

    def released(self, record: Record) -> None:
        self._play.clock.at_work = False
        self._play.after_release(record)


@dataclass(frozen=True, slots=True)
class Stood:
    """Where something may begin: a ledger's file and the portal's account, at a moment."""

    ledger: Path
    account: Account
    at: datetime


@dataclass
class Play:
    """One case: an NRP with its ledger, on the theatre's portal."""

    theatre: "Theatre"
    ledger: SqlLedger
    vault: SealedVault
    clock: LeapingClock
    house: House
    evidence: Folders
    enough: Callable[[Record], bool] = lambda _: False
    visits_wanted: int = 0

    def __post_init__(self) -> None:
        self.ears = Ears(self)
        self.house = replace(self.house, listener=self.ears)
        self._worker: Worker | None = None

    @property
    def record(self) -> Record:
        return self.ledger.record(NRP)

    def after_release(self, record: Record) -> None:
        done = self.enough(record) or (self.visits_wanted and self.ears.visits >= self.visits_wanted)
        if done and self._worker is not None:
            self._worker.stop()

    async def run(self, *, visits: int = 0, patience: timedelta = timedelta(hours=30)) -> Record:
        """The worker, until it stands still, or `visits` visits were made, or `enough` holds."""
        self.visits_wanted = self.ears.visits + visits if visits else 0
        self.clock.at_work = False
        self.ledger.forget_leases_of("test")  # as a restart does
        self._worker = Worker(self.house, self._reconciler(), Plan("test", 1, patience))
        await self._worker.run()
        assert not self._worker.bugs, "the robot met a bug of its own"
        return self.record

    async def command(self, flow: str) -> Ending:
        """A flow that a person asks for."""
        now = self.clock.now()
        self.ledger.wake([NRP], now)
        claim = self.ledger.claim("test", now, timedelta(minutes=3), [NRP])
        assert claim is not None
        return (await self._reconciler().run_one(claim, flow)).ending

    def _reconciler(self) -> Reconciler:
        return Reconciler(self.house, live_portal=False)

    def endings(self) -> list[dict[str, Any]]:
        """How each visit so far ended, the oldest first."""
        return [event.details for event in self.ledger.events(NRP) if event.kind == "visit"]

    def fill_ledger(self) -> None:
        """Whatever is written next, SQLite itself says that the disk is full."""
        with closing(sqlite3.connect(self.theatre.ledger_file)) as raw, raw:
            raw.execute("CREATE TABLE ballast (content)")
            for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'ballast'"):
                if table.startswith("sqlite_"):
                    continue
                for act in ("INSERT", "UPDATE"):
                    raw.execute(
                        f"CREATE TRIGGER full_{act}_{table} BEFORE {act} ON {table}"
                        " BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END"
                    )
        event.listen(self.ledger._database._reader, "begin", _no_more_pages)

    def free_ledger(self) -> None:
        if not event.contains(self.ledger._database._reader, "begin", _no_more_pages):
            return  # the moment to fill it never came
        event.remove(self.ledger._database._reader, "begin", _no_more_pages)
        self.ledger._database._reader.dispose()
        with closing(sqlite3.connect(self.theatre.ledger_file)) as raw, raw:
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {name}")
            raw.execute("DROP TABLE ballast")


def _no_more_pages(connection: Any) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1")  # never less than it has


class Theatre:
    """What all cases of one skin share. `new`, `known` and `sent` are where they begin."""

    def __init__(
        self, folder: Path, skin: Skin, portal: RunningPortal, lookalike: RunningLookalike, mail: RunningMailServer,
        mailbox: ImapMail, browser: PortalBrowser, book: FlowBook,
    ) -> None:  # fmt: skip
        self.folder, self.skin, self.portal, self.lookalike = folder, skin, portal, lookalike
        self.mail, self.mailbox, self.browser, self.book = mail, mailbox, browser, book
        self.ledger_file = folder / "ledger.db"
        self._open: SqlLedger | None = None
        self._stood: dict[str, Stood] = {}
        self.pair = make_pair(
            rfc=RFC, name="ESCUELA KEMPER URGATE", representative_rfc="VADA800927DJ3",
            not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2029, 1, 1, tzinfo=UTC), key=shared_key(0),
            passphrase=PASSPHRASE,
        )  # fmt: skip

    async def begin(self, where: str) -> Play:
        """`new`: nothing was done yet. `known`: the service password is there. `sent`: the relation was sent."""
        if where not in self._stood:
            await self._prepare(where)
        stood = self._stood[where]
        self.close()
        shutil.rmtree(self.folder / "evidence", ignore_errors=True)  # of the case before
        shutil.copy(stood.ledger, self.ledger_file)
        return self._play(stood.account, stood.at)

    def _play(self, account: Account, at: datetime) -> Play:
        settings = PortalSettings(
            skin=self.skin, mail=replace(self.portal.core.settings.mail, port=self.mail.smtp_port)
        )
        self.portal.control.reset([copy.deepcopy(account)], settings)
        self.lookalike.done.clear()
        ledger = self._open = open_ledger(sqlite_address(self.ledger_file))
        vault = open_vault(ledger.shelf, PassphraseSource(Secret("words of the test"), cost=2))
        clock = LeapingClock(self.portal, lambda: _next(ledger, clock.now()))
        self.portal.core.clock.set(at)
        evidence = Folders(self.folder / "evidence", clock.now)
        house = House(
            ledger=ledger, vault=vault, mail=self.mailbox, browser=self.browser, evidence=evidence, clock=clock,
            book=self.book, policy=_POLICY, attendant=FakePerson(), listener=Silence(), read_export=read_table_export,
            pictures=False, machine="here/me",
        )  # fmt: skip
        return Play(self, ledger, vault, clock, house, evidence)

    async def _prepare(self, where: str) -> None:
        self.close()
        self.ledger_file.unlink(missing_ok=True)
        if where == "sent":
            play = await self.begin("known")
            await play.run(visits=1)
            assert len(self.portal.control.log("relation", NRP)) == 1
        else:
            account = Account(NRP, ADDRESS, PORTAL_PASSWORD, (RFC,), "ESCUELA KEMPER URGATE")
            play = self._play(account, START)
            self._import(play)
            if where == "known":
                self._know_password(play)
        self._keep(where, play.clock.now())

    def _import(self, play: Play) -> None:
        certificate, now = "c" * 64, play.clock.now()
        employer = Employer(
            NRP, RFC, "ESCUELA KEMPER URGATE", ADDRESS, CONTPAQI, certificate,
            authorisation=Authorisation("Ana Ruiz", date(2028, 1, 1)),
        )  # fmt: skip
        play.ledger.save_employer(employer, {}, now)
        play.vault.put(NRP, SecretKind.PORTAL_PASSWORD, Secret(PORTAL_PASSWORD), now)
        for kind, content in (
            (SecretKind.EFIRMA_CER, self.pair.cer), (SecretKind.EFIRMA_KEY, self.pair.key),
            (SecretKind.EFIRMA_PASSPHRASE, self.pair.passphrase.encode()),
        ):  # fmt: skip
            play.vault.put(certificate, kind, Secret(content), now)

    def _know_password(self, play: Play) -> None:
        now = play.clock.now()
        self.portal.control.set_service_password(NRP, SERVICE_PASSWORD)
        play.vault.put(NRP, SecretKind.SERVICE_PASSWORD, Secret(SERVICE_PASSWORD), now)
        claim = play.ledger.claim("test", now, timedelta(minutes=3), None)
        assert claim is not None
        play.ledger.observe(claim, Seen(service_password=True, service_password_at=now))
        play.ledger.forget_leases_of("test")

    def _keep(self, where: str, at: datetime) -> None:
        account = copy.deepcopy(self.portal.control.employer(NRP))
        self.close()
        kept = self.folder / f"{where}.db"
        shutil.copy(self.ledger_file, kept)
        self._stood[where] = Stood(kept, account, at)

    def leaks(self) -> list[str]:
        """Where in the ledger, its log and the evidence of this case a secret lies."""
        core = self.portal.core
        mailed = {f"mailed {number}": mail.password for number, mail in enumerate(tuple(core.mails))}
        sessions = {f"session {number}": token for number, token in enumerate(tuple(core.sessions))}
        words = {"portal": PORTAL_PASSWORD, "service": SERVICE_PASSWORD, "passphrase": PASSPHRASE, **mailed, **sessions}
        return found_in(self.folder, {name: word.encode() for name, word in words.items()} | {"key": self.pair.key})

    def close(self) -> None:
        """Closing writes SQLite's log into its file."""
        if self._open is not None:
            self._open.close()
            self._open = None
        for rest in ("-wal", "-shm"):
            Path(f"{self.ledger_file}{rest}").unlink(missing_ok=True)


def _next(ledger: SqlLedger, now: datetime) -> datetime | None:
    """As the worker sees it: visits wait for the portal's circuit, the mail does not."""
    due, opens, mail = ledger.next_due(None), ledger.circuit().opens_at(now), ledger.next_due(None, mail_only=True)
    return min((at for at in (max(due, opens) if due and opens else None, mail) if at), default=None)
