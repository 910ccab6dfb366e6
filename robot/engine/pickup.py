"""Picks up a service password that was asked for, between visits. Called by the reconciler; never clicks anything."""

from datetime import datetime

from robot.engine.desk import LEASE
from robot.engine.house import House, in_thread
from robot.engine.mail_turn import others_waiting
from robot.model.mailbox import DoubtfulMail, NoMailYet, PasswordRequest, Picked
from robot.model.secret import SecretKind
from robot.model.state import Claim, Commit, CommitState, Event, Record


def awaited(record: Record) -> Commit | None:
    """The request whose mail is awaited. One without a receipt counts: its mail may come all the same."""
    open_ones = [commit for commit in record.commits if commit.unresolved and commit.kind.by_mail and commit.marks]
    return open_ones[-1] if open_ones else None


async def pick_up(house: House, claim: Claim, record: Record) -> Picked | NoMailYet | DoubtfulMail:
    """The password goes into the vault before anything else is written, and its mail counts as used last: a kill
    between them leaves a request whose mail can be taken again. Raises MailError."""
    commit = awaited(record)
    if commit is None:
        return NoMailYet()
    mailbox = commit.marks[0].mailbox
    others = await in_thread(others_waiting, house, record.employer.nrp, mailbox)
    rivals = tuple(other.employer for other in others)
    request = PasswordRequest(record.employer, mailbox, commit.marks, commit.marks[0].portal_time, rivals)
    found = await in_thread(house.mail.pick_up, request, await in_thread(house.ledger.used_mails))
    if isinstance(found, Picked):
        await in_thread(_keep, house, claim, record, commit, found, house.clock.now())
    return found


def _keep(house: House, claim: Claim, record: Record, commit: Commit, found: Picked, now: datetime) -> None:
    house.ledger.extend(claim, now, LEASE)  # a worker that was frozen must not overwrite what came since
    house.vault.put(record.employer.nrp, SecretKind.SERVICE_PASSWORD, found.password, now)
    if commit.state is CommitState.OPEN:
        house.ledger.sent(claim, commit.id, "correo recibido", now)
    for asked in record.commits:  # an older request whose mail never came is answered, too
        if asked.unresolved and asked.kind.by_mail:
            house.ledger.resolve(claim, asked.id, CommitState.CONFIRMED, now)
    house.ledger.use_mail(claim, found.mail_id, now)
    details = {"warnings": list(found.warnings)}
    house.ledger.add_event(Event(record.employer.nrp, now, "password by mail", details))
