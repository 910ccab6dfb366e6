"""Plays one case of the matrix: arms the fault, has the robot make its visit, takes the fault away, and runs on."""

import os
import signal
from time import monotonic
from typing import Any

from fixtures.portal.faults import FaultKind, Moment
from fixtures.portal.mail_faults import MailTrouble
from fixtures.portal.words import Modal
from robot.model.errors import RobotError
from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.state import Phase, Record
from tests.faults.matrix import Fault, Met, Row
from tests.faults.theatre import NRP, STEP, Play, Theatre

_UNKNOWN = Modal("Actualización fiscal", "Capture el régimen de su empresa para seguir.", "Actualizar ahora")
_SLOW = 1.5  # seconds
_PLAIN: dict[Fault, tuple[FaultKind, dict[str, Any]]] = {
    Fault.ERROR: (FaultKind.ERROR, {}),
    Fault.HANG: (FaultKind.HANG, {}),
    Fault.DROP: (FaultKind.DROP, {}),
    Fault.DROPPED: (FaultKind.DROP, {"moment": Moment.AFTER}),
    Fault.EXPIRED: (FaultKind.EXPIRE, {}),
    Fault.MAINTENANCE: (FaultKind.MAINTENANCE, {}),
    Fault.MAINTENANCE_200: (FaultKind.MAINTENANCE, {"status": 200}),
    Fault.MODAL: (FaultKind.MODAL, {"modal": _UNKNOWN}),
    Fault.GARBAGE: (FaultKind.GARBAGE, {}),
    Fault.SLOW: (FaultKind.SLOW, {"seconds": _SLOW}),
    Fault.TOO_SLOW: (FaultKind.SLOW, {"seconds": STEP.total_seconds() + 4}),
}


async def play(theatre: Theatre, row: Row, fault: Fault) -> Met:
    case = await theatre.begin(row.begins)
    began = monotonic()
    _arm(case, row, fault)
    words, ending = "", ""
    try:
        if row.command:
            ending = (await case.command(row.command)).value
        else:
            await case.run(visits=1)
    except RobotError as trouble:
        words, ending = str(trouble), "error"
    endings = case.endings()
    words = words or f"{case.record.phase_text} {endings[-1]['detail'] if endings else ''}"
    arrived = _arrived(theatre, row)
    first = ending or (endings[-1]["ending"] if endings else "")
    _disarm(case, fault)
    last = await _run_on(case, row)
    return Met(
        ending=first,
        words=words,
        arrived=arrived,
        at_last=_arrived(theatre, row),
        good=_is_good(last, row),
        touched=tuple(theatre.lookalike.done),
        person=last.block.reason.value if last.block else "",
        later=tuple(one["ending"] for one in case.endings()[len(endings) :]),
        seconds=monotonic() - began,
        leaks=theatre.leaks(),
    )


async def _run_on(case: Play, row: Row) -> Record:
    if row.command:
        return case.record
    if case.record.block is not None and case.record.block.reason is Reason.ORIGIN:
        case.ledger.lift_block(NRP, case.clock.now())  # a person says `retry`
    if row.begins == "new":
        case.enough = _has_password
    return await case.run()


def _has_password(record: Record) -> bool:
    return SecretKind.SERVICE_PASSWORD in record.fingerprints


def _is_good(record: Record, row: Row) -> bool:
    return _has_password(record) if row.begins == "new" else record.phase == Phase.IN_FORCE


def _arrived(theatre: Theatre, row: Row) -> int:
    """What cannot be taken back, in the portal's own log; a case that begins with a relation sent counts it."""
    kind = row.commits or ("password" if row.begins == "new" else "relation")
    return sum(line.accepted for line in theatre.portal.control.log(kind, NRP)) + (row.begins == "sent")


def _arm(case: Play, row: Row, fault: Fault) -> None:
    theatre, control = case.theatre, case.theatre.portal.control
    if fault in _PLAIN:
        kind, more = _PLAIN[fault]
        control.fault(kind, row.act, **more)
    match fault:
        case Fault.LOOKALIKE:
            control.fault(FaultKind.LOOKALIKE, row.by or "/", moment="after", address=theatre.lookalike.address)
        case Fault.KILLED_AFTER:
            control.fault(FaultKind.HANG, row.act, moment="after", hits=_killer(case))
        case Fault.KILLED:
            _at(case, row, lambda _: _killer(case)())
        case Fault.EVIDENCE_FULL:
            _at(case, row, lambda folder: folder.fill_disk())
        case Fault.LEDGER_FULL:
            _at(case, row, lambda _: case.fill_ledger())
        case Fault.IMAP_DOWN:
            _at(case, row, lambda _: theatre.mail.down())
        case Fault.MAIL_LATE:
            control.mail_server_down()
        case Fault.MAIL_NEVER:
            control.mail_fault(MailTrouble.NEVER, NRP)
        case Fault.MAIL_OTHER:
            control.mail_fault(MailTrouble.OTHER_FIRST, NRP)


def _at(case: Play, row: Row, do: Any) -> None:
    """Once, when the row's screen is first seen."""
    seen: list[str] = []

    def watch(folder: Any, screen: str) -> None:
        if screen in row.screen.split() and not seen:
            seen.append(screen)
            do(folder)

    case.evidence.watch = watch


def _killer(case: Play) -> Any:
    return lambda: os.kill(case.theatre.browser.pid, signal.SIGKILL)


def _disarm(case: Play, fault: Fault) -> None:
    if fault is not Fault.MAIL_NEVER:
        case.theatre.portal.control.clear_faults()
    if fault is Fault.IMAP_DOWN:
        case.theatre.mail.up()
    if fault is Fault.LEDGER_FULL:
        case.free_ledger()
    case.evidence.watch = lambda _folder, _screen: None
