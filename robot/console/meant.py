"""Which control, or which place of which file, a person of the debug mode means by a word, or by none. Pure."""

from robot.console.panel import View
from robot.model.errors import RobotError
from robot.model.outcome import Ending
from robot.model.screen import Place, Target
from robot.model.sight import Near


def place_meant(wish: str, view: View) -> Place:
    """A screen, a flow, `paso`, or (without a word) where it fell. Raises RobotError for what is nowhere."""
    if wish in view.book.screens:
        return view.book.screens[wish].place
    if wish in view.book.flows:
        return view.book.flows[wish].place
    if wish and wish != "paso":
        raise RobotError(f"«{wish}» no es un control de este paso, una pantalla ni un flujo.")
    outcome = view.moment.outcome
    if wish or outcome is None:
        return view.moment.step.place
    missing = _missing(view)
    if outcome.ending is Ending.SCREEN_UNKNOWN and missing is not None:
        return missing.place
    parts = outcome.where.rsplit(":", 2)
    return Place(parts[0], int(parts[1]), int(parts[2])) if len(parts) == 3 else view.moment.step.place


def target_meant(wish: str, view: View) -> Target | None:
    """By its number in the table or its name, else the one that is missing."""
    targets = [act.target for act in view.acts]
    if wish.isdecimal() and 1 <= int(wish) <= len(targets):
        return targets[int(wish) - 1]
    if wish:
        return _named(wish, view)
    lost = [act.target for act in view.acts if act.target and act.found is None and act.how != "tick"]
    return _missing(view) or (lost[0] if lost else None)


def _named(wish: str, view: View) -> Target | None:
    screen_name, _, name = wish.rpartition(".")
    names = [screen_name] if screen_name else [view.sight.screen or "", *view.moment.step.on]
    screens = [view.book.screens[one] for one in names if one in view.book.screens]
    return next((screen.targets[name] for screen in screens if name in screen.targets), None)


def nearest(view: View) -> Near | None:
    """The screen that this probably is, when it is none that is recognised: expected ones first."""
    if view.sight.screen is not None:
        return None
    lacking = [one for one in view.near if one.lacking]
    for names in ({lead.screen for lead in view.moment.step.then}, set(view.moment.step.on)):
        for one in lacking:
            if one.screen.name in names:
                return one
    return lacking[0] if lacking else None


def _missing(view: View) -> Target | None:
    near = nearest(view)
    return near.lacking[0] if near else None
