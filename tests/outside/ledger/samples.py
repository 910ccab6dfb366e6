"""Employers and times for the ledger's tests."""

from datetime import UTC, date, datetime, timedelta

from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Reason
from robot.model.relation import Relation, RelationState
from robot.model.sealed import SealedSecret
from robot.model.state import Block, Claim
from robot.outside.ledger.sql_ledger import SqlLedger

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = 3 * MINUTE
CERTIFICATE = "c0ffee" * 10


def nrp(number: int) -> Nrp:
    return Nrp(f"A{number:010d}")


def rfc(number: int) -> Rfc:
    letters = chr(65 + number // 26 % 26) + chr(65 + number % 26)
    return Rfc(f"E{letters}{number // 676 % 10:02d}0101AB{number % 10}")


def employer(number: int = 1, **changes: object) -> Employer:
    fields: dict[str, object] = {
        "nrp": nrp(number),
        "rfc": rfc(number),
        "name": f"MUÑOZ & HIJOS {number}, S.A. DE C.V.",
        "email": f"nominas{number}@ejemplo.mx",
        "developer": CONTPAQI,
        "certificate": CERTIFICATE,
        "authorisation": Authorisation("Ana Peña", date(2027, 12, 31)),
        "order": number,
    }
    return Employer(**{**fields, **changes})  # type: ignore[arg-type]


def save(ledger: SqlLedger, *numbers: int, **changes: object) -> None:
    for number in numbers:
        ledger.save_employer(employer(number, **changes), {}, NOW)


def claim(ledger: SqlLedger, worker: str = "worker", now: datetime = NOW) -> Claim:
    found = ledger.claim(worker, now, LEASE, None)
    assert found is not None
    return found


def let_go(ledger: SqlLedger, held: Claim, due_at: datetime | None = None, block: Block | None = None) -> None:
    ledger.release(held, due_at=due_at, phase="waiting", text="se espera", block=block, failures=2)


def block(fingerprint: str = "f1", reason: Reason = Reason.TERMS) -> Block:
    return Block(reason, "Hay términos nuevos.", "Apruébelos.", NOW, fingerprint=fingerprint)


def relation(**changes: object) -> Relation:
    fields: dict[str, object] = {
        "service": "Avisos",
        "developer_rfc": CONTPAQI.rfc,
        "developer_name": CONTPAQI.name,
        "start": date(2026, 11, 23),
        "end": date(2027, 11, 23),
        "status": "Vigente",
        "state": RelationState.IN_FORCE,
        "folio": "77",
    }
    return Relation(**{**fields, **changes})  # type: ignore[arg-type]


def sealed(owner: str, kind: str, version: str = "v1", fingerprint: str = "fp") -> SealedSecret:
    return SealedSecret(owner, kind, version, b"\x00cipher\xff" + version.encode(), fingerprint, NOW)
