"""Which screens each step of a flow may meet, and where the flow may end. Pure.

Called by flow_files, to find steps that nothing leads to; the runner follows the same rule of the language: a step that
names no screen takes any, another is skipped while the portal shows a screen that it does not name.
"""

from dataclasses import dataclass

from robot.model.flow import Lead, Step


@dataclass(frozen=True, slots=True)
class Paths:
    """`met[i]`: the screens that lead to step i. `loose`: leads of a step that no later step takes, and their step."""

    met: tuple[frozenset[str], ...]
    loose: tuple[tuple[int, Lead], ...]


def taker(steps: tuple[Step, ...], start: int, screen: str | None) -> int | None:
    """The first step from `start` on that takes `screen`. None: one that nobody knows."""
    for index in range(start, len(steps)):
        if not steps[index].on or screen in steps[index].on:
            return index
    return None


def paths(steps: tuple[Step, ...]) -> Paths:
    """From the first step, whatever screen it starts on."""
    met: list[set[str]] = [set() for _ in steps]
    loose: list[tuple[int, Lead]] = []
    met[0] = set(steps[0].on)
    reached = {0}
    for index, step in enumerate(steps):
        if index not in reached:
            continue
        for lead in step.then:
            if lead.ending is not None:
                continue
            next_step = taker(steps, index + 1, lead.screen)
            if next_step is None:
                loose.append((index, lead))
            else:
                met[next_step].add(lead.screen)
                reached.add(next_step)
    return Paths(tuple(frozenset(each) for each in met), tuple(loose))


def goal(steps: tuple[Step, ...]) -> frozenset[str]:
    """The screens on which the flow may end well without an ending being named."""
    return frozenset(lead.screen for lead in steps[-1].then if lead.ending is None)
