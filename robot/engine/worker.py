"""Many NRPs: claims what is due, works on several at once, keeps their leases alive, and stops when nothing is due.

No wait here holds a browser: what is due later is a row. One worker a process; several processes share a ledger.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from robot.engine.bugs import Bugs, put_aside, put_back, put_bug_aside
from robot.engine.desk import LEASE
from robot.engine.house import House, in_thread
from robot.engine.mail_round import MailRound
from robot.engine.ports import LeaseLost
from robot.engine.reconcile import Reconciler
from robot.engine.visit import Berth
from robot.model.errors import BrowserMissing, EvidenceError, LedgerAway, RobotError, WorkspaceError
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.secret import SESSION
from robot.model.state import Claim, Record
from robot.rules.circuit import quiet
from robot.rules.rests import PASSING, Rest, next_rest, told

T = TypeVar("T")
_LOG = logging.getLogger("robot.worker")
_POLL = timedelta(seconds=1)
_GLANCE = timedelta(seconds=10)  # between two looks at the flow files
_SWEEP = timedelta(hours=1)  # between two looks at all that are parked
_MAIL_LOOKS = 2  # at once, beside the visits


@dataclass(frozen=True, slots=True)
class Plan:
    """`patience`: how long to go on without a visit that found the portal at work; None: for ever (watch)."""

    name: str
    visits_at_once: int
    patience: timedelta | None
    only: Collection[Nrp] | None = None
    ahead: int | None = None  # logins prepared for a person at once; None: as many as visits
    outdated: Callable[[], bool] = lambda: False  # flow files changed: the worker ends and another one takes over


class Worker:
    def __init__(self, house: House, reconciler: Reconciler, plan: Plan) -> None:
        self._house = house
        self._reconciler = reconciler
        self._plan = plan
        self._tasks: dict[asyncio.Task[None], Claim] = {}
        self._stopping = False
        self._progress_at = house.clock.now()
        self._glanced_at = house.clock.now()
        self._swept_at = house.clock.now() - _SWEEP
        self._bugs = Bugs(house)
        self._mails = MailRound(house, self._bugs)
        self._met: set[Nrp] = set()
        self._outside: set[Nrp] = set()  # on their way into the portal, or in line for the person
        self._missed: set[Nrp] = set()
        self._crowded = False
        self._trouble: Exception | None = None
        self._rest: Rest | None = None
        self.outdated = False

    @property
    def bugs(self) -> int:
        """Our own faults met."""
        return self._bugs.count

    def stop(self) -> None:
        """Finishes what is under way and claims nothing more."""
        self._stopping = True

    @property
    def _goes_on(self) -> bool:
        return not self._stopping and self._trouble is None

    async def run(self) -> None:
        """Trouble that may pass is waited out by a run without end; by any other only while the ledger is away, as
        long as its patience lasts, unless a person sits beside it.

        Raises BrowserMissing when no browser starts, EvidenceError or WorkspaceError when nothing can be written, and
        what nobody expected: then no further visit is made, and those under way come to their end first."""
        while True:
            self._trouble = None
            try:
                await self._until_nothing_is_due()
            except Exception as trouble:
                self._trouble = trouble
            if self._trouble is None or not await self._waited_out(self._trouble):
                break
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._trouble is not None:
            raise self._trouble

    async def _waited_out(self, trouble: Exception) -> bool:
        """Told once, however often it comes again. A run without end outlives a bug, too."""
        house, patience = self._house, self._plan.patience
        rest = next_rest(self._rest, house.clock.now())
        if patience is None:
            passes = isinstance(trouble, PASSING) or not isinstance(trouble, RobotError)
        else:
            passes = isinstance(trouble, LedgerAway) and rest.until <= self._progress_at + patience
        if not passes or house.attendant.present or self._stopping:
            return False
        if not isinstance(trouble, RobotError):
            await in_thread(self._bugs.met, trouble)
        elif rest.number == 0:
            _LOG.error("trouble", extra={"detail": str(trouble)})
            house.listener.told(told(trouble))
        self._rest = rest
        while house.clock.now() < rest.until and not self._stopping:
            await house.clock.wait(_POLL.total_seconds())
        return True

    async def _until_nothing_is_due(self) -> None:
        while self._goes_on:
            if await in_thread(self._look_around):
                return
            await in_thread(self._mails.make)
            await self._fill()
            if not self._tasks and not await self._something_soon():
                return
            await self._pause()

    def _look_around(self) -> bool:
        """Now and then: flows that somebody mended (True: this worker has the old ones), and causes that are gone."""
        now = self._house.clock.now()
        if now >= self._swept_at + _SWEEP:
            self._swept_at = now
            self._wake_released()
        if now >= self._glanced_at + _GLANCE:
            self._glanced_at = now
            self.outdated = self._plan.outdated()
        return self.outdated

    def _wake_released(self) -> None:
        """Whoever waited for a person, and whose cause is gone, is due again."""
        after = ""
        while page := self._house.ledger.parked(after):
            after = page[-1].employer.nrp
            afresh = {one.employer.nrp for one in page if one.efirma_problem or _mail_may_have_come(one)}
            released = afresh | self._reconciler.released(page)  # of the first kind only reconcile can tell
            if released:
                self._house.ledger.wake(released, self._house.clock.now())

    async def _fill(self) -> None:
        """Takes what is due: visits up to the cap over all processes, and looks for mail beside them."""
        now, pace = self._house.clock.now(), self._house.pace
        self._crowded = False
        circuit = await in_thread(self._house.ledger.circuit)
        allowed = 0 if quiet(pace, now) else circuit.visits(now, pace.visits_at_once)
        while self._goes_on and len(self._tasks) < self._plan.visits_at_once + _MAIL_LOOKS:
            own = sum(not claim.awaits_mail for claim in self._tasks.values())
            full = own >= self._plan.visits_at_once
            claim = await self._claim(now, 0 if full else allowed)
            if claim is None:
                self._crowded = full and self._plan.ahead is not None and await in_thread(self._others_wait, now)
                return
            if not claim.awaits_mail:
                self._outside.add(claim.nrp)
            task = asyncio.create_task(self._work(claim))
            self._tasks[task] = claim
            task.add_done_callback(self._tasks.pop)

    def _others_wait(self, now: datetime) -> bool:
        due = self._house.ledger.next_due(self._plan.only)
        return due is not None and due <= now

    async def _claim(self, now: datetime, visits: int) -> Claim | None:
        """Beside a person, whoever may get in without one goes first: a kept session does not keep for long."""
        claim, name, only = self._house.ledger.claim, self._plan.name, self._plan.only
        if self._plan.ahead is None:
            return await in_thread(claim, name, now, LEASE, only, visits)
        kept = await in_thread(self._with_session) if visits else ()
        found = await in_thread(claim, name, now, LEASE, kept, visits) if kept else None
        if found is None:
            room = visits if len(self._outside) < self._plan.ahead else 0
            found = await in_thread(claim, name, now, LEASE, only, room)
        return found

    def _with_session(self) -> tuple[Nrp, ...]:
        only = self._plan.only
        owners = (owner for owner, kind in self._house.vault.fingerprints() if kind == SESSION)
        return tuple(Nrp(owner) for owner in owners if only is None or owner in only)

    def _berth(self, nrp: Nrp) -> Berth:
        return Berth(inside=lambda: self._outside.discard(nrp), wanted=lambda: self._crowded)

    async def _something_soon(self) -> bool:
        return self._plan.patience is None or await in_thread(self._soon, self._progress_at + self._plan.patience)

    def _soon(self, last: datetime) -> bool:
        """Whether anything can be done until `last`."""
        ledger, now, only = self._house.ledger, self._house.clock.now(), self._plan.only
        due, opens = ledger.next_due(only), ledger.circuit().opens_at(now)
        visit = max(due, opens) if due and opens else None
        return any(max(at, now) <= last for at in (visit, ledger.next_due(only, mail_only=True)) if at is not None)

    async def _pause(self) -> None:
        """Until a visit ends or a moment has passed: another process may have made something due."""
        tick = asyncio.ensure_future(self._house.clock.wait(_POLL.total_seconds()))
        await asyncio.wait({tick, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        tick.cancel()

    async def while_held(self, claim: Claim, work: Coroutine[None, None, T]) -> T:
        """`work` on a claim that somebody else made, its lease kept alive meanwhile."""
        try:
            async with self._lease_kept(claim):
                return await work
        except (LeaseLost, RobotError):
            raise
        except Exception as bug:
            await in_thread(put_bug_aside, self._house, claim, bug)
            raise

    async def _work(self, claim: Claim) -> None:
        before: Record | None = None
        try:
            before = await in_thread(self._house.ledger.record, claim.nrp)
            async with self._lease_kept(claim):
                outcome = await self._reconciler.reconcile(claim, self._berth(claim.nrp))
            await self._come_back(claim.nrp, outcome)
            after = await in_thread(self._house.ledger.record, claim.nrp)
            self._weigh(claim.nrp, outcome, changed=_gist(before) != _gist(after))
        except LeaseLost:
            _LOG.warning("lease lost", extra={"nrp": claim.nrp})
        except (BrowserMissing, EvidenceError, WorkspaceError) as trouble:
            self._trouble = trouble
            if before is not None:
                with suppress(LeaseLost, RobotError):
                    await in_thread(put_back, self._house, claim, before)
        except RobotError as trouble:
            _LOG.exception("trouble", extra={"nrp": claim.nrp})
            await in_thread(put_aside, self._house, claim, trouble.in_line)
        except Exception as bug:
            await in_thread(self._bugs.met, bug, claim)
        finally:
            self._outside.discard(claim.nrp)

    async def _come_back(self, nrp: Nrp, outcome: Outcome | None) -> None:
        """The person let its time pass: it goes to the end of the line, once. Then it waits for another day."""
        if outcome is None or not outcome.missed or nrp in self._missed or not self._house.attendant.present:
            return
        self._missed.add(nrp)
        await in_thread(self._house.ledger.wake, (nrp,), self._house.clock.now())

    @asynccontextmanager
    async def _lease_kept(self, claim: Claim) -> AsyncIterator[None]:
        heartbeat = asyncio.create_task(self._keep_lease(claim))
        try:
            yield
        finally:
            heartbeat.cancel()

    async def _keep_lease(self, claim: Claim) -> None:
        while True:
            await self._house.clock.wait(LEASE.total_seconds() / 3)
            try:
                await in_thread(self._house.ledger.extend, claim, self._house.clock.now(), LEASE)
            except LeaseLost:
                return
            except Exception:  # the ledger could not be written just now: the lease lasts for two more tries
                _LOG.exception("lease not extended", extra={"nrp": claim.nrp})

    def _weigh(self, nrp: Nrp, outcome: Outcome | None, *, changed: bool) -> None:
        """A visit that changed nothing counts as getting somewhere only the first time, or a look that is due again
        and again would go on for ever."""
        if outcome is None:
            return
        gained = changed or nrp not in self._met
        self._met.add(nrp)
        if gained and outcome.ending is not Ending.PORTAL_DOWN:
            self._progress_at = self._house.clock.now()


def _mail_may_have_come(record: Record) -> bool:
    """Its mailbox is looked at again when a run starts: late mails come, and doubtful ones are put right."""
    return record.block is not None and record.block.reason in (Reason.MAIL_MISSING, Reason.MAIL_DOUBTFUL)


def _gist(record: Record) -> tuple[object, ...]:
    """What a visit can get somewhere with."""
    reason = record.block.reason if record.block else None
    states = tuple((commit.id, commit.state) for commit in record.commits)
    return record.seen.service_password, record.seen.relations, states, reason, tuple(record.fingerprints.items())
