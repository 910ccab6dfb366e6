"""`check`: everything that can be known before the portal is touched. One Check a fact, good or with what to do."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from robot.assembly import Workspace, started_browser
from robot.model.errors import BrowserMissing, MailError, RobotError
from robot.model.secret import SecretKind
from robot.model.state import Record
from robot.rules.calendar import day_in_mexico
from robot.rules.efirma import check_efirma
from robot.rules.efirma_fit import problem_for


@dataclass(frozen=True, slots=True)
class Check:
    subject: str
    good: bool
    text: str
    todo: str = ""


def run_checks(workspace: Workspace) -> tuple[Check, ...]:
    """Raises RobotError only for what makes every other check impossible (settings, flows, vault)."""
    book = workspace.book
    flows = Check("Flujos", True, f"{len(book.flows)} flujos, {len(book.screens)} pantallas, {book.portal.address}")
    reports = tuple(Check("Flujos propios", False, report) for report in book.reports)
    return (
        flows,
        *reports,
        _browser(workspace),
        *_mailboxes(workspace),
        *_post(workspace),
        *(
            check
            for record in workspace.ledger.records()
            if not record.removed
            for check in _employer(workspace, record)
        ),
    )


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
            yield Check(subject, False, f"{error.title} ({error.code})", error.fix)


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
    problem = _efirma(workspace, record)
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


def _efirma(workspace: Workspace, record: Record) -> str:
    vault, certificate = workspace.vault, record.employer.certificate
    cer, key, words = (
        vault.get(certificate, kind)
        for kind in (SecretKind.EFIRMA_CER, SecretKind.EFIRMA_KEY, SecretKind.EFIRMA_PASSPHRASE)
    )
    if cer is None or key is None:
        return "Falta la e.firma en la bóveda: importe el padrón otra vez."
    report = check_efirma(cer.reveal(), key.reveal(), words, rfc=record.employer.rfc, at=workspace.clock.now())
    return problem_for(report, live_portal=workspace.live_portal)
