"""Many NRPs: claims what is due, works on several at once, keeps their leases alive, and stops when nothing is due.

No wait here holds a browser: what is due later is a row. One worker a process; several processes share a ledger.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from robot.engine.desk import LEASE
from robot.engine.house import House, in_thread
from robot.engine.ports import LeaseLost
from robot.engine.reconcile import Reconciler
from robot.model.errors import BrowserMissing, RobotError
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.state import Claim, Phase, Record
from robot.rules.decide import NeedsPerson

_LOG = logging.getLogger("robot.worker")
_POLL = timedelta(seconds=1)
_DOWN_IN_A_ROW = 4  # visits that found the portal down, with none between that did not: it is the portal, not the NRP


@dataclass(frozen=True, slots=True)
class Plan:
    """`patience`: how long to go on without a visit that found the portal at work; None: for ever (watch)."""

    name: str
    visits_at_once: int
    patience: timedelta | None
    only: Collection[Nrp] | None = None
    may_start: Callable[[datetime], bool] = lambda _: True  # quiet hours


class Worker:
    def __init__(self, house: House, reconciler: Reconciler, plan: Plan) -> None:
        self._house = house
        self._reconciler = reconciler
        self._plan = plan
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._down = 0
        self._progress_at = house.clock.now()
        self._met: set[Nrp] = set()
        self._trouble: BrowserMissing | None = None
        self.bugs = 0

    def stop(self) -> None:
        """Finishes what is under way and claims nothing more."""
        self._stopping = True

    async def run(self) -> None:
        """Raises BrowserMissing when no browser starts: then no visit is possible, and none is tried."""
        await in_thread(self._wake_released)
        while not self._stopping:
            await self._fill()
            if not self._tasks and not await self._something_soon():
                break
            await self._pause()
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._trouble is not None:
            raise self._trouble

    def _wake_released(self) -> None:
        """Whoever waited for a person, and whose cause is gone, is due again."""
        now = self._house.clock.now()
        parked = [one for one in self._house.ledger.records() if one.due_at is None and not one.removed]
        released = [record.employer.nrp for record in parked if self._may_go_on(record)]
        self._house.ledger.wake(released, now)

    def _may_go_on(self, record: Record) -> bool:
        afresh = record.efirma_problem or _mail_may_have_come(record)  # only reconcile can tell
        return bool(afresh) or not isinstance(self._reconciler.decision_now(record), NeedsPerson)

    async def _fill(self) -> None:
        now = self._house.clock.now()
        if not self._plan.may_start(now) or await self._portal_paused(now):
            return
        while len(self._tasks) < self._plan.visits_at_once and not self._stopping:
            claim = await in_thread(self._house.ledger.claim, self._plan.name, now, LEASE, self._plan.only)
            if claim is None:
                return
            task = asyncio.create_task(self._work(claim))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _portal_paused(self, now: datetime) -> bool:
        until, _ = await in_thread(self._house.ledger.portal_paused)
        return until is not None and until > now

    async def _something_soon(self) -> bool:
        if self._plan.patience is None:
            return True
        due = await in_thread(self._house.ledger.next_due, self._plan.only)
        paused, _ = await in_thread(self._house.ledger.portal_paused)
        last = self._progress_at + self._plan.patience
        return due is not None and max(due, paused or due, self._house.clock.now()) <= last

    async def _pause(self) -> None:
        """Until a visit ends or a moment has passed: another process may have made something due."""
        tick = asyncio.ensure_future(self._house.clock.wait(_POLL.total_seconds()))
        await asyncio.wait({tick, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        tick.cancel()

    async def while_held(self, claim: Claim, work: Coroutine[None, None, Outcome]) -> Outcome:
        """`work` on a claim that somebody else made, its lease kept alive meanwhile."""
        heartbeat = asyncio.create_task(self._keep_lease(claim))
        try:
            return await work
        finally:
            heartbeat.cancel()

    async def _work(self, claim: Claim) -> None:
        heartbeat = asyncio.create_task(self._keep_lease(claim))
        try:
            before = await in_thread(self._house.ledger.record, claim.nrp)
            outcome = await self._reconciler.reconcile(claim)
            after = await in_thread(self._house.ledger.record, claim.nrp)
            await self._weigh(claim.nrp, outcome, changed=_gist(before) != _gist(after))
        except LeaseLost:
            _LOG.warning("lease lost", extra={"nrp": claim.nrp})
        except BrowserMissing as trouble:
            self._trouble = trouble
            self.stop()
            await self._put_back(claim, before)
        except RobotError as trouble:
            _LOG.exception("trouble", extra={"nrp": claim.nrp})
            await self._put_aside(claim, " ".join(part for part in (trouble.title, trouble.where, trouble.fix) if part))
        except Exception:
            self.bugs += 1
            _LOG.exception("bug", extra={"nrp": claim.nrp})
            await self._put_aside(claim, "Error interno del robot; quedó en la bitácora.")
        finally:
            heartbeat.cancel()

    async def _keep_lease(self, claim: Claim) -> None:
        while True:
            await self._house.clock.wait(LEASE.total_seconds() / 3)
            try:
                await in_thread(self._house.ledger.extend, claim, self._house.clock.now(), LEASE)
            except LeaseLost:
                return
            except RobotError:  # the ledger could not be written just now: the lease lasts for two more tries
                _LOG.exception("lease not extended", extra={"nrp": claim.nrp})

    async def _put_aside(self, claim: Claim, text: str) -> None:
        """A fault of ours must not stop the others, nor be tried in a loop."""
        with suppress(LeaseLost, RobotError):
            record = await in_thread(self._house.ledger.record, claim.nrp)
            await in_thread(
                self._house.ledger.release, claim, due_at=None, phase=Phase.FAILED, text=text, block=record.block,
                failures=record.failures + 1,
            )  # fmt: skip

    async def _put_back(self, claim: Claim, record: Record) -> None:
        """As it was when it was claimed, for the next run."""
        with suppress(LeaseLost, RobotError):
            await in_thread(
                self._house.ledger.release, claim, due_at=record.due_at, phase=record.phase, text=record.phase_text,
                block=record.block, failures=record.failures,
            )  # fmt: skip

    async def _weigh(self, nrp: Nrp, outcome: Outcome | None, *, changed: bool) -> None:
        """Several visits in a row that found the portal down pause it for every NRP. A visit that changed nothing
        counts as getting somewhere only the first time, or a look that is due again and again would go on for ever."""
        if outcome is None:
            return
        gained = changed or nrp not in self._met
        self._met.add(nrp)
        down = outcome.ending is Ending.PORTAL_DOWN
        self._down = self._down + 1 if down else 0
        self._progress_at = self._house.clock.now() if gained and not down else self._progress_at
        if self._down >= _DOWN_IN_A_ROW:
            pause = self._house.policy.pause_after(self._down - _DOWN_IN_A_ROW + 1)
            until = self._house.clock.now() + pause
            await in_thread(self._house.ledger.pause_portal, until, outcome.detail or "El portal no responde.")


def _mail_may_have_come(record: Record) -> bool:
    """Its mailbox is looked at again when a run starts: late mails come, and doubtful ones are put right."""
    return record.block is not None and record.block.reason in (Reason.MAIL_MISSING, Reason.MAIL_DOUBTFUL)


def _gist(record: Record) -> tuple[object, ...]:
    """What a visit can get somewhere with."""
    reason = record.block.reason if record.block else None
    states = tuple((commit.id, commit.state) for commit in record.commits)
    return record.seen.service_password, record.seen.relations, states, reason, tuple(record.fingerprints.items())
