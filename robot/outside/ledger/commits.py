"""What was seen, and the acts that cannot be taken back: the intent before the click, the receipt, the proof.

Called by the reconciler with its claim, and by the command line for what a person says. Rows are only ever added
and moved forward; an attempt that came to nothing stays as it was.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from robot.engine.ports import CommitPending
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp
from robot.model.relation import Relation
from robot.model.state import Claim, Commit, CommitState, MailMark, Seen
from robot.outside.ledger.codecs import (
    marks_from_json,
    marks_to_json,
    relations_from_json,
    relations_to_json,
    seen_from_json,
    seen_to_json,
)
from robot.outside.ledger.part import LedgerPart, fence, refuse_if_at_work
from robot.outside.ledger.tables import COMMIT, EMPLOYER, UtcDateTime

UNRESOLVED = (CommitState.OPEN.value, CommitState.SENT.value)
_ENDED = (CommitState.CONFIRMED.value, CommitState.REFUSED.value, CommitState.LOST.value)


class Commits(LedgerPart):
    """Observations and commits of one NRP."""

    def observe(self, claim: Claim, seen: Seen) -> None:
        """Keeps what was seen. A part that was not looked at this time (None) stays as last seen."""
        with self._database.write() as connection:
            fence(connection, claim)
            mine = EMPLOYER.c.nrp == str(claim.nrp)
            before = seen_from_json(connection.execute(select(EMPLOYER.c.seen).where(mine)).scalar_one())
            connection.execute(update(EMPLOYER).where(mine).values(seen=seen_to_json(_newest(before, seen))))

    def open_commit(
        self, claim: Claim, kind: CommitKind, before: tuple[Relation, ...], marks: tuple[MailMark, ...], now: datetime
    ) -> Commit:
        """The intent, on the disk before this returns. Raises CommitPending when one of the kind is unresolved.

        A lease that has run out raises LeaseLost here even if nobody took it over: after this comes the click.
        """
        try:
            with self._database.write() as connection:
                worker = fence(connection, claim, alive_at=now)
                values: dict[str, Any] = {
                    "nrp": str(claim.nrp),
                    "kind": kind.value,
                    "attempt": _attempt(connection, claim.nrp, kind),
                    "state": CommitState.OPEN.value,
                    "opened_at": now,
                    "receipt": "",
                    "before": relations_to_json(before),
                    "marks": marks_to_json(marks),
                    "worker": worker,
                }
                row = connection.execute(insert(COMMIT).values(**values).returning(COMMIT)).one()
        except IntegrityError:  # the index that allows one unresolved row of a kind
            raise CommitPending(f"{claim.nrp} has an unresolved {kind.value}") from None
        return commit_of(row)

    def sent(self, claim: Claim, commit: int, receipt: str, now: datetime) -> None:
        """The portal's answer to the click was seen. Said twice, the first time and the last receipt count."""
        self._move(
            claim,
            commit,
            state=CommitState.SENT.value,
            sent_at=func.coalesce(COMMIT.c.sent_at, literal(now, UtcDateTime())),
            receipt=receipt or COMMIT.c.receipt,
        )

    def resolve(self, claim: Claim, commit: int, state: CommitState, now: datetime) -> None:
        """What the portal proved. SENT is legal too: the portal shows that the click arrived, no more.

        The first resolution stands: a person may have been faster.
        """
        match state:
            case CommitState.OPEN:
                raise ValueError("a commit does not go back to open")
            case CommitState.SENT:
                self.sent(claim, commit, "", now)
            case _:
                self._move(claim, commit, state=state.value, resolved_at=now)

    def looked(self, claim: Claim, commit: int, now: datetime) -> None:
        """A visit looked for the proof of it at `now`, whatever it found."""
        self._move(claim, commit, looked_at=now)

    def resolve_by_hand(self, nrp: Nrp, commit: int, state: CommitState, now: datetime) -> None:
        """A person says how it ended. The caller writes down who; it is decided again at once.

        Raises AtWork while a robot is at work on the NRP, LookupError when nothing of that number is unresolved.
        """
        if state in (CommitState.OPEN, CommitState.SENT):
            raise ValueError("a person resolves a commit for good")
        with self._database.write() as connection:
            refuse_if_at_work(connection, nrp, now)
            ended = connection.execute(_unresolved(nrp, commit).values(state=state.value, resolved_at=now))
            if ended.rowcount != 1:
                raise LookupError(f"{nrp} has no unresolved commit {commit}")
            connection.execute(update(EMPLOYER).where(EMPLOYER.c.nrp == str(nrp)).values(due_at=now, woken_at=now))

    def write_off(self, nrp: Nrp, now: datetime) -> None:
        """A person looked at the portal: what was sent never arrived, and may be tried anew.

        Raises AtWork while a robot is at work on the NRP: it may be about to click.
        """
        with self._database.write() as connection:
            refuse_if_at_work(connection, nrp, now)
            for kind in CommitKind:
                tries = update(COMMIT).where(*_tries(nrp, kind))
                connection.execute(tries.values(state=CommitState.LOST.value, resolved_at=now))

    def _move(self, claim: Claim, commit: int, **values: Any) -> None:
        with self._database.write() as connection:
            fence(connection, claim)
            if connection.execute(_unresolved(claim.nrp, commit).values(**values)).rowcount != 1:
                _must_exist(connection, claim.nrp, commit)


def commit_of(row: Row[Any]) -> Commit:
    return Commit(
        id=row.id,
        nrp=Nrp(row.nrp),
        kind=CommitKind(row.kind),
        attempt=row.attempt,
        state=CommitState(row.state),
        opened_at=row.opened_at,
        sent_at=row.sent_at,
        resolved_at=row.resolved_at,
        receipt=row.receipt,
        before=relations_from_json(row.before),
        marks=marks_from_json(row.marks),
        looked_at=row.looked_at,
    )


def _newest(before: Seen, now: Seen) -> Seen:
    password = before if now.service_password is None else now
    relations = before if now.relations is None else now
    return Seen(password.service_password, password.service_password_at, relations.relations, relations.relations_at)


def _attempt(connection: Connection, nrp: Nrp, kind: CommitKind) -> int:
    tries = connection.execute(select(func.count()).select_from(COMMIT).where(*_tries(nrp, kind))).scalar_one()
    return int(tries) + 1


def _tries(nrp: Nrp, kind: CommitKind) -> tuple[ColumnElement[bool], ...]:
    """Those at one thing since the portal confirmed or refused one, or a person wrote them off."""
    mine = (COMMIT.c.nrp == str(nrp), COMMIT.c.kind == kind.value, COMMIT.c.state != CommitState.WITHDRAWN.value)
    last = select(func.coalesce(func.max(COMMIT.c.id), 0)).where(*mine, COMMIT.c.state.in_(_ENDED)).scalar_subquery()
    return (*mine, COMMIT.c.id > last)


def _unresolved(nrp: Nrp, commit: int) -> Update:
    return update(COMMIT).where(COMMIT.c.id == commit, COMMIT.c.nrp == str(nrp), COMMIT.c.state.in_(UNRESOLVED))


def _must_exist(connection: Connection, nrp: Nrp, commit: int) -> None:
    found = connection.execute(select(COMMIT.c.id).where(COMMIT.c.id == commit, COMMIT.c.nrp == str(nrp))).first()
    if found is None:
        raise LookupError(f"{nrp} has no commit {commit}")
