"""Runs one flow on one driver: the acts of each step, then a race between the screens it may lead to.

Called by a visit. Knows no browser, no ledger: what must be durable goes through the VisitDesk. Never repeats a
press, never waits but for a named screen, and ends with an Outcome whatever the portal does.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from robot.engine.acts import Acts
from robot.engine.acts_desk import Stop
from robot.engine.direct import Director, Go, JumpTo, LookAgain, Mended, Moment, Move, Quit, Straight
from robot.engine.endings import ended, fallen, lost, undone, words
from robot.engine.house import PartEnd
from robot.engine.ports import Sight
from robot.model.faults import Fault, TargetFault
from robot.model.flow import Flow, FlowBook, Interruption, Person, Step
from robot.model.outcome import Ending, Outcome
from robot.model.policy import Policy


class _Stale(Exception):
    """What was prepared for the person is too old to be shown: the flow begins anew."""


class _Left(Exception):
    """The person who directs the flow ended it."""


_START_LIMIT = timedelta(seconds=20)
_FALLS = (Ending.FLOW_FAULT, Ending.SCREEN_UNKNOWN, Ending.PORTAL_DOWN)
_ANSWERS_A_VISIT = 2


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a flow stands. `sight` None: not begun."""

    flow: Flow
    index: int
    sight: Sight | None = None

    @property
    def step(self) -> Step:
        return self.flow.steps[self.index]


