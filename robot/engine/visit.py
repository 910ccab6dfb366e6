"""One visit: one logged-in context for one NRP, flow after flow while `decide` has one due. Called by reconcile.

Never opens a second browser context and never logs in twice.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from robot.engine.aboard import aboard, learn_secrets, tell_outcome
from robot.engine.acts import Acts
from robot.engine.desk import VisitDesk
from robot.engine.house import House, in_thread
from robot.engine.lessons import learn_of_flow, learn_overlap
from robot.engine.pickup import awaited, pick_up
from robot.engine.ports import Driver, Evidence, LeaseLost
from robot.engine.run_flow import FlowRunner
from robot.model.errors import MailError, RobotError
from robot.model.faults import BrowserLost, Fault
from robot.model.flow import CommitKind, Flow
from robot.model.identifiers import Nrp
from robot.model.mailbox import NoMailYet, Picked
from robot.model.outcome import WELL, Ending, Outcome
from robot.model.overlap import Overlap
from robot.model.secret import SESSION
from robot.model.settings import TraceWhen
from robot.model.state import CommitState, Event, Record
from robot.rules.after import Aftermath, after
from robot.rules.bug import bug_of
from robot.rules.calendar import day_in_mexico
from robot.rules.decide import WAY_IN, Decision, Visit, WaitUntil
from robot.rules.proof import judge, refusal
from robot.rules.renewal import accepted_overlap, refused_overlap

_LOG_OUT = "log_out"
_FAILED = (Ending.FLOW_FAULT, Ending.SCREEN_UNKNOWN, Ending.PORTAL_DOWN)
_LOOKS = {
    "look_relations": CommitKind.RELATION,
    "verify": CommitKind.RELATION,
    "look_password": CommitKind.SERVICE_PASSWORD,
}


@dataclass(frozen=True, slots=True)
class Berth:
    """A visit's place among those at work. It tells when it is `inside`, needing nobody from there on; `wanted`:
    others wait for the place, so it is not kept for a mail to come."""

    inside: Callable[[], None] = lambda: None
    wanted: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Visited:
    """How the visit left the NRP. `flows`: the titles of what it ran."""

    record: Record
    aftermath: Aftermath
    outcome: Outcome
    flows: tuple[str, ...] = ()


_ANYWHERE = Berth()


class NrpVisit:
    """`decide_again` gives the next decision for a record that was just read."""

    def __init__(
        self, house: House, desk: VisitDesk, evidence: Evidence, decide_again: Callable[[Record], Awaitable[Decision]]
    ) -> None:
        self._house = house
        self._desk = desk
        self._evidence = evidence
        self._decide = decide_again
        self._ran: set[str] = set()
        self._titles: list[str] = []
        self._alone = False
        self._berth = _ANYWHERE

    async def run(self, record: Record, flow: str, *, alone: bool = False, berth: Berth = _ANYWHERE) -> Visited:
        """`alone`: this flow and no other, whatever would be due after it."""
        self._alone = alone
        self._berth = berth
        nrp = record.employer.nrp
        kept = await in_thread(self._house.vault.get, nrp, SESSION)
        try:
            recorded = await in_thread(self._is_recorded, nrp)
            async with aboard(self._house, self._desk, self._evidence, kept, recorded=recorded) as driver:
                visited = await self._all_flows(driver, record, flow)
                await self._leave_in_peace(driver, visited)
        except Fault as fault:
            record = await in_thread(self._house.ledger.record, nrp)
            outcome = Outcome(Ending.PORTAL_DOWN, detail=fault.text, ours=isinstance(fault, BrowserLost))
            visited = Visited(record, self._after(outcome, record, flow), outcome)
        await self._desk.hold()
        if not visited.aftermath.go_on:
            await in_thread(self._house.vault.forget, nrp, SESSION)
        return replace(visited, flows=tuple(self._titles))

    def _is_recorded(self, nrp: Nrp) -> bool:
        if self._house.trace is not TraceWhen.ON_FAILURE:
            return self._house.trace is TraceWhen.ALWAYS
        endings = [event.details.get("ending") for event in self._house.ledger.events(nrp) if event.kind == "visit"]
        return bool(endings) and endings[-1] in _FAILED

    async def _all_flows(self, driver: Driver, record: Record, flow: str) -> Visited:
        acts = Acts(self._house.book, driver, self._desk, self._evidence, self._house.pictures)
        runner = FlowRunner(self._house.book, acts, self._house.policy, self._house.director)
        for name in WAY_IN:
            outcome = await self._run(runner, record, name)
            if outcome.ending is not Ending.DONE:
                return await self._ended(outcome, name)
        self._berth.inside()
        while True:
            outcome = await self._run(runner, record, flow)
            visited = await self._ended(outcome, flow)
            self._ran.add(flow)
            if self._alone:
                return visited
            record = visited.record
            decision = await self._decide(record)
            if visited.aftermath.go_on and self._desk.helped and awaited(record) is not None:
                record = await self._hold_for_mail(driver, record)
                decision = await self._decide(record)
            if not visited.aftermath.go_on or not isinstance(decision, Visit):
                return replace(visited, record=record)
            self._desk.refresh(record)
            if decision.flow in self._ran:
                return self._no_progress(record, decision.flow)
            flow = decision.flow

    async def _run(self, runner: FlowRunner, record: Record, name: str) -> Outcome:
        flow = self._house.book.flows[name]
        self._titles.append(flow.title)
        self._house.listener.flow_started(record, flow.title)
        try:
            outcome = await runner.run(name)
        except (Fault, RobotError, LeaseLost):
            raise
        except Exception as error:
            await self._tell_bug(runner, error)
            raise
        outcome = self._desk.clean_outcome(outcome)
        tell_outcome(self._evidence, name, outcome)
        if outcome.ending not in WELL:
            await runner.last_picture()
        await self._learn_of_flow(flow, outcome)
        return outcome

    async def _tell_bug(self, runner: FlowRunner, error: Exception) -> None:
        """With what the portal showed when it came."""
        bug = bug_of(error)
        self._evidence.event("bug", number=bug.number, error=bug.kind, place=bug.where)
        with suppress(Exception):
            await runner.last_picture()

    async def _learn_of_flow(self, flow: Flow, outcome: Outcome) -> None:
        """The way in, too: an NRP that gets in says that it is not the login that fails."""
        house, nrp = self._house, self._desk.employer.nrp
        news = await in_thread(learn_of_flow, house.ledger, flow, nrp, outcome, house.clock.now())
        if news:
            house.listener.told(news)

    async def _ended(self, outcome: Outcome, flow: str) -> Visited:
        """Writes what the flow showed, then reads the record anew."""
        ledger, now = self._house.ledger, self._house.clock.now()
        nrp = self._desk.employer.nrp
        if outcome.ending is Ending.CREDENTIAL and outcome.fingerprint:
            await in_thread(ledger.quarantine, outcome.fingerprint, outcome.words, now)
        record = await in_thread(ledger.record, nrp)
        early = refused_overlap(outcome, record, day_in_mexico(now))
        if early is not None:
            await self._learn("overlap refused", early, partial(Overlap.after_refusal, days=early))
        if outcome.ending in (Ending.DONE, Ending.NOTHING_TO_DO) and flow in _LOOKS:
            outcome = await self._settle_commits(record, _LOOKS[flow]) or outcome
            record = await in_thread(ledger.record, nrp)
        self._desk.refresh(record)
        return Visited(record, self._after(outcome, record, flow), outcome)

    async def _settle_commits(self, record: Record, kind: CommitKind) -> Outcome | None:
        """A look is the proof, or another wait: whatever was sent is judged by what was just seen. Gives the portal's
        refusal where the table shows one."""
        ledger, now = self._house.ledger, self._house.clock.now()
        refused: Outcome | None = None
        for commit in record.commits:
            if not commit.unresolved or commit.kind is not kind:
                continue
            await in_thread(ledger.looked, self._desk.claim, commit.id, now)
            verdict = judge(commit, record, self._house.policy)
            if verdict is CommitState.SENT:
                await in_thread(ledger.sent, self._desk.claim, commit.id, "visto en el portal", now)
            elif verdict is not None:
                await in_thread(ledger.resolve, self._desk.claim, commit.id, verdict, now)
            row = refusal(commit, record) if verdict is CommitState.REFUSED else None
            if row is not None:
                refused = Outcome(Ending.REFUSED, "relations", row.status, detail="Así aparece en la tabla del portal.")
            early = accepted_overlap(commit, record) if verdict is CommitState.CONFIRMED else None
            if early is not None:
                await self._learn("overlap accepted", early, partial(Overlap.after_acceptance, days=early))
        return refused

    async def _learn(self, kind: str, days: int, change: Callable[[Overlap], Overlap]) -> None:
        """How long before its end a relation may be filed again, for all NRPs of this portal."""
        house, nrp = self._house, self._desk.employer.nrp
        await in_thread(learn_overlap, house.ledger, house.book.portal.address, change)
        await in_thread(house.ledger.add_event, Event(nrp, house.clock.now(), kind, {"days": days}))

    def _after(self, outcome: Outcome, record: Record, flow: str) -> Aftermath:
        return after(outcome, self._house.book.flows[flow], record, self._house.clock.now(), self._house.policy)

    def _no_progress(self, record: Record, flow: str) -> Visited:
        """The same flow due twice in one visit would go round for ever."""
        outcome = Outcome(Ending.FLOW_FAULT, detail=f"El flujo «{flow}» terminó sin cambiar nada.")
        return Visited(record, self._after(outcome, record, flow), outcome)

    async def _hold_for_mail(self, driver: Driver, record: Record) -> Record:
        """A login that a person helped with is precious: it stays open for the mail for a few minutes."""
        clock, policy = self._house.clock, self._house.policy
        until = clock.now() + policy.hold_for_mail
        while clock.now() < until and not self._berth.wanted():
            try:
                found = await pick_up(self._house, self._desk.claim, record)
            except MailError:
                break
            if isinstance(found, Picked):
                learn_secrets(driver, self._desk, self._evidence, (found.password,))
            if not isinstance(found, NoMailYet):
                break
            await clock.wait(policy.mail_poll.total_seconds())
        return await in_thread(self._house.ledger.record, record.employer.nrp)

    async def _leave_in_peace(self, driver: Driver, visited: Visited) -> None:
        """What was done is done, even when the browser dies on the way out."""
        try:
            await self._leave(driver, visited)
        except Fault as fault:
            self._evidence.event("not left", why=fault.text)

    async def _leave(self, driver: Driver, visited: Visited) -> None:
        """Keeps the session when the NRP is due again soon or a person helped with it, else logs out where it can: a
        portal that is down is left alone, and its session ends by itself."""
        nrp, now = visited.record.employer.nrp, self._house.clock.now()
        if not visited.aftermath.go_on:
            outcome = visited.outcome
            up = outcome.ending is not Ending.PORTAL_DOWN and outcome.screen in self._screens_to_leave_from()
            if up and not self._desk.helped:
                await self._log_out(driver)
            return
        decision = await self._decide(visited.record)
        soon = isinstance(decision, WaitUntil) and decision.at - now <= self._house.policy.keep_session
        if soon:
            session = await driver.kept_session()
            await self._desk.hold()
            await in_thread(self._house.vault.put, nrp, SESSION, session, now)
            return
        await self._desk.hold()
        await in_thread(self._house.vault.forget, nrp, SESSION)
        await self._log_out(driver)

    def _screens_to_leave_from(self) -> tuple[str, ...]:
        flow = self._house.book.flows.get(_LOG_OUT)
        return flow.steps[0].on if flow else ()

    async def _log_out(self, driver: Driver) -> None:
        flow: Flow | None = self._house.book.flows.get(_LOG_OUT)
        if flow is None:
            return
        acts = Acts(self._house.book, driver, self._desk, self._evidence, pictures=False)
        outcome = await FlowRunner(self._house.book, acts, self._house.policy).run(flow.name)
        self._evidence.event("log out", ending=outcome.ending, detail=outcome.detail)
