"""Whether a service password may be asked for now: its mailbox can be read, and it is this NRP's turn on it.

On a mailbox with `identity: exclusive` a mail names nobody, so only one NRP at a time waits there. The reconciler asks
before a visit, so that no login is wasted; the desk asks once more at the intent, which settles it between processes.
"""

from robot.engine.house import House, in_thread
from robot.model.errors import MailError
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.state import Commit, Record
from robot.rules.advice import block_for
from robot.rules.decide import NeedsPerson, WaitUntil

TAKEN = "Otro NRP espera su contraseña en el mismo buzón, que es de uno en uno."


class MailTurns:
    """Of one process. A turn lasts from before the visit until its end; then the open request itself keeps it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._visiting: dict[str, Nrp] = {}

    async def hindrance(self, record: Record) -> tuple[WaitUntil | NeedsPerson, int] | None:
        """Why the visit that is due should not start, and the failures in a row: a mailbox that is down is one,
        another's turn is none. None: nothing stands against it, and it has the turn."""
        house, now = self._house, self._house.clock.now()
        if SecretKind.SERVICE_PASSWORD in record.fingerprints or record.seen.service_password:
            return None
        try:
            taken = await in_thread(self._taken, record)
            return (taken, 0) if taken else None
        except MailError as error:
            told = error.in_line
            if error.retry:
                failures = record.failures + 1
                return WaitUntil(now + house.policy.pause_after(failures), told), failures
            return NeedsPerson(block_for(Reason.MAILBOX, nrp=record.employer.nrp, since=now, detail=told)), 0

    def over(self, nrp: Nrp) -> None:
        self._visiting = {mailbox: who for mailbox, who in self._visiting.items() if who != nrp}

    def _taken(self, record: Record) -> WaitUntil | None:
        house, nrp = self._house, record.employer.nrp
        mailbox = house.mail.mailbox_of(record.employer)
        if mailbox is None:
            return None
        house.mail.marks(mailbox)
        if not house.mail.exclusive(mailbox):
            return None
        if self._visiting.setdefault(mailbox, nrp) == nrp and not others_waiting(house, nrp, mailbox):
            return None
        self.over(nrp)
        return WaitUntil(house.clock.now() + house.policy.mail_slow_poll, TAKEN)


def others_waiting(house: House, nrp: Nrp, mailbox: str) -> list[Record]:
    """The other NRPs whose mail may still come to this mailbox."""
    waiting = house.ledger.waiting_for_mail()
    return [other for other in waiting if other.employer.nrp != nrp and _requests(other, mailbox)]


def came_first(house: House, mine: Commit) -> bool:
    """Whether the request that was just opened is the oldest one on its mailbox, where that matters."""
    mailbox = mine.marks[0].mailbox if mine.marks else ""
    if not mailbox or not house.mail.exclusive(mailbox):
        return True
    others = others_waiting(house, mine.nrp, mailbox)
    return all(asked.id > mine.id for other in others for asked in _requests(other, mailbox))


def _requests(record: Record, mailbox: str) -> list[Commit]:
    asked = (commit for commit in record.commits if commit.unresolved)
    return [commit for commit in asked if any(mark.mailbox == mailbox for mark in commit.marks)]
