"""The person beside a run: nobody, or whoever sits at the terminal with the browser's window before them."""

import asyncio

from rich.prompt import Confirm

from robot.console.paper import Paper
from robot.engine.ports import TermsRow
from robot.model.state import Record

_PARTS = {"captcha": "Escriba el código CAPTCHA en la ventana del navegador y pulse el botón para entrar."}


class Nobody:
    """Unattended: whatever needs a person is parked."""

    @property
    def present(self) -> bool:
        return False

    async def part(self, record: Record, reason: str) -> bool:  # noqa: ARG002
        return False

    async def approve(self, row: TermsRow) -> bool:  # noqa: ARG002
        return False


class AtTerminal:
    """Somebody is there: told what to do in the window, asked for what must be decided."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._asking = asyncio.Lock()

    @property
    def present(self) -> bool:
        return True

    async def part(self, record: Record, reason: str) -> bool:
        employer = record.employer
        self._paper.line(f"\a{employer.nrp} {employer.name}", style="bold yellow")
        self._paper.line(_PARTS.get(reason, reason) + " El robot sigue solo.")
        return True

    async def approve(self, row: TermsRow) -> bool:
        async with self._asking:
            self._paper.line(f"Términos «{row.name}» (huella {row.fingerprint}):", style="bold")
            self._paper.line(row.text)
            return await asyncio.to_thread(
                Confirm.ask, "¿Los acepta en nombre de los patrones de este espacio de trabajo?", default=False
            )
