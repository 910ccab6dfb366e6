"""A person mends the flow files while the visit waits: in their editor, or by a click on the control that was meant.

Whatever they write is checked as a whole before it is used, shown as a diff, and kept only when they say so. Called by
the debugger; touches no file itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from robot.console.keyboard import Keys, line_or_empty
from robot.console.paper import Paper
from robot.engine.direct import DebugDriver
from robot.model.errors import FlowFilesError
from robot.model.flow import FlowBook
from robot.model.screen import By, Place, Target

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_ACCEPT = "g = guardar en flows/ de su espacio · v = sólo en esta visita · d = deshacer: "


class Workbench(Protocol):
    """The drafts of flow files: robot.outside.flow_files.drafts keeps this promise."""

    def open(self, place: Place) -> Path: ...

    def check(self) -> FlowBook: ...

    def difference(self) -> tuple[str, ...]: ...

    def keep(self) -> FlowBook: ...

    def discard(self) -> None: ...

    def add(self, target: Target, by: By, value: str) -> Path | None: ...


class Mender:
    """`edit` opens the person's editor at a line, and returns when it has ended."""

    def __init__(
        self, paper: Paper, keys: Keys, bench: Workbench, edit: Callable[[Path, int], Awaitable[None]]
    ) -> None:
        self._paper = paper
        self._keys = keys
        self._bench = bench
        self._edit = edit

    async def edit(self, place: Place) -> FlowBook | None:
        """The mended book; None when nothing is to change."""
        file = self._bench.open(place)
        before = file.read_bytes()
        try:
            return await self._edited(file, before, place.line)
        except BaseException:
            file.write_bytes(before)  # whoever goes away in the middle of a change leaves none
            raise

    async def _edited(self, file: Path, before: bytes, line: int) -> FlowBook | None:
        while True:
            await self._edit(file, line)
            if file.read_bytes() == before:
                await self._keys.line("No hay cambios. Si su editor sigue abierto, guarde y cierre; después Enter: ")
            if file.read_bytes() == before:
                self._paper.line("Se deja como estaba.")
                return None
            try:
                book = self._bench.check()
            except FlowFilesError as wrong:
                self._tell(wrong, file)
                line = _first_line(wrong, file) or line
                if (await self._keys.line("¿Corregirlo en el editor? [S/n = deshacer] ")).casefold() == "n":
                    return self._undone(file, before)
                continue
            return await self._accept(book, file, before)

    async def pick(self, eyes: DebugDriver, target: Target | None) -> FlowBook | None:
        """A control picked in the page, offered as a new candidate of `target`."""
        self._paper.line(
            "Haga clic en la página, sobre el control. El portal no recibe ese clic. (Enter aquí: dejarlo.)"
        )
        found = await self._picked(eyes)
        if found is None:
            return None
        if not found:
            self._paper.line("Nada de lo que se lee ahí lo distingue de otros controles.", style="yellow")
            return None
        for number, (by, value) in enumerate(found, 1):
            self._paper.line(f"  {number}  {{{by.value}: {value}}}", style="green" if number == 1 else "")
        if target is None:
            self._paper.line("Para agregarlo a un control: elegir CONTROL.")
            return None
        answer = await self._keys.line(
            f"¿Cuál se agrega a {target.screen}.{target.name}? [1-{len(found)}, Enter = ninguno] "
        )
        if not (answer.isdecimal() and 1 <= int(answer) <= len(found)):
            return None
        return await self._add(target, *found[int(answer) - 1])

    async def _picked(self, eyes: DebugDriver) -> tuple[tuple[By, str], ...] | None:
        picking, leaving = asyncio.ensure_future(eyes.pick()), asyncio.ensure_future(self._keys.line(""))
        try:
            await asyncio.wait({picking, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return picking.result() if picking.done() else None
        finally:
            picking.cancel()
            leaving.cancel()
            await asyncio.gather(picking, leaving, return_exceptions=True)

    async def _add(self, target: Target, by: By, value: str) -> FlowBook | None:
        file = self._bench.open(target.place)
        before = file.read_bytes()
        if self._bench.add(target, by, value) is None:
            self._paper.line("Ese renglón se escribe a mano: se abre el editor.")
            return await self.edit(target.place)
        try:
            book = self._bench.check()
        except FlowFilesError as wrong:
            self._tell(wrong, file)
            return self._undone(file, before)
        return await self._accept(book, file, before)

    def _tell(self, wrong: FlowFilesError, file: Path) -> None:
        """What is wrong in the file at hand; the rest, which mostly comes of it, in a line each."""
        here = [mistake for mistake in wrong.mistakes if mistake.where.startswith(str(file))]
        others = [mistake for mistake in wrong.mistakes if mistake not in here]
        self._paper.line(f"{len(wrong.mistakes)} errores en los flujos; nada de esto se usa todavía.", style="bold red")
        for mistake in here:
            self._paper.line(f"{mistake}\n")
        if here and others:
            self._paper.line("Lo demás suele venir de lo mismo:", style="dim")
        for mistake in others:
            self._paper.line(f"{mistake.title}  {mistake.where}", style="dim" if here else "")

    async def _accept(self, book: FlowBook, file: Path, before: bytes) -> FlowBook | None:
        self._show_difference()
        answer = (await self._keys.line(_ACCEPT)).casefold()[:1]
        if answer == "d":
            return self._undone(file, before)
        if answer == "g":
            self._paper.line("Guardado. Avise a soporte, para que la siguiente versión lo traiga.", style="green")
            return self._bench.keep()
        self._paper.line("Vale en esta visita; al terminar se le pregunta de nuevo.")
        return book

    def _undone(self, file: Path, before: bytes) -> FlowBook | None:
        file.write_bytes(before)
        self._paper.line("Deshecho: los archivos quedan como estaban.")
        return None

    def _show_difference(self) -> None:
        for line in self._bench.difference():
            self._paper.line(line, style=_COLOURS.get(line[:1], ""))

    async def close(self) -> None:
        """At the end: what was only used in this visit is kept now, or goes."""
        if self._bench.difference():
            self._paper.line("Estos cambios se usaron sólo en esta visita:", style="bold")
            self._show_difference()
            if (await line_or_empty(self._keys, "¿Guardarlos en flows/? [s/N] ")).casefold()[:1] == "s":
                self._bench.keep()
        self._bench.discard()


def _first_line(wrong: FlowFilesError, file: Path) -> int | None:
    for mistake in wrong.mistakes:
        name, _, rest = mistake.where.partition(f"{file}:")
        if not name and rest and rest.split(":")[0].isdecimal():
            return int(rest.split(":")[0])
    return None
