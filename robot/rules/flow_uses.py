"""Which controls of a screen the flows use, and for what: all that can break there. Pure; called by the probe."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from robot.model.flow import (
    AcceptTerms,
    Action,
    Choose,
    Click,
    Download,
    Fill,
    FlowBook,
    Tick,
    TypeSecret,
    UploadSecret,
)
from robot.model.probed import ProbedControl, Use
from robot.model.screen import By, Screen
from robot.model.sight import Control
from robot.model.text import fold
from robot.rules.dry import held_from

_ACTS = {
    Click: "press", Download: "press", Fill: "text", TypeSecret: "text", Choose: "choice", Tick: "tick",
    AcceptTerms: "tick", UploadSecret: "file",
}  # fmt: skip


def act_on(action: Action) -> str:
    """What an action does to its control; empty where it has none."""
    return _ACTS.get(type(action), "")


def uses_on(screen: Screen, book: FlowBook) -> tuple[Use, ...]:
    """First what the screen is known by. What the portal says is no control."""
    seen = [target for target in screen.seen if any(one.by is not By.SAID for one in target.candidates)]
    found = {target.name: Use(target, "", evidence=True) for target in seen}
    for use in (*_of_flows(screen, book), *_of_interruptions(screen, book)):
        had = found.get(use.target.name)
        found[use.target.name] = _together(had, use) if had else use
    return tuple(found.values())


def unclaimed(controls: Iterable[Control], found: Iterable[ProbedControl]) -> tuple[Control, ...]:
    """Those that are no other control of the screen already."""
    claimed = [fold(one.use.target.candidates[one.rank].value) for one in found if one.rank is not None]
    return tuple(control for control in controls if not any(words in fold(control.value) for words in claimed))


def _of_flows(screen: Screen, book: FlowBook) -> Iterator[Use]:
    for flow in book.flows.values():
        held = held_from(flow)
        for index, step in enumerate(flow.steps):
            for action in step.actions if screen.name in step.on else ():
                name = f"{action.name}_accept" if isinstance(action, AcceptTerms) else getattr(action, "target", "")
                if name in screen.targets:
                    yield Use(
                        screen.targets[name], act_on(action), optional=isinstance(action, Tick | AcceptTerms),
                        guarded=_guarded(action, sends=index >= held), flows=(flow.name,),
                        steps=frozenset({step.place}),
                    )  # fmt: skip


def _guarded(action: Action, *, sends: bool) -> bool:
    return isinstance(action, TypeSecret | UploadSecret) or (sends and isinstance(action, Click))


def _of_interruptions(screen: Screen, book: FlowBook) -> Iterator[Use]:
    for rule in book.portal.interruptions:
        if rule.screen == screen.name and rule.click in screen.targets:
            yield Use(screen.targets[rule.click], "press")


def _together(had: Use, more: Use) -> Use:
    return replace(
        had, act=had.act or more.act, optional=more.optional and (had.optional or not had.act),
        guarded=had.guarded or more.guarded, flows=tuple(dict.fromkeys((*had.flows, *more.flows))),
        steps=had.steps | more.steps,
    )  # fmt: skip
