"""Tells how a run went: on the terminal, in the workbook, by mail. Called by run, attend and `summary`.

A mail that cannot be sent is told and waits in results/; it never changes an exit code and never stops a run.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path

from robot.assembly import Workspace
from robot.cli.crash import Crashes
from robot.cli.options import among, standings
from robot.cli.own_secrets import own_secrets
from robot.cli.spans import Span
from robot.console.paper import Paper
from robot.model.errors import MailError, RobotError, said_by_system
from robot.model.identifiers import Nrp
from robot.model.settings import PostSettings, TellWhen
from robot.model.summary import Outage, RunFacts, Summary
from robot.outside.postbox.outbox import Outbox
from robot.outside.roster_file.kept import load_table
from robot.outside.workbook.written import Written
from robot.report.results import result_row
from robot.report.status import Standing, standing
from robot.report.summary import Before, long_down, stood, summarise
from robot.report.summary_lines import ROWS
from robot.rules.bulletins import LastTold, daily_due, trouble_due, worth_telling
from robot.rules.calendar import day_in_mexico
from robot.rules.outages import noted
from robot.rules.scrub import Scrubber

_LOG = logging.getLogger("robot.telling")
_FACT = "summary mailed"
_BEAT = 15.0  # seconds
_BEATS_A_BULLETIN = 20  # five minutes
_ANY = "any trouble that nobody was told of"


class Telling:
    """Knows how all stood when it was made, so that it can tell what is new since."""

    def __init__(self, workspace: Workspace, paper: Paper) -> None:
        self._workspace = workspace
        self._paper = paper
        self._crashes = Crashes(paper, workspace.folder.root, workspace.environ)
        self._started = workspace.clock.now()
        today = day_in_mexico(self._started)
        self._before: Before = {one.employer.nrp: stood(standing(one, today)) for one in workspace.ledger.each()}
        self._outbox = Outbox(workspace.folder.results)
        self._outages: tuple[Outage, ...] = ()
        self._asked: object = None

    def end(self, found: tuple[Standing, ...], only: Collection[Nrp] | None, *, bugs: int, mailed: bool) -> None:
        """Of the NRPs of this run on the terminal; of all of them in the workbook and the mail."""
        self._look_at_portal()
        own = among(found, only)
        if len(own) <= ROWS:
            self._paper.standings(own, "Resultado")
        whole = self.summary(found, bugs=bugs)
        self._paper.summary(whole if own == found else self.summary(own, bugs=bugs))
        book = self._write_book(found, whole)
        self._paper.line(f"Evidencia:           {self._workspace.folder.evidence}")
        if mailed:
            self._after_run(whole, book)
        self._write_page(found, whole)

    def _write_book(self, found: tuple[Standing, ...], whole: Summary) -> Path | None:
        self._paper.line()
        try:
            written = write_results(self._workspace, found, whole)
        except RobotError as error:
            self._paper.warn(error.in_line)
            return None
        self._paper.line(f"Libro de resultados: {written.path}")
        if written.note:
            self._paper.warn(written.note)
        return written.path

    def _write_page(self, found: tuple[Standing, ...], summary: Summary) -> None:
        page = import_module("robot.cli.page")  # by name: no start waits for its templates
        sheet = page.Sheet(self._workspace.folder.results / page.PAGE)
        try:
            page.write_report(self._workspace, found, summary, Span(self._started, self._workspace.clock.now()), sheet)
        except RobotError as error:
            self._paper.warn(f"{error.title} {error.where}. {error.fix}")
        else:
            self._paper.line(f"Informe:             {sheet.path}")

    async def along(self, *, bulletins: bool) -> None:
        """While a run goes on: notes when the portal was down and, for one without end, sends what is due."""
        clock, beats = self._workspace.clock, 0
        while True:
            await clock.wait(_BEAT)
            beats += 1
            try:
                await asyncio.to_thread(self._look_at_portal)
                if bulletins and beats % _BEATS_A_BULLETIN == 0:
                    await asyncio.to_thread(self._bulletin)
            except RobotError as trouble:  # a ledger that is away: the worker tells it, and this goes on with it
                _LOG.warning("not told", extra={"detail": str(trouble)})
            except Exception as bug:  # the next one may go out again
                if await asyncio.to_thread(self._crashes, bug, None):
                    _LOG.error("bug", exc_info=bug)

    def summary(self, found: tuple[Standing, ...], *, bugs: int = 0, run: bool = True) -> Summary:
        now = self._workspace.clock.now()
        facts = RunFacts(now, day_in_mexico(now), self._started if run else None, self._outages, bugs)
        return summarise(found, self._before, facts)

    def _look_at_portal(self) -> None:
        self._outages = noted(self._outages, self._workspace.clock.now(), self._workspace.ledger.circuit())

    def _after_run(self, summary: Summary, book: Path | None) -> None:
        """Mails it where settings want it, and what could not be mailed before."""
        post = self._workspace.settings.summary
        if post is None:
            return
        wanted = post.when is TellWhen.ALWAYS
        if wanted or worth_telling(self._last(), summary.at, needs_attention=summary.needs_attention):
            self.mail(summary, book)
        elif self._outbox.waiting():
            self._deliver()

    def _bulletin(self) -> None:
        """For a run without end: the mail of the day, or one about trouble that nobody was told of."""
        post = self._workspace.settings.summary
        if post is None:
            return
        last, now = self._last(), self._workspace.clock.now()
        if not self._may_be_due(post, last, now):
            return
        found = cleaned(self._workspace)
        summary = self.summary(found)
        quiet = post.when is TellWhen.ATTENTION
        daily = daily_due(last, now, post.hour) and (
            not quiet or worth_telling(last, now, needs_attention=summary.needs_attention)
        )
        if daily or trouble_due(last, now, summary.trouble):
            self.mail(summary, write_results(self._workspace, found, summary).path)
            self._before, self._started, self._outages = by_nrp(found), now, self._outages[-1:]

    def _may_be_due(self, post: PostSettings, last: LastTold, now: datetime) -> bool:
        """Not where nothing has changed since it was not: no NRP, no day, and no time that bulletins go by."""
        times = (
            daily_due(last, now, post.hour),
            trouble_due(last, now, {_ANY}),
            worth_telling(last, now, needs_attention=False),
            long_down(self._outages, now),
            day_in_mexico(now),
        )
        question = (last, times, self._workspace.ledger.stamp())
        same, self._asked = question == self._asked, question
        return not same

    def mail(self, summary: Summary, book: Path | None) -> bool:
        """False: it waits in results/. `book` None: it could not be written."""
        post = self._workspace.settings.summary
        if post is None:
            return False
        letter_of = import_module("robot.report.letter").letter_of  # by name: no start waits for its template
        try:
            attachment = (book.name, book.read_bytes()) if post.workbook and book else None
            self._outbox.put(letter_of(summary, attachment), post)
        except OSError as error:
            self._paper.warn(f"No se pudo escribir el resumen por correo: {said_by_system(error)}.")
            return False
        told = {"at": summary.at.isoformat(), "trouble": sorted(summary.trouble)}
        self._workspace.ledger.learn(_FACT, lambda _: told)
        return self._deliver()

    def _deliver(self) -> bool:
        count = len(self._outbox.waiting())
        try:
            refused = self._workspace.post.send(self._outbox.letters())
        except MailError as error:
            _LOG.warning("mail not sent", extra={"detail": f"{error.title} {error.where}"})
            self._paper.warn(f"El resumen no se pudo enviar: {error.title}. {error.where}. {error.fix}")
            self._paper.warn("Queda en la carpeta results y se enviará con el siguiente.")
            return False
        except OSError as error:
            self._paper.warn(f"El resumen no se pudo enviar: {said_by_system(error)}.")
            return False
        _LOG.info("mail sent", extra={"count": count})
        for address in refused:
            self._paper.warn(f"El servidor de correo no acepta a {address}: revise «to» en settings.yaml.")
        return True

    def _last(self) -> LastTold:
        fact = self._workspace.ledger.fact(_FACT) or {}
        at = datetime.fromisoformat(fact["at"]) if fact.get("at") else None
        return LastTold(at, frozenset(fact.get("trouble", ())))


def by_nrp(found: tuple[Standing, ...]) -> Before:
    return {one.record.employer.nrp: stood(one) for one in found}


def cleaned(workspace: Workspace) -> tuple[Standing, ...]:
    """All NRPs; words of the portal are held once more against that NRP's own secrets before they leave."""
    return tuple(_cleaned(one, workspace) if "«" in one.text else one for one in standings(workspace))


def _cleaned(one: Standing, workspace: Workspace) -> Standing:
    scrubber = Scrubber(own_secrets(workspace, one.record.employer))
    block = one.record.block
    clean_block = replace(block, text=scrubber.text(block.text)) if block else None
    return replace(one, text=scrubber.text(one.text), record=replace(one.record, block=clean_block))


def write_results(workspace: Workspace, found: tuple[Standing, ...], summary: Summary) -> Written:
    """The roster's rows in their order with what became of them; then those that left the roster. Raises RobotError
    when the file cannot be written."""
    path = workspace.folder.results / "resultado.xlsx"
    rows = [result_row(one) for one in found]
    write = import_module("robot.outside.workbook.write").write_workbook  # by name: no start waits for openpyxl
    try:
        table = load_table(workspace.folder.roster)
        written: Written = write(path, table, rows, summary=summary, now=workspace.clock.now())
    except OSError as error:
        title = f"No se pudo escribir el libro de resultados: {said_by_system(error)}."
        fix = "La siguiente corrida lo escribe; lo que pasó está en `infonavit-robot status`."
        raise RobotError(title, where=str(path), fix=fix) from None
    return written
