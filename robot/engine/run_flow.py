"""Runs one flow on one driver: the acts of each step, then a race between the screens it may lead to.

Called by a visit. Knows no browser, no ledger: what must be durable goes through the VisitDesk. Never repeats a
press, never waits but for a named screen, and ends with an Outcome whatever the portal does.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from robot.engine.acts import Acts
from robot.engine.acts_desk import Stop
from robot.engine.house import PartEnd
from robot.engine.ports import Sight
from robot.model.faults import BrowserLost, Fault, OriginRefused, PortalTrouble, TargetFault
from robot.model.flow import Flow, FlowBook, Interruption, Lead, Person, Step
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.policy import Policy
from robot.rules.portal_words import answer, lines_told


class _Stale(Exception):
    """What was prepared for the person is too old to be shown: the flow begins anew."""


_START_LIMIT = timedelta(seconds=20)
_ANSWERS_A_VISIT = 2


class FlowRunner:
    """Runs flows one after the other in one visit."""

    def __init__(self, book: FlowBook, acts: Acts, policy: Policy) -> None:
        self._book = book
        self._acts = acts
        self._policy = policy
        self._answered: dict[str, int] = {}

    async def run(self, flow: Flow) -> Outcome:
        """The outcome carries file:line:column of the step where it ended."""
        while True:
            try:
                return await self._once(flow)
            except _Stale:
                self._acts.tell("opened anew", why="la pantalla esperó demasiado a la persona")

    async def _once(self, flow: Flow) -> Outcome:
        self._acts.begin(flow)
        step = flow.steps[0]
        try:
            sight = await self._start(flow)
            index = self._step_for(flow, 0, sight)
            while index is not None:
                step = flow.steps[index]
                sight = await self._take(step, sight)
                index = self._step_for(flow, index + 1, sight)
        except Stop as stop:
            return replace(stop.outcome, where=stop.outcome.where or str(step.place))
        except Fault as fault:
            return self._outcome_of(fault, step)
        return Outcome(Ending.DONE, screen=sight.screen or "", where=str(step.place))

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
        raise Stop(self._lost(sight, expected))

    def _step_for(self, flow: Flow, start: int, sight: Sight) -> int | None:
        """The next step that takes this screen; steps that do not are skipped. None: the flow's end."""
        for index in range(start, len(flow.steps)):
            on = flow.steps[index].on
            if not on or sight.screen in on:
                return index
        return None

    async def _take(self, step: Step, sight: Sight) -> Sight:
        await self._perform(step, sight)
        if not step.then:
            return sight
        expected = [lead.screen for lead in step.then]
        part = self._acts.asked
        if part is not None:
            landed = await self._with_person(step, part, sight)
        else:
            landed = await self._race(expected, step.within, left=step.on)
        lead = next((lead for lead in step.then if lead.screen == landed.screen), None)
        if lead is None:
            raise Stop(self._lost(landed, expected))
        await self._acts.landed(step, lead, landed)
        if lead.ending is not None:
            raise Stop(self._ended(step, lead, landed))
        return landed

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
                    raise Stop(self._undone(part, landed, missed=True))
                if landed.screen != part.reason:  # a screen named like the reason: the portal asks again
                    turn.end = PartEnd.DONE
                    return landed
                await self._acts.perform(step, landed)
                sight = landed
        raise Stop(self._undone(part, sight))

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
                raise Stop(Outcome(ending.ending, sight.screen or "", self._words(sight)))
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

    def _ended(self, step: Step, lead: Lead, sight: Sight) -> Outcome:
        assert lead.ending is not None
        ended = Outcome(lead.ending, lead.screen, self._words(sight), self._reason(lead), str(step.place))
        if lead.ending is not Ending.CREDENTIAL:
            return ended
        return replace(ended, secret=step.secret, fingerprint=self._acts.secret_fingerprint(step))

    @staticmethod
    def _reason(lead: Lead) -> Reason | None:
        """A screen named as a reason is that reason."""
        if lead.ending is not Ending.NEEDS_PERSON:
            return None
        named = lead.screen.replace("_", " ")
        return Reason(named) if named in set(Reason) else Reason.REFUSED

    @staticmethod
    def _undone(part: Person, sight: Sight, *, missed: bool = False) -> Outcome:
        """The person who was asked did not do their part: it waits for a person still."""
        return Outcome(Ending.NEEDS_PERSON, sight.screen or "", reason=Reason(part.reason), missed=missed)

    def _lost(self, sight: Sight, expected: Collection[str]) -> Outcome:
        """What it means that none of the expected screens came."""
        if sight.down:
            return Outcome(Ending.PORTAL_DOWN, sight.screen or "", detail=sight.down)
        titles = " o ".join(self._title(name) for name in expected)
        if sight.screen is not None:
            detail = f"Se esperaba {titles}; el portal muestra {self._title(sight.screen)}."
            return Outcome(Ending.FLOW_FAULT, sight.screen, self._words(sight), detail=detail)
        told = lines_told(sight.said)[:3]
        shows = f" Dice: «{' / '.join(told)}»." if told else ""
        closest = " ".join(sight.closest)
        return Outcome(Ending.SCREEN_UNKNOWN, detail=f"Se esperaba {titles}.{shows} {closest}".strip())

    def _words(self, sight: Sight) -> str:
        return answer(sight.said, self._book.screens.get(sight.screen or ""))

    def _title(self, name: str) -> str:
        screen = self._book.screens.get(name)
        return f"«{screen.title}»" if screen else name

    def _outcome_of(self, fault: Fault, step: Step) -> Outcome:
        match fault:
            case PortalTrouble() | BrowserLost():
                ending = Ending.PORTAL_DOWN
            case _:
                ending = Ending.FLOW_FAULT
        detail = fault.text
        where = str(step.place)
        if isinstance(fault, TargetFault):
            where = str(fault.target.place)
            tried = "; ".join(f"{one.candidate}: {one.matches}" for one in fault.tried)
            near = " ¿Quiso decir: " + ", ".join(fault.near) + "?" if fault.near else ""
            detail = f"{fault.text} Candidatos probados: {tried}.{near}" if tried else fault.text
        if isinstance(fault, OriginRefused):
            detail = f"{fault.text} No se escribió ni se envió nada ahí."
            return Outcome(Ending.NEEDS_PERSON, reason=Reason.ORIGIN, detail=detail, where=where)
        return Outcome(ending, detail=detail, where=where, ours=isinstance(fault, BrowserLost))
