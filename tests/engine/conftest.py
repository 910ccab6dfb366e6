"""A whole small house for engine tests: real rules, ledger, vault and flows; fakes for what is outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import make_pair
from robot.engine.house import House
from robot.engine.reconcile import Reconciler
from robot.engine.worker import Plan, Worker
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.policy import Policy
from robot.model.secret import Secret, SecretKind
from robot.model.state import Record
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.ledger.opening import open_ledger, sqlite_address
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.vault.key_sources import PassphraseSource
from robot.outside.vault.vault import SealedVault, open_vault
from robot.outside.workbook.export import read_table_export
from tests.engine.fakes import FakeBrowser, FakeClock, FakeEvidence, FakeMail, FakePerson, FakePortal, Silence

NRP = Nrp("A1234567890")
RFC = Rfc("EKU9003173C9")


@dataclass
class World:
    """One NRP, its portal and everything around it."""

    house: House
    ledger: SqlLedger
    vault: SealedVault
    portal: FakePortal
    clock: FakeClock
    mail: FakeMail
    person: FakePerson
    browser: FakeBrowser
    evidence: FakeEvidence

    async def run(self, patience: timedelta = timedelta(hours=30)) -> Record:
        """The worker until nothing gets anywhere for `patience`."""
        await self.worker(patience).run()
        return self.ledger.record(NRP)

    def worker(self, patience: timedelta = timedelta(hours=30)) -> Worker:
        reconciler = Reconciler(self.house, live_portal=False)
        return Worker(self.house, reconciler, Plan("test", 1, patience))

    @property
    def record(self) -> Record:
        return self.ledger.record(NRP)

    def put(self, kind: SecretKind, value: str) -> None:
        self.vault.put(NRP, kind, Secret(value), self.clock.now())


@pytest.fixture(scope="session")
def pair():
    return make_pair(
        rfc=RFC, name="ESCUELA KEMPER URGATE", representative_rfc="VADA800927DJ3",
        not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2029, 1, 1, tzinfo=UTC), key=shared_key(0),
    )  # fmt: skip


@pytest.fixture(scope="session")
def book():
    return load_book((shipped_flows(),))


@pytest.fixture
def world(tmp_path: Path, pair, book) -> Iterator[World]:
    ledger = open_ledger(sqlite_address(tmp_path / "ledger.db"))
    vault = open_vault(ledger.shelf, PassphraseSource(Secret("words of the test"), cost=2))
    clock = FakeClock()
    clock.next_due = lambda: ledger.next_due(None)
    clock.at_work = lambda: bool(ledger.at_work(clock.at))
    portal = FakePortal(clock)
    mail, person, browser, evidence = FakeMail(portal), FakePerson(), FakeBrowser(portal), FakeEvidence()
    house = House(
        ledger=ledger, vault=vault, mail=mail, browser=browser, evidence=evidence, clock=clock, book=book,
        policy=Policy(mail_slow_poll=timedelta(minutes=30)),
        attendant=person, listener=Silence(), read_export=read_table_export, machine="here/me",
    )  # fmt: skip
    made = World(house, ledger, vault, portal, clock, mail, person, browser, evidence)
    certificate = "c" * 64
    employer = Employer(
        NRP, RFC, "ESCUELA KEMPER URGATE", "nomina@ejemplo.mx", CONTPAQI, certificate,
        authorisation=Authorisation("Ana Ruiz", date(2028, 1, 1)),
    )  # fmt: skip
    ledger.save_employer(employer, {}, clock.now())
    made.put(SecretKind.PORTAL_PASSWORD, "portal-pw")
    for kind, content in (
        (SecretKind.EFIRMA_CER, pair.cer), (SecretKind.EFIRMA_KEY, pair.key),
        (SecretKind.EFIRMA_PASSPHRASE, pair.passphrase.encode()),
    ):  # fmt: skip
        vault.put(certificate, kind, Secret(content), clock.now())
    yield made
    ledger.close()