class FlowRunner:
    """Runs flows one after the other in one visit."""

    def __init__(self, book: FlowBook, acts: Acts, policy: Policy, director: Director | None = None) -> None:
        self._book = book
        self._acts = acts
        self._policy = policy
        self._director = director or Straight()
        self._answered: dict[str, int] = {}

    async def run(self, name: str) -> Outcome:
        """The outcome carries file:line:column of the step where it ended."""
        while True:
            try:
                return await self._directed(self._book.flows[name])
            except _Stale:
                self._acts.tell("opened anew", why="la pantalla esperó demasiado a la persona")

    async def _directed(self, flow: Flow) -> Outcome:
        """Once through, and on from a fall as often as the director says."""
        self._acts.begin(flow)
        self._spot = _Spot(flow, 0)
        move: Move = Go()
        while True:
            try:
                outcome = await self._walk(move)
                if outcome.ending not in _FALLS:
                    return outcome
                move = await self._director.fell(self._moment(outcome), self._acts.driver)
            except _Left:
                return Outcome(Ending.PORTAL_DOWN, detail="La persona terminó aquí la visita.", ours=True)
            if isinstance(move, Go):
                return outcome

    async def _walk(self, move: Move) -> Outcome:
        """On from where the flow stands, to an end."""
        try:
            await self._follow(move)
            if self._spot.sight is None:
                sight = await self._start(self._spot.flow)
                through = not self._stand(0, sight)
            else:
                through, sight = False, self._spot.sight
            while not through:
                await self._ask()
                sight = await self._take(self._spot.step, self._spot.sight or Sight(None))
                through = not self._stand(self._spot.index + 1, sight)
        except Stop as stop:
            return replace(stop.outcome, where=stop.outcome.where or str(self._spot.step.place))
        except Fault as fault:
            return fallen(fault, self._spot.step)
        return Outcome(Ending.DONE, screen=sight.screen or "", where=str(self._spot.step.place))

    def _moment(self, outcome: Outcome | None = None) -> Moment:
        spot = self._spot
        return Moment(spot.flow, spot.index, spot.sight or Sight(None), self._acts.intended, outcome)

    async def _ask(self) -> None:
        """Until the director says to take the step."""
        while True:
            move = await self._director.before(self._moment(), self._acts.driver)
            if isinstance(move, Go):
                return
            await self._follow(move)

    async def _follow(self, move: Move) -> None:
        match move:
            case JumpTo(index=index):
                on, there = self._spot.flow.steps[index].on, self._spot.sight or Sight(None)
                sight = there if not on or there.screen in on else Sight(on[0])
                self._spot = replace(self._spot, index=index, sight=sight)
            case Mended(book=book):
                self._use(book)
            case LookAgain():
                await self._look_again()
            case Quit():
                raise _Left

    def _use(self, book: FlowBook) -> None:
        flow = book.flows[self._spot.flow.name]
        self._book = book
        self._acts.use(book)
        self._spot = replace(self._spot, flow=flow, index=min(self._spot.index, len(flow.steps) - 1))

    async def _look_again(self) -> None:
        """What commits is not done twice: of that step, only where it led is taken."""
        step, start = self._spot.step, self._spot.index
        sight = await self._acts.driver.sight()
        if step.commits and self._acts.intended:
            await self._land(step, sight)
            start += 1
        if not self._stand(start, sight):
            raise Stop(lost(self._book, sight, step.on))

    def _stand(self, start: int, sight: Sight) -> bool:
        """At the next step that takes this screen; steps that do not are skipped. False: there is none."""
        steps = self._spot.flow.steps
        for index in range(start, len(steps)):
            if not steps[index].on or sight.screen in steps[index].on:
                self._spot = replace(self._spot, index=index, sight=sight)
                return True
        return False

    async def last_picture(self) -> None:
        """What the portal showed when it went wrong."""
        await self._acts.picture("al_terminar")

    async def _start(self, flow: Flow) -> Sight:
        first = flow.steps[0]
        if not first.on:
            return Sight(None)
        expected = [*first.on, *(lead.screen for lead in first.then if lead.ending is None)]
        sight = await self._race(expected, _START_LIMIT)
        if sight.screen in expected:
            return sight
        elsewhere = {name for step in flow.steps for name in step.on}
        if sight.screen in elsewhere:
            return sight
        raise Stop(lost(self._book, sight, expected))

    async def _take(self, step: Step, sight: Sight) -> Sight:
        await self._perform(step, sight)
        if not step.then:
            return sight
        expected = [lead.screen for lead in step.then]
        part = self._acts.asked
        if part is not None:
            landed = await self._with_person(step, part, sight)
        elif not step.actions and sight.screen in expected:
            landed = sight  # nothing was done: what was just seen is the answer
        else:
            landed = await self._race(expected, step.within, left=step.on)
        await self._land(step, landed)
        return landed

    async def _land(self, step: Step, landed: Sight) -> None:
        lead = next((lead for lead in step.then if lead.screen == landed.screen), None)
        if lead is None:
            raise Stop(lost(self._book, landed, [lead.screen for lead in step.then]))
        await self._acts.landed(step, lead, landed)
        if lead.ending is not None:
            fingerprint = self._acts.secret_fingerprint(step)
            raise Stop(ended(step, lead, words(self._book, landed), fingerprint))

    async def _with_person(self, step: Step, part: Person, sight: Sight) -> Sight:
        """Everything is filled in: waits for the person's turn, and keeps it while the portal asks again."""
        async with self._acts.turn(part) as turn:
            if turn.wanted and turn.waited > self._policy.prepared and not self._acts.intended:
                raise _Stale
            while turn.wanted:
                await self._acts.show(part, sight.screen)
                look = self._race([lead.screen for lead in step.then], self._policy.person_limit, left=step.on)
                landed = await turn.watch(look)
                if landed is None:
                    turn.end = PartEnd.LATER
                    break
                if landed.screen in step.on:
                    turn.end = PartEnd.MISSED
                    raise Stop(undone(part, landed, missed=True))
                if landed.screen != part.reason:  # a screen named like the reason: the portal asks again
                    turn.end = PartEnd.DONE
                    return landed
                await self._acts.perform(step, landed)
                sight = landed
        raise Stop(undone(part, sight))

    async def _perform(self, step: Step, sight: Sight) -> None:
        """A window may come over the page between the look and the press. A TargetFault says that nothing was
        pressed: the step is done once more when the standing answer took the window away, but never after an intent.
        """
        try:
            await self._acts.perform(step, sight)
        except TargetFault:
            rule = self._answerable(await self._acts.driver.sight(), list(self._book.portal.interruptions))
            if rule is None or self._acts.intended:
                raise
            await self._answer(rule)
            await self._acts.perform(step, sight)

    async def _race(self, expected: Collection[str], limit: timedelta, *, left: Collection[str] = ()) -> Sight:
        """`left`: the screens just acted on, which stay for a moment and mean nothing yet.

        Until an expected screen or an ending is there; interruptions with a standing answer are answered."""
        expected = tuple(expected)
        watched = [rule for rule in self._book.portal.interruptions if rule.screen not in expected]
        early = [rule.screen for rule in watched if rule.screen not in left and self._may_answer(rule)]
        while True:
            sight = await self._look((*expected, *early), limit)
            rule = self._answerable(sight, watched)
            if rule is not None:
                await self._answer(rule)
                continue
            if sight.screen in expected:
                await self._acts.arrived(sight)
                return sight
            ending = next((rule for rule in watched if rule.screen == sight.screen and rule.ending), None)
            if ending is not None and ending.ending is not None:
                raise Stop(Outcome(ending.ending, sight.screen or "", words(self._book, sight)))
            return sight

    async def _look(self, names: tuple[str, ...], limit: timedelta) -> Sight:
        if self._acts.asked:
            return await self._acts.driver.until_changed(names, limit)
        return await self._acts.driver.await_screen(names, limit)

    def _may_answer(self, rule: Interruption) -> bool:
        return self._answered.get(rule.screen, 0) < _ANSWERS_A_VISIT

    def _answerable(self, sight: Sight, watched: list[Interruption]) -> Interruption | None:
        there = {sight.screen, *sight.also}
        rules = [rule for rule in watched if rule.click and rule.screen in there and self._may_answer(rule)]
        return rules[0] if rules else None

    async def _answer(self, rule: Interruption) -> None:
        self._answered[rule.screen] = self._answered.get(rule.screen, 0) + 1
        target = self._book.screens[rule.screen].targets[str(rule.click)]
        self._acts.tell("interruption", screen=rule.screen, pressed=target.name)
        await self._acts.driver.press(target)
