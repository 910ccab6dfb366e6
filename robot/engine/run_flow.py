"""Runs one flow on one driver: the acts of each step, then a race between the screens it may lead to.

Called by a visit. Knows no browser, no ledger: what must be durable goes through the VisitDesk. Never repeats a
press, never waits but for a named screen, and ends with an Outcome whatever the portal does.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from robot.engine.acts import Acts
from robot.engine.acts_desk import Stop
from robot.engine.breaks import Back, Left, Stale
from robot.engine.direct import (
    Director,
    Go,
    JumpTo,
    Keep,
    LookAgain,
    Mended,
    Moment,
    Move,
    Quit,
    SentByHand,
    Straight,
)
from robot.engine.endings import ended, fallen, lost, undone, words
from robot.engine.house import PartEnd
from robot.engine.parts import Parts
from robot.engine.race import Race
from robot.model.faults import Fault, TargetFault
from robot.model.flow import Click, Flow, FlowBook, Person, Step
from robot.model.outcome import Ending, Outcome
from robot.model.policy import Policy
from robot.model.sight import Sight
from robot.rules.flow_paths import taker

_START_LIMIT = timedelta(seconds=20)
_LOOK_LIMIT = timedelta(seconds=5)
_FALLS = (Ending.FLOW_FAULT, Ending.SCREEN_UNKNOWN, Ending.PORTAL_DOWN)


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
        self._race = Race(book, acts)
        self._parts = Parts(acts, self._race, self._press_once)

    async def run(self, name: str) -> Outcome:
        """The outcome carries file:line:column of the step where it ended."""
        while True:
            try:
                return await self._directed(self._book.flows[name])
            except Stale:
                self._acts.tell("opened anew", why="la pantalla esperó demasiado a la persona")

    async def _directed(self, flow: Flow) -> Outcome:
        """Once through, and on from a fall as often as the director says."""
        self._acts.begin(flow)
        self._spot = _Spot(flow, 0)
        self._pressed: frozenset[int] = frozenset()
        move: Move = Go()
        while True:
            try:
                outcome = await self._walk(move)
                if outcome.ending not in _FALLS:
                    await self._director.ended(self._moment(outcome), self._acts.driver)
                    return outcome
                move = await self._fell(outcome)
            except Left:
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
                try:
                    sight = await self._take(self._spot.step, self._spot.sight or Sight(None))
                except Back as back:
                    self._spot = replace(self._spot, index=back.index, sight=back.sight)
                    continue
                through = not self._stand(self._spot.index + 1, sight)
        except Stop as stop:
            return replace(stop.outcome, where=stop.outcome.where or str(self._spot.step.place))
        except Fault as fault:
            return fallen(fault, self._spot.step)
        return Outcome(Ending.DONE, screen=sight.screen or "", where=str(self._spot.step.place))

    async def _fell(self, outcome: Outcome) -> Move:
        while True:
            move = await self._director.fell(self._moment(outcome), self._acts.driver)
            if isinstance(move, Quit):
                raise Left
            if not isinstance(move, Keep):
                return move
            await self._acts.keep(move.text)

    def _moment(self, outcome: Outcome | None = None) -> Moment:
        spot = self._spot
        return Moment(spot.flow, spot.index, spot.sight or Sight(None), self._acts.intended, self._pressed, outcome)

    async def _ask(self) -> None:
        """Until the director says to take the step, and it may be taken."""
        while True:
            moment = self._moment()
            move = await self._director.before(moment, self._acts.driver)
            if isinstance(move, Go) and not moment.barred:
                return
            await self._follow(LookAgain() if isinstance(move, Go) else move)

    async def _follow(self, move: Move) -> None:
        match move:
            case JumpTo(index=index):
                on, there = self._spot.flow.steps[index].on, await self._acts.driver.sight()
                sight = there if not on or there.screen in on else Sight(on[0])
                self._spot = replace(self._spot, index=index, sight=sight)
            case Mended(book=book):
                self._use(book)
                await self._look_again()
            case LookAgain():
                await self._look_again()
            case SentByHand():
                await self._by_hand()
            case Keep(text=text):
                await self._acts.keep(text)
            case Quit():
                raise Left

    def _use(self, book: FlowBook) -> None:
        flow = book.flows[self._spot.flow.name]
        self._book = book
        self._acts.use(book)
        self._race.use(book)
        self._spot = replace(self._spot, flow=flow, index=min(self._spot.index, len(flow.steps) - 1))

    async def _by_hand(self) -> None:
        steps, index = self._spot.flow.steps, self._spot.index
        await self._acts.sent_by_hand(self._spot.flow.commits[0])
        self._pressed |= {at for at in range(index + 1) if steps[at].commits}
        await self._look_again()

    async def _look_again(self) -> None:
        """What commits is not done twice: of that step, only where it led is taken."""
        step, start = self._spot.step, self._spot.index
        barred = self._moment().barred
        later = self._spot.flow.steps[start:]
        if all(one.on for one in later):
            names = dict.fromkeys(
                [lead.screen for lead in step.then if barred] + [on for one in later for on in one.on]
            )
            sight = await self._race.until(list(names), _LOOK_LIMIT)
        else:
            sight = await self._acts.driver.sight()
        if barred:
            await self._land(step, sight)
        if barred or (not step.on and any(lead.screen == sight.screen and not lead.ending for lead in step.then)):
            start += 1  # a step that takes any screen is done when the one that it leads to is there
        if not self._stand(start, sight):
            raise Stop(lost(self._book, sight, step.on))

    def _stand(self, start: int, sight: Sight) -> bool:
        """At the next step that takes this screen; steps that do not are skipped. False: there is none."""
        index = taker(self._spot.flow.steps, start, sight.screen)
        if index is None:
            return False
        self._spot = replace(self._spot, index=index, sight=sight)
        return True

    async def last_picture(self) -> None:
        """What the portal showed when it went wrong."""
        await self._acts.picture("al_terminar")

    async def _start(self, flow: Flow) -> Sight:
        first = flow.steps[0]
        if not first.on:
            return Sight(None)
        expected = [*first.on, *(lead.screen for lead in first.then if lead.ending is None)]
        sight = await self._race.until(expected, _START_LIMIT)
        if sight.screen in expected:
            return sight
        elsewhere = {name for step in flow.steps for name in step.on}
        if sight.screen in elsewhere:
            return sight
        raise Stop(lost(self._book, sight, expected))

    async def _take(self, step: Step, sight: Sight) -> Sight:
        left, sight = await self._parts.fill(step, sight)
        if left is not None:
            await self._press_once(left, sight)
        if not step.then:
            return sight
        expected = [lead.screen for lead in step.then]
        part = self._acts.asked
        if part is not None:
            landed = await self._with_person(step, part, sight)
        elif left is None or (not step.actions and sight.screen in expected):
            landed = sight  # nothing was done since: what was just seen is the answer
        else:
            landed = await self._awaited(step, expected)
        await self._land(step, landed)
        return landed

    async def _awaited(self, step: Step, expected: Collection[str]) -> Sight:
        """A window that came after a mere press may undo it: a menu closes again."""
        answers = self._race.answers
        landed = await self._race.until(expected, step.within, left=step.on)
        mere = not self._acts.intended and all(isinstance(action, Click) for action in step.actions)
        if mere and self._race.answers > answers and landed.screen not in expected:
            self._go_back(landed)
        return landed

    def _go_back(self, sight: Sight) -> None:
        """Raises Back when this step, or one before it, takes this screen."""
        for index, step in enumerate(self._spot.flow.steps[: self._spot.index + 1]):
            if sight.screen in step.on:
                raise Back(index, sight)

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
                raise Stale
            while turn.wanted:
                await self._acts.show(part, sight.screen)
                look = self._race.until([lead.screen for lead in step.then], self._policy.person_limit, left=step.on)
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

    async def _press_once(self, step: Step, sight: Sight) -> None:
        """A TargetFault says that nothing was pressed; after anything else the press may have arrived."""
        here = frozenset({self._spot.index} if step.commits else ())
        self._pressed |= here
        try:
            await self._perform(step, sight)
        except (TargetFault, Back):
            self._pressed -= here
            raise

    async def _perform(self, step: Step, sight: Sight) -> None:
        """A window may come over the page before the press. A TargetFault says that nothing was pressed: the step is
        done once more when the standing answer took the window away, but never after an intent."""
        try:
            await self._acts.perform(step, sight)
        except TargetFault:
            rule = self._race.answerable(await self._acts.driver.sight())
            if rule is None or self._acts.intended:
                raise
            await self._race.answer(rule)
            there = await self._acts.driver.sight()
            if there.screen not in step.on:
                self._go_back(there)
            await self._acts.perform(step, sight)
