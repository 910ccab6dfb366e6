"""Records for tests of rules and engine: one employer, made in one line."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp, Rfc
from robot.model.policy import Policy
from robot.model.relation import Relation, RelationState
from robot.model.secret import SecretKind
from robot.model.state import Commit, CommitState, Record, Seen
from robot.rules.decide import Situation

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ALL_SECRETS = {kind: f"fp-{kind}" for kind in SecretKind}
NO_SERVICE_PASSWORD = {kind: name for kind, name in ALL_SECRETS.items() if kind is not SecretKind.SERVICE_PASSWORD}

EMPLOYER = Employer(
    nrp=Nrp("A1234567890"),
    rfc=Rfc("EKU9003173C9"),
    name="ESCUELA KEMPER URGATE",
    email="nomina@ejemplo.mx",
    developer=CONTPAQI,
    certificate="c" * 64,
    authorisation=Authorisation("Ana Ruiz", date(2027, 12, 31)),
)


def record(**changes: Any) -> Record:
    fresh = Record(EMPLOYER, Seen(), (), None, None, 0, False, dict(ALL_SECRETS))
    return replace(fresh, **changes)


def situation(**changes: Any) -> Situation:
    return replace(Situation(NOW, TODAY, Policy()), **changes)


def relation(end: date | None, **changes: Any) -> Relation:
    start = end - timedelta(days=365) if end else None
    row = Relation("Avisos", CONTPAQI.rfc, CONTPAQI.name, start, end, "Vigente", RelationState.IN_FORCE)
    return replace(row, **changes)


def seen(
    password: bool | None = True, relations: tuple[Relation, ...] | None = (), ago: timedelta = timedelta(0)
) -> Seen:
    at = NOW - ago
    return Seen(password, at if password is not None else None, relations, at if relations is not None else None)


def commit(kind: CommitKind = CommitKind.RELATION, state: CommitState = CommitState.SENT, **changes: Any) -> Commit:
    opened = changes.pop("opened_at", NOW)
    made = Commit(1, EMPLOYER.nrp, kind, 1, state, opened, opened if state is not CommitState.OPEN else None)
    return replace(made, **changes)
