"""What will stop a renewal that is not due yet, told weeks before: the e.firma, the authorisation, the passwords. Pure.

Called by the reports. What stands in the way of an NRP that is due now is decide's to tell, as a block.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.state import Record
from robot.rules.advice import advice
from robot.rules.calendar import day_in_mexico
from robot.rules.decide import Situation, wanted_relation
from robot.rules.renewal import renewal_day

_MARGIN = timedelta(days=7)  # a renewal may slip some days: what it needs should last as long
_RENEW_ONLINE = (
    "Renuévela en línea en el portal del SAT mientras sigue vigente (vencida, el SAT puede pedir una cita) e importe "
    "los archivos nuevos."
)
_RENEW_LATE = (
    "Tramítela ya en el SAT: vencida, no siempre se renueva en línea y la cita puede tardar. Después importe los "
    "archivos nuevos."
)
_TYPED = (SecretKind.PORTAL_PASSWORD, SecretKind.SERVICE_PASSWORD, SecretKind.EFIRMA_PASSPHRASE)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`text` and `todo` are Spanish, for a person; `before`: the last good day to do it."""

    reason: Reason
    text: str
    todo: str
    before: date


def foresee(record: Record, now: Situation) -> tuple[Foreseen, ...]:
    """In the order in which they are to be dealt with. Empty when nothing is known to stop the next renewal."""
    relation = wanted_relation(record)
    day = renewal_day(relation, record.employer.nrp, now.policy, now.overlap) if relation else None
    if day is None or day <= now.today:
        return ()
    found = [*_efirma(record, now, day)]
    if now.today >= day - now.policy.notice:
        found += [*_authorisation(record, day), *_passwords(record, now, day)]
    return tuple(sorted(found, key=lambda one: one.before))


def _efirma(record: Record, now: Situation, day: date) -> Iterator[Foreseen]:
    at = record.employer.efirma_ends
    ends = day_in_mexico(at) if at else None
    if ends is not None and ends < day + _MARGIN:
        if now.today < min(ends, day) - now.policy.notice:
            return
        text = f"La e.firma {_ends(ends, now.today)}; la relación se renueva el {_told(day)}."
        yield Foreseen(Reason.EFIRMA, text, _RENEW_ONLINE if ends >= now.today else _RENEW_LATE, min(ends, day))
    elif record.efirma_problem and now.today >= day - now.policy.notice:
        text = f"La relación se renueva el {_told(day)} y la e.firma no se puede usar: {record.efirma_problem}"
        yield Foreseen(Reason.EFIRMA, text, advice(Reason.EFIRMA)[1], day)


def _authorisation(record: Record, day: date) -> Iterator[Foreseen]:
    allowed = record.employer.authorisation
    if allowed is not None and allowed.allows(day + _MARGIN):
        return
    until = f"termina el {_told(allowed.until)}" if allowed and allowed.until else "falta"
    text = f"La autorización para firmar {until}; la relación se renueva el {_told(day)}."
    yield Foreseen(Reason.AUTHORISATION, text, advice(Reason.AUTHORISATION)[1], day)


def _passwords(record: Record, now: Situation, day: date) -> Iterator[Foreseen]:
    when = f"La relación se renueva el {_told(day)}."
    if SecretKind.SERVICE_PASSWORD not in record.fingerprints:
        text, todo = advice(Reason.PASSWORD_UNKNOWN, record.employer.nrp)
        yield Foreseen(Reason.PASSWORD_UNKNOWN, f"{when} {text}", todo, day)
    for kind in _TYPED:
        if record.fingerprints.get(kind, "") in now.quarantined:
            text, todo = advice(Reason.CREDENTIAL, secret=kind)
            yield Foreseen(Reason.CREDENTIAL, f"{when} {text}", todo, day)


def _ends(ends: date, today: date) -> str:
    return f"{'termina' if ends >= today else 'terminó'} el {_told(ends)}"


def _told(day: date) -> str:
    return f"{day:%d/%m/%Y}"
