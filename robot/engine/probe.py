"""A dry walk of the portal with one NRP: every flow as far as it goes without sending anything, on the runner that the
visits use. Called by the command `probe` with a claim; leaves the NRP as it was, and its evidence.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from robot.engine.aboard import aboard, tell_outcome
from robot.engine.acts import Acts
from robot.engine.bugs import put_back
from robot.engine.dry_desk import DryDesk
from robot.engine.gate import may_begin, secrets_of, tell_circuit
from robot.engine.house import House, in_thread
from robot.engine.ports import Driver, Evidence
from robot.engine.prober import Eyes, Hand, Prober
from robot.engine.run_flow import FlowRunner
from robot.engine.situation import situation_of_all
from robot.model.errors import RobotError
from robot.model.faults import BrowserLost, Fault
from robot.model.flow import Flow
from robot.model.outcome import Ending, Outcome
from robot.model.probed import ProbedFlow, Walk
from robot.model.screen import Place
from robot.model.settings import TraceWhen
from robot.model.state import Claim, Event, Record
from robot.rules.decide import WAY_IN, against_command
from robot.rules.dry import Deed, deeds, dry, held_from
from robot.rules.flow_map import sentence

_WAY_OUT = "log_out"
_A_LOOK = timedelta(seconds=3)
_LEAVING = timedelta(seconds=10)
_SAME = "hacen lo mismo que otro recorrido"
_SENDS = "lo que hacen de más ya envía algo (sus controles sí se contaron)"
_BEYOND = "pasan por donde otro recorrido se detuvo"
_OUTSIDE = "no se pudo entrar al portal"


@dataclass(frozen=True, slots=True)
class Outing:
    """`flows`: only these; none: all. `hand`: who helps where the walk cannot go on. `files` are made of the walk and
    kept in its evidence: name and content."""

    eyes: Eyes
    hand: Hand
    files: Callable[[Walk], Iterable[tuple[str, bytes]]]
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probed:
    """`evidence` is the folder, `files` those that `Outing.files` made, as far as they
    could be kept."""

    walk: Walk
    evidence: str
    files: tuple[str, ...]


async def probe(house: House, claim: Claim, before: Record, outing: Outing) -> Probed:
    """The claim ends here and the NRP stands as it did `before`. Raises RobotError when no visit may be made now."""
    try:
        await _refuse(house, claim, before)
        probed = await _evident(house, claim, before, outing)
    finally:
        await in_thread(put_back, house, claim, before)
    await tell_circuit(house, probed.walk.outcome)
    details = {"evidence": probed.evidence, "breaks": len(probed.walk.breaks), "unknown": len(probed.walk.unknown)}
    await in_thread(house.ledger.add_event, Event(claim.nrp, house.clock.now(), "probe", details))
    return probed


async def _refuse(house: House, claim: Claim, record: Record) -> None:
    against = against_command(record, await in_thread(situation_of_all, house), signs=False)
    if against is not None:
        raise RobotError(against.block.text, fix=against.block.todo)
    if not await may_begin(house, claim):
        fix = "Vea `infonavit-robot status`: puede haber una pausa, horas de silencio, o el portal no responde."
        raise RobotError("Ahora no se puede visitar el portal.", fix=fix)


async def _evident(house: House, claim: Claim, record: Record, outing: Outing) -> Probed:
    secrets = await in_thread(secrets_of, house, record)
    evidence = house.evidence.open_visit(record.employer.nrp, house.clock.now(), secrets)
    desk = DryDesk(house, claim, record)
    desk.learn(*secrets)
    house.listener.visit_started(record)
    ending = "interrumpida"
    try:
        walk = await _Walker(house, desk, evidence, outing).walk(record)
        kept = [evidence.keep(name, content) for name, content in outing.files(walk)]
        ending = "sondeo"
    finally:
        evidence.close(ending)
    return Probed(walk, evidence.path, tuple(filter(None, kept)))


class _Walker:
    """Of one probe."""

    def __init__(self, house: House, desk: DryDesk, evidence: Evidence, outing: Outing) -> None:
        self._house = house
        self._desk = desk
        self._evidence = evidence
        self._outing = outing
        self._prober = Prober(house, evidence, outing.eyes, outing.hand)
        self._dry = dry(house.book)
        self._flows: list[ProbedFlow] = []
        self._done: set[Deed] = set()
        self._fallen: set[Place] = set()
        self._browser = ""

    async def walk(self, record: Record) -> Walk:
        started, recorded = self._house.clock.now(), self._house.trace is not TraceWhen.OFF
        try:
            async with aboard(self._house, self._desk, self._evidence, None, recorded=recorded) as driver:
                self._browser = driver.browser
                await self._all_flows(driver, record)
                with suppress(Fault):
                    await self._leave(driver)
        except Fault as fault:
            outcome = Outcome(Ending.PORTAL_DOWN, detail=fault.text, ours=isinstance(fault, BrowserLost))
            self._flows.append(ProbedFlow("", "El navegador", outcome))
        screens, employer, book = self._prober.screens, record.employer, self._house.book
        met = {one.name for one in screens}
        unseen = {name for flow in self._dry.flows.values() for step in flow.steps for name in step.on} - met
        return Walk(
            str(employer.nrp), employer.name, book.portal.address, started, self._browser, tuple(self._flows), screens,
            tuple(sorted(book.screens[name].title for name in unseen if name in book.screens)),
        )  # fmt: skip

    async def _all_flows(self, driver: Driver, record: Record) -> None:
        acts = Acts(self._dry, driver, self._desk, self._evidence, pictures=False)
        runner = FlowRunner(self._dry, acts, self._house.policy, self._prober)
        inside = await self._enter(runner, record)
        for flow in self._wanted():
            why = self._needless(flow) or ("" if inside else _OUTSIDE)
            if not why and not await self._starts_here(flow, driver):
                inside = await self._enter(runner, record)
                why = "" if inside else _OUTSIDE
            if why:
                self._flows.append(ProbedFlow(flow.name, flow.title, why=why))
            else:
                await self._run(runner, record, flow)

    def _wanted(self) -> Sequence[Flow]:
        """What sends nothing comes first, since what is held back leaves the walk in the middle of something."""
        flows = [flow for flow in self._dry.flows.values() if flow.name not in (*WAY_IN, _WAY_OUT)]
        if self._outing.flows:
            return [self._dry.flows[name] for name in self._outing.flows]
        return sorted(flows, key=lambda flow: bool(self._house.book.flows[flow.name].commits))

    def _needless(self, flow: Flow) -> str:
        if any(step.place in self._fallen for step in flow.steps):
            return _BEYOND
        if self._outing.flows or not deeds(flow) <= self._done:
            return ""
        return _SENDS if self._house.book.flows[flow.name].commits else _SAME

    async def _starts_here(self, flow: Flow, driver: Driver) -> bool:
        first = flow.steps[0].on
        return not first or (await driver.await_screen(first, _A_LOOK)).screen in first

    async def _enter(self, runner: FlowRunner, record: Record) -> bool:
        """Whether the portal is open; with a session that still lives it opens at once."""
        for name in WAY_IN:
            if not await self._run(runner, record, self._dry.flows[name]):
                return False
        return True

    async def _run(self, runner: FlowRunner, record: Record, flow: Flow) -> bool:
        house = self._house
        house.listener.flow_started(record, flow.title)
        outcome = self._desk.clean_outcome(await runner.run(flow.name))
        tell_outcome(self._evidence, flow.name, outcome)
        if outcome.ending is Ending.CREDENTIAL and outcome.fingerprint:
            await in_thread(house.ledger.quarantine, outcome.fingerprint, outcome.words, house.clock.now())
        one = ProbedFlow(flow.name, flow.title, outcome, self._held(flow))
        self._done |= deeds(flow)
        moment = self._prober.moment
        if one.fell and moment is not None:
            self._fallen.add(moment.step.place)
        if flow.name not in {had.name for had in self._flows} or one.fell:
            self._flows.append(one)
        return not one.fell

    def _held(self, flow: Flow) -> str:
        moment, whole = self._prober.moment, self._house.book.flows[flow.name]
        if moment is None or moment.flow.name != flow.name or moment.index < held_from(whole):
            return ""
        step, taken = whole.steps[moment.index], moment.step.actions
        return "; ".join(sentence(action, step, self._house.book) for action in step.actions if action not in taken)

    async def _leave(self, driver: Driver) -> None:
        """By way of the portal's first page: where the walk stopped, something may lie over the way out."""
        flow = self._dry.flows.get(_WAY_OUT)
        if flow is None or not self._flows or self._flows[0].fell:
            return
        await driver.open(self._house.book.portal.address)
        if (await driver.await_screen(flow.steps[0].on, _LEAVING)).screen in flow.steps[0].on:
            acts = Acts(self._dry, driver, self._desk, self._evidence, pictures=False)
            outcome = await FlowRunner(self._dry, acts, self._house.policy).run(flow.name)
            self._evidence.event("log out", ending=outcome.ending, detail=outcome.detail)
