"""`check`: everything that can be known before the portal is touched. One Check a fact, good or with what to do."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from robot.assembly import Workspace, started_browser
from robot.cli.schedule import registrations
from robot.cli.unattended import lacks
from robot.engine.stored_efirma import check_stored
from robot.model.errors import BrowserMissing, MailError, RobotError, VaultError
from robot.model.secret import SecretKind
from robot.model.state import Record
from robot.outside.vault.key_sources import readable_by_others
from robot.rules.calendar import day_in_mexico
from robot.rules.efirma_fit import problem_for


@dataclass(frozen=True, slots=True)
class Check:
    subject: str
    good: bool
    text: str
    todo: str = ""


def run_checks(workspace: Workspace) -> tuple[Check, ...]:
    """Raises RobotError only for what makes every other check impossible (settings, flows)."""
    book = workspace.book
    flows = Check("Flujos", True, f"{len(book.flows)} flujos, {len(book.screens)} pantallas, {book.portal.address}")
    reports = tuple(Check("Flujos propios", False, report) for report in book.reports)
    return (
        flows,
        *reports,
        _browser(workspace),
        *_schedule(workspace),
        *_mailboxes(workspace),
        *_post(workspace),
        *_vault(workspace),
    )


def _schedule(workspace: Workspace) -> Iterator[Check]:
    """Whether anything starts the robot by itself, and whether such a run would have what it needs."""
    found = registrations(workspace)
    if not found:
        yield Check("Programación", True, "ninguna; se hace con `infonavit-robot schedule install`")
    for scheduler, registered in found:
        yield Check("Programación", not registered.trouble, f"{scheduler.word}: {registered.title}", registered.trouble)
        for lack in lacks(workspace, needs_session=registered.needs_session):
            yield Check("Programación", False, lack.title, lack.fix)


def _vault(workspace: Workspace) -> Iterator[Check]:
    """Its key first; without it nothing can be said of the e.firmas."""
    try:
        workspace.vault.fingerprints()
    except VaultError as error:
        yield Check("Bóveda", False, " ".join(filter(None, (error.title, error.where))), error.fix)
        return
    yield Check("Bóveda", True, workspace.key_place)
    words = workspace.settings.vault.passphrase_file
    if words is not None and words.exists() and readable_by_others(words):
        todo = f"Quite los permisos con: chmod 600 '{words}'"
        yield Check("Bóveda", False, f"Otros usuarios del equipo pueden leer {words}.", todo)
    for record in workspace.ledger.records():
        if not record.removed:
            yield from _employer(workspace, record)


def _browser(workspace: Workspace) -> Check:
    try:
        return Check("Navegador", True, asyncio.run(started_browser(workspace.browser_options(headed=False))))
    except BrowserMissing as error:
        return Check("Navegador", False, error.title, error.fix)


def _mailboxes(workspace: Workspace) -> Iterator[Check]:
    if not workspace.settings.mailboxes:
        yield Check("Buzones", False, "No hay ninguno en settings.yaml.", "Agregue uno, o use `buzón: persona`.")
    for mailbox in workspace.settings.mailboxes:
        subject = f"Buzón {mailbox.name}"
        try:
            marks = workspace.mail.marks(mailbox.name)
            yield Check(subject, True, ", ".join(mark.folder for mark in marks))
        except MailError as error:
            yield Check(subject, False, error.title, error.fix)


def _post(workspace: Workspace) -> Iterator[Check]:
    if workspace.settings.summary is None:
        return
    try:
        workspace.post.check()
        yield Check("Resumen por correo", True, ", ".join(workspace.post.to))
    except MailError as error:
        yield Check("Resumen por correo", False, error.title, error.fix)


def _employer(workspace: Workspace, record: Record) -> Iterator[Check]:
    subject = f"{record.employer.nrp} {record.employer.name}"
    report = check_stored(workspace.vault, record.employer, workspace.clock.now())
    problem = problem_for(report, live_portal=workspace.live_portal)
    yield Check(subject, not problem, problem or "e.firma utilizable")
    allowed = record.employer.authorisation
    today = day_in_mexico(workspace.clock.now())
    if allowed is None or not allowed.allows(today):
        yield Check(subject, False, "Sin autorización vigente para firmar.", "Anótela en el padrón o en settings.yaml.")
    if SecretKind.PORTAL_PASSWORD not in record.fingerprints:
        yield Check(subject, False, "Falta la contraseña del portal.", "Escríbala en el padrón e impórtelo.")
    yield from _mailbox_of(workspace, record, subject)


def _mailbox_of(workspace: Workspace, record: Record, subject: str) -> Iterator[Check]:
    try:
        workspace.mail.mailbox_of(record.employer)
    except RobotError as error:
        yield Check(subject, False, error.title, error.fix)
