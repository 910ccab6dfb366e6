"""A form that comes in parts: the pages of a wizard, the tabs of one form. What is there is filled in, then the next
part is opened, until what ends the step is there too.

Called by FlowRunner before it takes a step with `next`. Presses nothing but that, and never what ends the step.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from robot.engine.acts import Acts
from robot.engine.race import Race
from robot.model.flow import Action, Choose, Click, Fill, Person, Step, TypeSecret, UploadSecret
from robot.model.sight import Sight

_MOST = 8  # parts of one form
_FIELDS = (Fill, Choose, TypeSecret, UploadSecret)

Perform = Callable[[Step, Sight], Awaitable[None]]


class Parts:
    """`perform` does some of a step's actions."""

    def __init__(self, acts: Acts, race: Race, perform: Perform) -> None:
        self._acts = acts
        self._race = race
        self._perform = perform

    async def fill(self, step: Step, sight: Sight) -> tuple[Step | None, Sight]:
        """What is left to be done of the step where the portal stands then; None when it stands elsewhere already."""
        left = step
        for _ in range(_MOST if step.next else 0):
            lacking = await self._lacking(left.actions, sight)
            if not lacking:
                break
            here = tuple(one for one in left.actions if isinstance(one, _FIELDS) and one not in lacking)
            left = await self._done(left, here, sight)
            if isinstance(left.actions[-1], Person):  # the other parts come when they have done theirs
                return replace(left, actions=left.actions[-1:]), sight
            if await self._uncovered():
                continue
            if await self._turn(left, lacking[0], sight):
                sight = await self._race.until([*step.on, *(lead.screen for lead in step.then)], step.within)
                if sight.screen not in step.on:
                    return None, sight
            elif isinstance(lacking[0], Click):
                break
            else:
                left = await self._done(left, lacking[:1], sight)  # it comes late, or the fault says what is there
        return left, sight

    async def _done(self, step: Step, some: tuple[Action, ...], sight: Sight) -> Step:
        """What is left of the step."""
        if some:
            await self._perform(replace(step, actions=some), sight)
        return replace(step, actions=tuple(one for one in step.actions if one not in some))

    async def _uncovered(self) -> bool:
        """A window lay over the form, and is gone now."""
        rule = self._race.answerable(await self._acts.driver.sight())
        if rule is not None:
            await self._race.answer(rule)
        return rule is not None

    async def _lacking(self, actions: tuple[Action, ...], sight: Sight) -> tuple[Action, ...]:
        """The fields, and the press that ends the step, that are not on this part."""
        known = self._acts.targets(sight)
        sought = {known[one.target]: one for one in actions if isinstance(one, (*_FIELDS, Click))}
        return tuple(sought[target] for target in await self._acts.driver.lacking(tuple(sought)))

    async def _turn(self, step: Step, lacking: Action, sight: Sight) -> bool:
        """False: there is no other part."""
        onward = Click(step.next, step.place)
        if step.next in self._acts.targets(sight) and not await self._lacking((onward,), sight):
            await self._perform(replace(step, actions=(onward,)), sight)
            return True
        assert isinstance(lacking, (*_FIELDS, Click))
        return await self._acts.driver.open_section(self._acts.targets(sight)[lacking.target])
