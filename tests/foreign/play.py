"""Plays one flow of a site with the robot's own reader, driver and engine; only the desk and the evidence are small."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from time import monotonic

from robot.engine.acts import Acts
from robot.engine.run_flow import FlowRunner
from robot.model.employer import CONTPAQI, Employer
from robot.model.faults import Fault
from robot.model.flow import CommitKind, FlowBook
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Outcome
from robot.model.policy import Policy
from robot.model.relation import Relation
from robot.model.secret import Secret, SecretKind
from robot.model.settings import PortalSettings
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions, Limits
from robot.outside.browser.visit import PortalVisit
from robot.outside.flow_files.load import load_book
from tests.engine.fakes import FakeEvidence
from tests.foreign.sites import Must, Served, Site

STEP = timedelta(seconds=20)
_LIMITS = Limits(find=3, act=5, open=20, look=4, call=10, download=4, table=6, launch=45, close=4, ping=3)
_ONLY_HERE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@dataclass(frozen=True, slots=True)
class Played:
    """`wrong` is empty when it ended as it must; `drift` counts targets found by another than the first candidate."""

    flow: str
    wrong: str
    seconds: float
    drift: int


class PlainDesk:
    """Keeps the Desk promise of engine.acts: one employer with the site's values, nothing durable, all approved."""

    attended = False

    def __init__(self, site: Site) -> None:
        self._secrets = site.secrets
        self.employer = Employer(
            Nrp("A1234567890"), Rfc("EKU9003173C9"), site.name, site.email, CONTPAQI, certificate="c" * 64
        )

    async def secret(self, kind: SecretKind) -> Secret | None:
        return Secret(self._secrets[kind]) if kind in self._secrets else None

    def fingerprint(self, kind: SecretKind) -> str:
        return kind

    async def knows_terms(self, text: str) -> bool:
        return False

    async def terms_approved(self, name: str, text: str) -> Outcome | None:
        return None

    async def intend(self, kind: CommitKind, portal_time: datetime | None) -> None: ...

    async def answered(self, receipt: str) -> None: ...

    async def turned_down(self) -> None: ...

    async def saw_password(self, exists: bool) -> None: ...

    async def saw_relations(self, rows: tuple[Relation, ...]) -> None: ...

    async def beyond_horizon(self, rows: tuple[Relation, ...]) -> bool:
        return False

    async def compare_export(self, content: bytes, rows: tuple[Relation, ...]) -> str:
        return ""

    def turn(self, reason: str) -> object:
        raise NotImplementedError("nobody attends")


class Stage:
    """One browser for the flows of one site; each flow is a visit of its own."""

    def __init__(self, site: Site, book: FlowBook, browser: PortalBrowser, database: Path | None) -> None:
        self._site, self.book, self._browser, self._database = site, book, browser, database

    async def play(self, flow: str) -> Played:
        began, evidence, must = monotonic(), FakeEvidence(), self._site.flows[flow]
        try:
            async with self._browser.visit(None) as driver:
                acts = Acts(self.book, driver, PlainDesk(self._site), evidence, pictures=False)
                outcome = await FlowRunner(self.book, acts, Policy()).run(flow)
                wrong = self._ending(outcome, must) or await self._tables(driver, outcome, must) or self._rows(must)
        except Fault as fault:
            wrong = fault.text
        drift = sum(event.get("rank", 0) > 0 for event in evidence.events)
        return Played(flow, wrong, monotonic() - began, drift)

    @staticmethod
    def _ending(outcome: Outcome, must: Must) -> str:
        if outcome.ending is must.ends:
            return ""
        told = " ".join(part for part in (outcome.detail, outcome.words) if part)
        return f"{outcome.ending}, not {must.ends}: {told} [{outcome.where}]"

    async def _tables(self, driver: PortalVisit, outcome: Outcome, must: Must) -> str:
        for name, rows in must.tables.items():
            read = await driver.read_table(self.book.screens[outcome.screen].tables[name])
            if [list(row) for row in read.rows] != rows:
                return f"{name} shows {[list(row) for row in read.rows]}"
        return ""

    def _rows(self, must: Must) -> str:
        """Asked read-only, beside the site that goes on writing."""
        for query, rows in must.rows.items():
            assert self._database is not None, "`rows` needs the site's `database`"
            with closing(connect(f"{self._database.as_uri()}?mode=ro", uri=True)) as database:
                given = [[str(value) for value in row] for row in database.execute(query)]
            if given != rows:
                return f"{query} gives {given}"
        return ""


def book_of(pack: Path, address: str = "") -> FlowBook:
    return load_book((pack / "flows",), portal_overrides=PortalSettings(address=address), step_limit=STEP)


@asynccontextmanager
async def stage(site: Site, pack: Path, at: Served) -> AsyncIterator[Stage]:
    """No name but this machine's leads anywhere: what a page asks of other hosts fails as a name that is unknown."""
    book = book_of(pack, at.address)
    browser = PortalBrowser(BrowserOptions(limits=_LIMITS, host_rules=_ONLY_HERE), book.screens, book.portal.origins)
    try:
        yield Stage(site, book, browser, at.database)
    finally:
        await browser.close()
