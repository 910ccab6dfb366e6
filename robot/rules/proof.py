"""Whether an act that cannot be taken back has happened: judged only from what the portal showed later."""

from datetime import datetime

from robot.model.employer import Developer
from robot.model.flow import CommitKind
from robot.model.policy import Policy
from robot.model.relation import Relation, RelationState
from robot.model.state import Commit, CommitState, Record, Seen
from robot.model.text import fold


def next_look(commit: Commit, policy: Policy) -> datetime | None:
    """When to look for `commit` next; None when it was in process for too long. After the last look: each further one
    as long as the last, since a row may stay "en proceso" for days."""
    start = commit.sent_at or commit.opened_at
    for wait in policy.looks:
        if commit.looked_at is None or commit.looked_at < start + wait:
            return start + wait
    looked_at = commit.looked_at or start
    if looked_at - start > policy.processing_limit:
        return None
    return looked_at + policy.looks[-1]


def judge(commit: Commit, record: Record, policy: Policy) -> CommitState | None:
    """What the last look says of `commit`; None: not known yet.

    Confirmed: a row that was not there before the click, or a later end of the same key. Absent: still not there
    at a look after the last waiting time. An old row never confirms a new one.
    """
    if commit.kind is CommitKind.RELATION:
        return _judge_relation(commit, record, policy)
    if commit.kind is CommitKind.SERVICE_PASSWORD:
        return _judge_password(commit, record.seen, policy)
    return None


def _judge_relation(commit: Commit, record: Record, policy: Policy) -> CommitState | None:
    seen_at = record.seen.relations_at
    if record.seen.relations is None or seen_at is None or seen_at <= (commit.sent_at or commit.opened_at):
        return None
    new = _new_rows(commit, record)
    fresh = [row for row in new if is_wanted(row, record.employer.developer)]
    if any(row.state is RelationState.IN_FORCE for row in fresh):
        return CommitState.CONFIRMED
    if refusal(commit, record) is not None:
        return CommitState.REFUSED
    if new:
        return None
    return _absent_when_late(commit, seen_at, policy)


def refusal(commit: Commit, record: Record) -> Relation | None:
    """The row that says that the portal turned down what `commit` sent."""
    fresh = (row for row in _new_rows(commit, record) if is_wanted(row, record.employer.developer))
    return next((row for row in fresh if row.state is RelationState.REFUSED), None)


def is_wanted(row: Relation, developer: Developer) -> bool:
    """The developer's, and the service's where the table names one."""
    return row.key[1] == str(developer.rfc) and (not row.service or row.key[0] == fold(developer.service))


def under_another_name(commit: Commit, record: Record) -> Relation | None:
    """A relation in force that came after the click, with the wanted developer but another service: the portal's
    table may call the service otherwise than its form. Filing again would file twice."""
    new = _new_rows(commit, record)
    if any(is_wanted(row, record.employer.developer) for row in new):
        return None
    return next((row for row in new if row.state is RelationState.IN_FORCE), None)


def _new_rows(commit: Commit, record: Record) -> list[Relation]:
    """Of the wanted developer, seen after the click, and not there before it."""
    seen_at = record.seen.relations_at
    if seen_at is None or seen_at <= (commit.sent_at or commit.opened_at):
        return []
    rfc = str(record.employer.developer.rfc)
    return [
        row for row in record.seen.relations or ()
        if row.key[1] == rfc and not any(_same_row(row, old) for old in commit.before)
    ]  # fmt: skip


def _same_row(row: Relation, old: Relation) -> bool:
    """The same relation as before the click: same folio where the portal gives one, else same key and start. One that
    ends later is new all the same: the portal may renew a relation by moving the end of its row."""
    if row.end is not None and old.end is not None and row.end > old.end:
        return False
    if row.folio and old.folio:
        return row.folio == old.folio
    return row.key == old.key and row.start == old.start


def _judge_password(commit: Commit, seen: Seen, policy: Policy) -> CommitState | None:
    if commit.state is not CommitState.OPEN or seen.service_password_at is None:
        return None
    if seen.service_password_at <= commit.opened_at:
        return None
    if seen.service_password:
        return CommitState.SENT
    return _absent_when_late(commit, seen.service_password_at, policy)


def _absent_when_late(commit: Commit, seen_at: datetime, policy: Policy) -> CommitState | None:
    start = commit.sent_at or commit.opened_at
    return CommitState.ABSENT if seen_at >= start + policy.looks[-1] else None
