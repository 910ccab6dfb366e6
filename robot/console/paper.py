"""The terminal: tables and lines in Spanish through rich. The only module that writes to standard output.

Works without colours and without a terminal; machine-readable output is plain JSON.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from robot.console.keys import is_terminal
from robot.model.errors import RobotError
from robot.model.state import Phase
from robot.model.summary import Summary
from robot.report.status import STATE_NAMES, Standing
from robot.report.summary_lines import lines_of

_COLOURS = {
    Phase.IN_FORCE: "green",
    Phase.WAITING: "cyan",
    Phase.PENDING: "white",
    Phase.RETRYING: "yellow",
    Phase.NEEDS_PERSON: "yellow",
    Phase.FAILED: "red",
    Phase.STOPPED: "magenta",
}


_WIDTH = 150  # of tables where there is no terminal: a file, a mail, another program


class Paper:
    """Where commands write. Errors go to standard error, records and tables to standard output."""

    def __init__(self) -> None:
        self.out = Console(highlight=False)
        if not self.out.is_terminal:
            self.out.width = _WIDTH
        self.err = Console(highlight=False, stderr=True)

    @property
    def interactive(self) -> bool:
        """Whether somebody can be asked here."""
        return is_terminal()

    def line(self, text: str = "", style: str = "") -> None:
        self.out.print(escape(text), style=style or None, soft_wrap=True)

    def lines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.line(text)

    def show(self, what: RenderableType) -> None:
        self.out.print(what)

    def prompt(self, text: str) -> None:
        """A question whose answer is typed on the same line."""
        self.out.print(escape(text), end="", soft_wrap=True)
        self.out.file.flush()

    def records(self, records: Sequence[dict[str, Any]] | dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")

    def raw(self, text: str) -> None:
        """Exactly this text, for a secret or a file's content that another program may read."""
        sys.stdout.write(text + "\n")

    def error(self, error: RobotError) -> None:
        self.err.print(f"[bold red]Error:[/] {escape(error.title)}", soft_wrap=True)
        for part in (error.where, error.fix):
            if part:
                self.err.print(escape(part), soft_wrap=True)

    def failure(self, sentence: str, next_step: str) -> None:
        """A bug of ours."""
        self.err.print(f"[bold red]{escape(sentence)}[/]", soft_wrap=True)
        self.err.print(escape(next_step), soft_wrap=True)

    def warn(self, text: str) -> None:
        self.err.print(f"[yellow]Aviso:[/] {escape(text)}", soft_wrap=True)

    def table(self, title: str, headers: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
        """Brackets in a cell are brackets, not markup."""
        table = Table(title=title, title_justify="left", header_style="bold", show_lines=False)
        for header in headers:
            table.add_column(header, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
        self.out.print(table)

    def summary(self, summary: Summary) -> None:
        """Its subject is a mail's: the lines begin with the same numbers."""
        self.line()
        self.lines(lines_of(summary))

    def standings(self, standings: Sequence[Standing], title: str = "Estado de los NRP") -> None:
        rows = [
            (
                one.record.employer.nrp,
                one.record.employer.name,
                Text(STATE_NAMES[one.state], _COLOURS[one.state]),
                f"{one.relation.end:%d/%m/%Y}" if one.relation and one.relation.end else "",
                one.text,
                one.next_action,
            )
            for one in standings
        ]
        self.table(title, ("NRP", "Empresa", "Estado", "Fin", "Motivo", "Qué sigue"), rows)
        counts = {phase: sum(one.state is phase for one in standings) for phase in Phase}
        self.line(" · ".join(f"{STATE_NAMES[phase]}: {count}" for phase, count in counts.items() if count))
