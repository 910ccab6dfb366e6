"""Flows that cannot send anything: what a probe does of each. Pure.

The rule: from the first step that commits, or hands over a secret other than the one that lets in, nothing is pressed,
ticked, attached or typed as a secret any more. What such a step would fill in and choose is filled in and chosen, so
that fields and lists are tried. What would end a flow because there is nothing to do does not end it.
"""

from dataclasses import fields, replace

from robot.model.flow import Action, Choose, Fill, Flow, FlowBook, Note, Step, TypeSecret, UploadSecret
from robot.model.secret import SecretKind

_LETS_IN = frozenset({SecretKind.PORTAL_PASSWORD})
Deed = tuple[object, ...]


def dry(book: FlowBook) -> FlowBook:
    return replace(book, flows={name: _dried(flow) for name, flow in book.flows.items()})


def held_from(flow: Flow) -> int:
    """The first step that is held back; the number of all steps where none is."""
    return next((index for index, step in enumerate(flow.steps) if _gives(step)), len(flow.steps))


def deeds(flow: Flow) -> frozenset[Deed]:
    """What a flow does and on which screens, wherever it is written: flows with the same deeds show the same."""
    return frozenset(
        (step.on, *_told(action)) for step in flow.steps for action in step.actions if not isinstance(action, Note)
    )


def _gives(step: Step) -> bool:
    handed = {action.secret for action in step.actions if isinstance(action, TypeSecret | UploadSecret)}
    return step.commits is not None or not handed <= _LETS_IN


def _dried(flow: Flow) -> Flow:
    first = held_from(flow)
    taken = (replace(step, end_if=None) for step in flow.steps[:first])
    return replace(flow, steps=(*taken, *map(_held, flow.steps[first:])))


def _held(step: Step) -> Step:
    """It leads nowhere, so the flow ends here."""
    filled = tuple(action for action in step.actions if isinstance(action, Fill | Choose))
    return replace(step, actions=filled, then=(), commits=None, end_if=None, next="")


def _told(action: Action) -> Deed:
    return (type(action).__name__, *(getattr(action, one.name) for one in fields(action) if one.name != "place"))
