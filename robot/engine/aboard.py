"""One browser context for one NRP, from its first page to what it leaves: secrets that are never told or seen, the
session's tokens, the recording. Called by the visits and by the probe; knows no flow.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

from robot.engine.desk import VisitDesk
from robot.engine.house import House
from robot.engine.ports import Driver, Evidence
from robot.model.faults import Fault
from robot.model.outcome import Outcome
from robot.model.secret import Secret
from robot.model.settings import TraceWhen
from robot.rules.drift import drift_to_plain
from robot.rules.tokens import tokens_in


@asynccontextmanager
async def aboard(
    house: House, desk: VisitDesk, evidence: Evidence, kept: Secret | None, *, recorded: bool
) -> AsyncIterator[Driver]:
    """`kept`: the session of an earlier visit. Nothing is done on the portal once the lease is another's."""
    async with house.browser.visit(kept, recorded=recorded) as driver:
        driver.guard(desk.hold)
        evidence.event("browser", name=driver.browser)
        learn_secrets(driver, desk, evidence, tokens_in(kept) if kept else ())
        try:
            yield driver
        finally:
            with suppress(Fault):  # what let this visit in is looked for in all that it kept
                evidence.learn(*await driver.tokens())
            await _keep_recording(house, driver, desk, evidence)


def learn_secrets(driver: Driver, desk: VisitDesk, evidence: Evidence, secrets: Collection[Secret]) -> None:
    evidence.learn(*secrets)
    desk.learn(*secrets)
    driver.conceal(desk.secrets)


def tell_outcome(evidence: Evidence, flow: str, outcome: Outcome) -> None:
    """How a flow ended, already without secrets."""
    evidence.event(
        "outcome", flow=flow, ending=outcome.ending, screen=outcome.screen, words=outcome.words,
        detail=outcome.detail, where=outcome.where, reason=outcome.reason, drift=drift_to_plain(outcome.drift),
    )  # fmt: skip


async def _keep_recording(house: House, driver: Driver, desk: VisitDesk, evidence: Evidence) -> None:
    """A try that got as far as to send something did not fail."""
    parts = await driver.recorded()
    if house.trace is TraceWhen.ALWAYS or not desk.committed:
        for part in parts:
            evidence.trace(part)
