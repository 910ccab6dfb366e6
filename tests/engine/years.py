"""Many NRPs on one portal for years: fakes on top of tests/engine/fakes.py, a run a day, and who waits for a person is
retried the next morning. What reached the portal is the ground truth.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from robot.engine.house import House
from robot.engine.reconcile import Reconciler
from robot.engine.worker import Plan, Worker
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.faults import PortalTrouble
from robot.model.flow import Dialog, FlowBook
from robot.model.identifiers import Nrp, Rfc
from robot.model.mailbox import NoMailYet, PasswordRequest, Picked
from robot.model.policy import Policy
from robot.model.relation import RawTable
from robot.model.screen import TableSpec, Target
from robot.model.secret import Secret, SecretKind
from robot.model.sight import Used
from robot.model.state import MailMark
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.vault.key_sources import PassphraseSource
from robot.outside.vault.vault import open_vault
from robot.outside.workbook.export import read_table_export
from robot.rules.calendar import day_in_mexico
from tests.engine.fakes import (
    FakeBrowser,
    FakeClock,
    FakeDriver,
    FakeEvidence,
    FakeMail,
    FakePerson,
    FakePortal,
    Silence,
)

DAY = timedelta(days=1)
MORNING = time(12, 0, tzinfo=UTC)  # six in Mexico City
HEADERS = ("Servicio", "RFC del Desarrollador", "Inicio de vigencia", "Fin de vigencia", "Folio")


class Killed(BaseException):
    """The process dies here and another one, which knows its leases, starts: nothing more is written by this one."""


@dataclass
class Row:
    start: date
    end: date
    at: datetime
    folio: str


@dataclass(frozen=True)
class Rules:
    """`overlap`: days left at which a new relation is taken, -1: none. `renews`: what the table shows of a renewal."""

    overlap: int = 30
    lasts: timedelta = timedelta(days=365)
    renews: str = "both"  # both rows; new: only the new one; extends: the old row's end; follows: it starts at the end


@dataclass
class OnePortal(FakePortal):
    """What the portal knows of one NRP."""

    rules: Rules = field(default_factory=Rules)
    filed: list[Row] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)  # days left
    letters: list[tuple[datetime, str]] = field(default_factory=list)  # when each mail comes
    mail_takes: timedelta = timedelta(0)
    killed: Callable[[], object] = lambda: None

    def meet(self, point: str) -> None:
        if isinstance(self.faults.get(point), Killed):
            self.killed()
        super().meet(point)

    @property
    def today(self) -> date:
        return day_in_mexico(self.clock.at)

    def ready(self) -> list[Row]:
        return [row for row in self.filed if self.clock.at >= row.at + self.ready_after]

    def days_left(self) -> int | None:
        ends = [row.end for row in self.filed if row.end >= self.today]
        return (max(ends) - self.today).days if ends else None

    def is_taken(self) -> bool:
        left = self.days_left()
        return left is not None and left > self.rules.overlap

    def register(self) -> None:
        left = self.days_left()
        start = self.today + DAY * (left + 1) if self.rules.renews == "follows" and left is not None else self.today
        end = start + self.rules.lasts
        self.submitted.append(self.clock.at)
        self.filed.append(Row(start, end, self.clock.at, f"F{len(self.filed)}"))

    def table(self) -> tuple[tuple[str, ...], ...]:
        rows = self.ready()
        if self.rules.renews == "new":
            rows = rows[-1:]
        if self.rules.renews == "extends" and rows:
            rows = [replace(rows[0], end=rows[-1].end)]
        return tuple(
            ("Avisos", "CAC840428RH1", f"{row.start:%d/%m/%Y}", f"{row.end:%d/%m/%Y}", row.folio) for row in rows
        )

    def request_password(self) -> None:
        super().request_password()
        assert self.service_password is not None
        self.letters.append((self.clock.at + self.mail_takes, self.service_password))

    def gaps(self, until: date) -> Iterator[date]:
        """The days without a relation, from the first one on."""
        for number in range((until - self.filed[0].start).days):
            day = self.filed[0].start + number * DAY
            if not any(row.start <= day <= row.end for row in self.filed):
                yield day


class YearsDriver(FakeDriver):
    """Knows whom it serves once the NRP was typed."""

    def __init__(self, portals: dict[Nrp, OnePortal], gate: FakePortal) -> None:
        super().__init__(gate)
        self._portals = portals

    async def fill(self, target: Target, text: str) -> Used:
        if target.name == "nrp":
            self.portal = self._portals[Nrp(text)]
        return await super().fill(target, text)

    async def press(self, target: Target, *, dialog: Dialog | None = None) -> Used:
        if self.screen == "final_terms":
            return await self._file(target)
        return await super().press(target, dialog=dialog)

    async def _file(self, target: Target) -> Used:
        assert isinstance(self.portal, OnePortal)
        self.portal.meet("before filing")
        self.portal.register()
        self.screen = "finish"
        self.portal.meet("after filing")
        return Used(target, 0, "button")

    def _accept(self) -> None:
        super()._accept()
        assert isinstance(self.portal, OnePortal)
        if self.screen == "efirma" and self.portal.is_taken():
            self.portal.refusals.append(self.portal.days_left() or 0)
            self.screen, self.said = "duplicate", ("Ya existe una relación vigente con ese desarrollador",)

    async def read_table(self, spec: TableSpec) -> RawTable:
        self.portal.meet("read")
        return RawTable(HEADERS, self.portal.table())


class YearsBrowser(FakeBrowser):
    def __init__(self, portals: dict[Nrp, OnePortal], gate: FakePortal) -> None:
        super().__init__(gate)
        self._portals = portals
        self.down = False

    @asynccontextmanager
    async def visit(self, kept_session: Secret | None, *, recorded: bool = False) -> AsyncIterator[FakeDriver]:
        self.visits += 1
        if self.down:
            raise PortalTrouble("El portal no respondió.")
        yield YearsDriver(self._portals, self.portal)


class YearsMail(FakeMail):
    def __init__(self, portals: dict[Nrp, OnePortal], gate: FakePortal) -> None:
        super().__init__(gate)
        self._portals = portals

    def marks(self, mailbox: str) -> tuple[MailMark, ...]:
        return (MailMark(mailbox, "INBOX", 1, 1),)

    def pick_up(self, request: PasswordRequest, used: Collection[str]) -> Picked | NoMailYet:
        portal = self._portals[request.employer.nrp]
        come = [text for at, text in portal.letters if at <= portal.clock.at]
        return Picked(Secret(come[-1]), f"{request.employer.nrp}-{len(come)}") if come else NoMailYet()


@dataclass
class Years:
    """The house, its portals, and the days that pass."""

    house: House
    ledger: SqlLedger
    clock: FakeClock
    portals: dict[Nrp, OnePortal]
    browser: YearsBrowser
    bugs: int = 0
    runs: int = 0
    _next_due: datetime | None = None  # None: somebody waits for a person

    @property
    def today(self) -> date:
        return day_in_mexico(self.clock.at)

    async def live(self, days: int, each_morning: Callable[[date], None]) -> None:
        """A run a day; a day on which nothing is due passes without one."""
        first = self.clock.at.date()
        for number in range(days):
            self.clock.at = max(self.clock.at, datetime.combine(first + number * DAY, MORNING))
            each_morning(self.today)
            if self._next_due is None or self._next_due <= self.clock.at + self.house.policy.patience:
                self._retry_parked()
                await self._run()

    async def _run(self) -> None:
        self.runs += 1
        worker = Worker(self.house, Reconciler(self.house, live_portal=False), Plan("test", 1, timedelta(minutes=45)))
        await worker.run()
        self.bugs += worker.bugs
        dues = [record.due_at for record in self.ledger.records()]
        self._next_due = None if None in dues else min(due for due in dues if due)

    def _retry_parked(self) -> None:
        for record in self.ledger.records():
            if record.due_at is None:
                self.ledger.lift_block(record.employer.nrp, self.clock.at)


@contextmanager
def years(  # noqa: PLR0913
    folder: Path, pair, book: FlowBook, rules: Rules, count: int, clock: FakeClock | None = None  # noqa: ANN001
) -> Iterator[Years]:  # fmt: skip
    ledger = open_ledger(sqlite_address(folder / "ledger.db"))
    vault = open_vault(ledger.shelf, PassphraseSource(Secret("words of the test"), cost=2))
    clock = clock or FakeClock()
    clock.next_due = lambda: ledger.next_due(None)
    clock.at_work = lambda: bool(ledger.at_work(clock.at))
    gate = FakePortal(clock)
    portals = {Nrp(f"Y{number:010}"): OnePortal(clock, rules=rules) for number in range(count)}
    for portal in portals.values():
        portal.killed = lambda: ledger.forget_leases_of("test")
    browser = YearsBrowser(portals, gate)
    house = House(
        ledger=ledger, vault=vault, mail=YearsMail(portals, gate), browser=browser, evidence=FakeEvidence(),
        clock=clock, book=book, policy=Policy(mail_poll=timedelta(minutes=2), mail_slow_poll=timedelta(minutes=30)),
        attendant=FakePerson(), listener=Silence(), read_export=read_table_export, pictures=False,
    )  # fmt: skip
    for place, nrp in enumerate(portals):
        employer = Employer(
            nrp, Rfc("EKU9003173C9"), "ESCUELA KEMPER URGATE", "nomina@ejemplo.mx", CONTPAQI, "c" * 64,
            authorisation=Authorisation("Ana Ruiz", None), order=place,
        )  # fmt: skip
        ledger.save_employer(employer, {}, clock.now())
        vault.put(nrp, SecretKind.PORTAL_PASSWORD, Secret("portal-pw"), clock.now())
    for kind, content in (
        (SecretKind.EFIRMA_CER, pair.cer), (SecretKind.EFIRMA_KEY, pair.key),
        (SecretKind.EFIRMA_PASSPHRASE, pair.passphrase.encode()),
    ):  # fmt: skip
        vault.put("c" * 64, kind, Secret(content), clock.now())
    try:
        yield Years(house, ledger, clock, portals, browser)
    finally:
        ledger.close()
