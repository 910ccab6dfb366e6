"""Many NRPs: claims what is due, works on several at once, keeps their leases alive, and stops when nothing is due.

No wait here holds a browser: what is due later is a row. One worker a process; several processes share a ledger.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from robot.engine.desk import LEASE
from robot.engine.house import House, in_thread
from robot.engine.ports import LeaseLost
from robot.engine.reconcile import Reconciler
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending, Outcome
from robot.model.state import Claim, Phase
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
        self.bugs = 0

    def stop(self) -> None:
        """Finishes what is under way and claims nothing more."""
        self._stopping = True

    async def run(self) -> None:
        await in_thread(self._wake_released)
        while not self._stopping:
            await self._fill()
            if not self._tasks and not await self._something_soon():
                break
            await self._pause()
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _wake_released(self) -> None:
        """Whoever waited for a person, and whose cause is gone, is due again."""
        now = self._house.clock.now()
        released = [
            record.employer.nrp for record in self._house.ledger.records()
            if record.due_at is None and not record.removed
            and (record.efirma_problem or not isinstance(self._reconciler.decision_now(record), NeedsPerson))
        ]  # fmt: skip
        self._house.ledger.wake(released, now)

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
        last = self._progress_at + self._plan.patience
        return due is not None and max(due, self._house.clock.now()) <= last

    async def _pause(self) -> None:
        """Until a visit ends or a moment has passed: another process may have made something due."""
        tick = asyncio.ensure_future(self._house.clock.wait(_POLL.total_seconds()))
        await asyncio.wait({tick, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        tick.cancel()

    async def _work(self, claim: Claim) -> None:
        heartbeat = asyncio.create_task(self._keep_lease(claim))
        try:
            outcome = await self._reconciler.reconcile(claim)
            await self._weigh(outcome)
        except LeaseLost:
            _LOG.warning("lease lost", extra={"nrp": claim.nrp})
        except Exception:
            self.bugs += 1
            _LOG.exception("bug", extra={"nrp": claim.nrp})
            await self._put_aside(claim)
        finally:
            heartbeat.cancel()

    async def _keep_lease(self, claim: Claim) -> None:
        while True:
            await self._house.clock.wait(LEASE.total_seconds() / 3)
            try:
                await in_thread(self._house.ledger.extend, claim, self._house.clock.now(), LEASE)
            except LeaseLost:
                return

    async def _put_aside(self, claim: Claim) -> None:
        """A fault of ours must not stop the others, nor be tried in a loop."""
        text = "Error interno del robot; quedó en la bitácora."
        try:
            await in_thread(
                self._house.ledger.release, claim, due_at=None, phase=Phase.FAILED, text=text, block=None, failures=1
            )
        except LeaseLost:
            return

    async def _weigh(self, outcome: Outcome | None) -> None:
        """Several visits in a row that found the portal down pause it for every NRP."""
        if outcome is None:
            return
        down = outcome.ending is Ending.PORTAL_DOWN
        self._down = self._down + 1 if down else 0
        self._progress_at = self._progress_at if down else self._house.clock.now()
        if self._down >= _DOWN_IN_A_ROW:
            pause = self._house.policy.pause_after(self._down - _DOWN_IN_A_ROW + 1)
            until = self._house.clock.now() + pause
            await in_thread(self._house.ledger.pause_portal, until, outcome.detail or "El portal no responde.")
