"""The person beside a run: nobody, or whoever sits at the terminal with the browser's window before them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from robot.console.asking import YesOrNo
from robot.console.keys import typed
from robot.console.paper import Paper
from robot.engine.house import PartEnd
from robot.engine.ports import Clock
from robot.model.state import Record
from robot.model.terms import TermsRow
from robot.rules.calendar import day_in_mexico
from robot.rules.terms_changed import changed_lines

_PARTS = {"captcha": "Escriba el código CAPTCHA en la ventana que está al frente y presione Enter (o el botón)."}
_SKIP = "s"
_HOW_TO_SKIP = f"Para dejar uno para después: {_SKIP} y Enter en esta terminal. Para terminar: Ctrl-C."
_MISSES = 3  # parts in a row that nobody did: nobody is there
_MINUTE = timedelta(minutes=1)


class Nobody:
    """Unattended: whatever needs a person is parked."""

    @property
    def present(self) -> bool:
        return False

    def shown(self, record: Record, reason: str, times: int) -> None: ...

    async def skip(self) -> None: ...

    def over(self, end: PartEnd) -> None: ...

    async def approve(self, row: TermsRow, before: TermsRow | None) -> bool:  # noqa: ARG002
        return False


class AtTerminal:
    """Somebody is there: told what to do in the window in front, asked for what must be decided.

    `expected`: about how many NRPs will need them. Whoever lets several windows in a row go by has gone away.
    """

    def __init__(self, paper: Paper, clock: Clock, expected: int, pressed: Callable[[], str | None] = typed) -> None:
        self._paper = paper
        self._clock = clock
        self._expected = expected
        self._pressed = pressed
        self._since: datetime | None = None
        self._shown = 0
        self._over = 0
        self._misses = 0
        self._gone = asyncio.Event()
        self._declined: set[str] = set()

    @property
    def present(self) -> bool:
        return not self._gone.is_set()

    def leave(self) -> None:
        """Nobody looks from here on: what needs a person is parked, the rest is finished."""
        self._gone.set()

    def shown(self, record: Record, reason: str, times: int) -> None:
        if times > 1:
            self._paper.line("  El portal no aceptó ese código: escriba el nuevo.", style="yellow")
            return
        self._shown += 1
        self._since = self._since or self._clock.now()
        employer = record.employer
        head = f"▶ {self._shown} de {max(self._expected, self._shown)}  {employer.nrp}  {employer.name}"
        self._paper.line(f"\a{head}{self._times()}", style="bold yellow")
        if self._shown == 1:
            self._paper.line(f"  {_PARTS.get(reason, reason)} El robot sigue solo.")
            self._paper.line(f"  {_HOW_TO_SKIP}")

    def _times(self) -> str:
        """Minutes spent, and about how many are left at this pace."""
        assert self._since is not None
        if not self._over:
            return ""
        spent = self._clock.now() - self._since
        left = spent / self._over * max(0, self._expected - self._over)
        return f"  ({_minutes(spent)}; faltan unos {_minutes(left)})"

    async def skip(self) -> None:
        while self.present and (self._pressed() or "").casefold() != _SKIP:
            await self._clock.wait(0.3)

    def over(self, end: PartEnd) -> None:
        self._over += 1
        self._misses = self._misses + 1 if end is PartEnd.MISSED else 0
        if end is PartEnd.LATER and self.present:
            self._paper.line("  Queda para después.", style="yellow")
        if end is PartEnd.MISSED:
            self._paper.line("  Nadie lo escribió a tiempo: pasa al final de la fila.", style="yellow")
        if end is PartEnd.FAILED:
            self._paper.line("  El portal falló en ese momento; el robot lo intenta de nuevo.", style="yellow")
        if self._misses >= _MISSES:
            self._paper.line("Parece que no hay nadie; lo demás queda para el próximo `attend`.", style="bold yellow")
            self.leave()
        elif self._over >= self._expected and self.present:
            self._paper.line("  No queda nadie en la fila; el robot sigue solo, y suena si le necesita.", style="green")

    async def approve(self, row: TermsRow, before: TermsRow | None) -> bool:
        """One answer a text: who said no is not asked again for the next NRP."""
        if row.fingerprint in self._declined or not self.present:
            return False
        show_terms(self._paper, row, before)
        yes = self._paper.interactive and await asyncio.to_thread(YesOrNo.ask, ACCEPT, default=False)
        if not yes:
            self._declined.add(row.fingerprint)
        return yes


ACCEPT = "¿Los acepta en nombre de los patrones de este espacio de trabajo?"


def show_terms(paper: Paper, row: TermsRow, before: TermsRow | None) -> None:
    """The text; where one of the same name was approved before, what changed in it, and the text after that."""
    approved = f"aprobados por {row.approved_by}" if row.approved_by else "SIN APROBAR"
    paper.line(f"Términos «{row.name}», huella {row.fingerprint}: {approved}", style="bold")
    if before is not None and before.approved_at is not None:
        day = day_in_mexico(before.approved_at)
        paper.line(f"Lo que cambió desde los que aprobó {before.approved_by} el {day:%d/%m/%Y} ({before.fingerprint}):")
        for line in changed_lines(before.text, row.text):
            paper.line(f"  {line}", style={"-": "red", "+": "green"}.get(line[:1], ""))
        paper.line("El texto completo:")
    paper.line(row.text)
    paper.line()


def _minutes(span: timedelta) -> str:
    return f"{max(1, round(span / _MINUTE))} min"
