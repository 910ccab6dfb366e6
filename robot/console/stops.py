"""Where the debug mode stops by itself: a step's number, a screen, or a control. Read from what a person types."""

from dataclasses import dataclass, field
from difflib import get_close_matches

from robot.engine.direct import Moment
from robot.model.errors import RobotError
from robot.model.flow import FlowBook


@dataclass
class Stops:
    """`5`: the fifth step of any flow; `log_in:3`: of that flow; a screen; a control, as `submit` or `login.submit`."""

    wishes: set[str] = field(default_factory=set)

    def toggle(self, wish: str, book: FlowBook) -> bool:
        """Whether it stops there from now on. Raises RobotError for what is nowhere."""
        refuse_unknown(wish, book)
        self.wishes ^= {wish}
        return wish in self.wishes

    def hit(self, moment: Moment) -> bool:
        flow, number = moment.flow.name, str(moment.index + 1)
        here = {number, f"{flow}:{number}", flow if moment.index == 0 else "", moment.sight.screen or ""}
        for action in moment.step.actions:
            target = getattr(action, "target", None)
            if target:
                here |= {target, f"{moment.sight.screen}.{target}"}
        return not self.wishes.isdisjoint(here)


def refuse_unknown(wish: str, book: FlowBook) -> None:
    flow, colon, number = wish.rpartition(":")
    if number.isdecimal() and (not colon or flow in book.flows):
        return
    controls = {f"{screen.name}.{name}" for screen in book.screens.values() for name in screen.targets}
    known = {*book.screens, *book.flows, *controls, *(name.partition(".")[2] for name in controls)}
    if wish not in known:
        near = get_close_matches(wish, known, n=3, cutoff=0.5)
        fix = f"¿Quiso decir {' o '.join(near)}?" if near else "Vale el número de un paso, una pantalla o un control."
        raise RobotError(f"«{wish}» no es un paso, una pantalla ni un control.", fix=fix)
