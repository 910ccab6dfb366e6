"""Three years of daily runs with the real browser on the mock portal, its clock and the robot's being one.

INFONAVIT_TEST_NRPS sets for how many NRPs (default 50).
"""

import asyncio
import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import make_pair
from fixtures.portal.records import Employer
from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import Overlap, PortalSettings, TermsShown
from robot.engine.ports import MailMark, NoMailYet, PasswordRequest, Picked
from robot.model.identifiers import Rfc
from robot.model.secret import Secret
from robot.model.settings import PortalSettings as Address
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions
from robot.outside.flow_files.load import load_book, shipped_flows
from tests.engine.fakes import FakeClock, FakeMail, FakePortal
from tests.engine.years import Rules, years

RFC = Rfc("EKU9003173C9")
MANY = int(os.environ.get("INFONAVIT_TEST_NRPS", "50"))
PASSING = ("drop", "cut", "error", "maintenance", "expire")  # faults that go by themselves


class SharedClock(FakeClock):
    """The engine's leaping clock, which leaves the processor to the browser while a visit is under way."""

    async def wait(self, seconds: float) -> None:
        if seconds == 1 and self.at_work():
            await asyncio.sleep(0.1)  # noqa: TID251  a real moment for a real browser
        else:
            await super().wait(seconds)


class PortalsMail(FakeMail):
    """The portal's own list of mails, without a mail server."""

    def __init__(self, portal: RunningPortal, clock: FakeClock) -> None:
        super().__init__(FakePortal(clock))
        self._portal = portal

    def marks(self, mailbox: str) -> tuple[MailMark, ...]:
        return (MailMark(mailbox, "INBOX", 1, len(self._portal.core.mails) + 1),)

    def pick_up(self, request: PasswordRequest, used: object) -> Picked | NoMailYet:  # noqa: ARG002
        new = self._portal.core.mails[request.marks[0].uidnext - 1 :]
        own = [mail for mail in new if mail.nrp == request.employer.nrp]
        return Picked(Secret(own[-1].password), f"{request.employer.nrp}-{len(new)}") if own else NoMailYet()


@pytest.mark.soak
@pytest.mark.browser
async def test_three_years_with_a_real_browser(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    began = monotonic()
    pair = make_pair(
        rfc=RFC, name="ESCUELA KEMPER URGATE", representative_rfc=None, not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2031, 1, 1, tzinfo=UTC), key=shared_key(0),
    )  # fmt: skip
    settings = PortalSettings(
        overlap=Overlap.ALLOW_NEAR_END, overlap_days=10, keep_alive=True, relations_terms=TermsShown.ONCE
    )
    with ExitStack() as open_things:
        portal = open_things.enter_context(RunningPortal(settings))
        book = load_book((shipped_flows(),), portal_overrides=Address(portal.address, (portal.address.rstrip("/"),)))
        made = open_things.enter_context(years(tmp_path, pair, book, Rules(), MANY, SharedClock()))
        portal.core.clock.now = made.clock.now  # type: ignore[method-assign]
        portal.control.add_employers(
            *(Employer(nrp, "nomina@ejemplo.mx", "portal-pw", (RFC,)) for nrp in made.portals)
        )  # fmt: skip
        browser = PortalBrowser(BrowserOptions(folder=tmp_path), book.screens, book.portal.origins)
        made.house = replace(made.house, browser=browser, mail=PortalsMail(portal, made.clock))
        random = Random(2026)

        def each_morning(_: date) -> None:
            portal.control.clear_faults()
            if random.random() < 0.2:
                portal.control.fault(random.choice(PASSING), times=2)

        try:
            await made.live(3 * 365, each_morning)
        finally:
            await browser.close()
        for nrp in made.portals:
            rows = portal.control.employer(nrp).relations
            asked = [line for line in portal.control.log("password", nrp) if line.accepted]
            assert len(rows) >= 3, nrp
            assert len(asked) <= 1
            for old, new in zip(rows, rows[1:], strict=False):
                assert old.end - timedelta(days=10) <= new.start <= old.end + timedelta(days=1), (nrp, old, new)
        assert made.bugs == 0
    with capsys.disabled():
        seconds, logins = monotonic() - began, len(portal.control.log("login"))
        sys.stdout.write(f"\nthree years of {MANY} NRPs with the real browser: {logins} logins in {seconds:.0f} s\n")
