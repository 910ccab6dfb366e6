"""What decide is told beside the record: what holds for every NRP at this moment, and the little that is one NRP's."""

from dataclasses import replace

from robot.engine.house import House
from robot.engine.lessons import overlap_of, troubles_of
from robot.engine.pickup import awaited
from robot.model.errors import MailError
from robot.model.state import Record
from robot.rules.calendar import day_in_mexico
from robot.rules.decide import Situation


def situation_of_all(house: House) -> Situation:
    now = house.clock.now()
    return Situation(
        now=now,
        today=day_in_mexico(now),
        policy=house.policy,
        approved_terms=frozenset(row.fingerprint for row in house.ledger.terms() if row.approved_by),
        quarantined=house.ledger.quarantined(),
        flows={name: flow.fingerprint for name, flow in house.book.flows.items()},
        troubles=troubles_of(house.ledger),
        attended=house.attendant.present,
        overlap=overlap_of(house.ledger, house.book.portal.address),
    )


def situation_of(house: House, record: Record, common: Situation) -> Situation:
    waiting = len(house.ledger.waiting_for_mail()) if awaited(record) else 0
    return replace(common, mail_by_person=_by_person(house, record), mail_waiting=waiting)


def _by_person(house: House, record: Record) -> bool:
    """A mailbox that settings do not make clear is told when a password is to be asked for, not here."""
    try:
        return house.mail.mailbox_of(record.employer) is None
    except MailError:
        return False
