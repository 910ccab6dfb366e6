"""The person beside a probe with the browser in sight: takes the window over where the walk cannot go on. Keeps the
Hand promise of the engine. Wired by the command `probe`.
"""

from robot.console.keyboard import Keys
from robot.console.panel import fall_told
from robot.console.paper import Paper
from robot.engine.direct import Moment
from robot.model.probed import ProbedScreen

_ENDS = ("t", "terminar")
_ASKED = (
    "Siga usted en la ventana, SIN ENVIAR NADA; pulse Enter aquí cuando esté en la siguiente pantalla\n"
    "(t y Enter: terminar aquí este recorrido). "
)


class NoHand:
    """Unattended: where it cannot go on, the flow ends."""

    async def takes_over(self, moment: Moment, seen: ProbedScreen | None) -> bool:  # noqa: ARG002
        return False


class AtWindow:
    def __init__(self, paper: Paper, keys: Keys) -> None:
        self._paper = paper
        self._keys = keys

    async def takes_over(self, moment: Moment, seen: ProbedScreen | None) -> bool:
        where = f" en «{seen.title}»" if seen else ""
        self._paper.line(
            f"\aEl robot no puede seguir{where}, paso {moment.index + 1} de «{moment.flow.title}».", "bold red"
        )
        if moment.outcome is not None:
            self._paper.line(fall_told(moment.outcome))
        try:
            return (await self._keys.line(_ASKED)).casefold() not in _ENDS
        except EOFError:
            return False
