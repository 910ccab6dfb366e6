"""The intent before the click, the receipt after it, and what the portal proved."""

import pytest

from robot.engine.ports import CommitPending, LeaseLost
from robot.model.errors import AtWork, WorkspaceError
from robot.model.flow import CommitKind
from robot.model.state import Commit, CommitState, MailMark, Seen
from robot.outside.ledger.sql_ledger import SqlLedger
from tests.outside.ledger.samples import LEASE, MINUTE, NOW, claim, let_go, nrp, relation, save

RELATION, PASSWORD = CommitKind.RELATION, CommitKind.SERVICE_PASSWORD
MARK = MailMark("nominas", "INBOX", 7, 42)


def commits(ledger: SqlLedger) -> tuple[Commit, ...]:
    return ledger.record(nrp(1)).commits


def test_an_intent_is_kept_with_what_was_there_before_the_click(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, 1)
    opened = ledger.open_commit(claim(ledger), RELATION, (relation(),), (MARK,), NOW)
    assert opened.state is CommitState.OPEN
    assert (opened.nrp, opened.kind, opened.attempt, opened.opened_at) == (nrp(1), RELATION, 1, NOW)
    assert (opened.before, opened.marks) == ((relation(),), (MARK,))
    assert commits(other) == (opened,)


def test_a_second_intent_of_the_kind_is_refused_while_the_first_is_unresolved(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    first = ledger.open_commit(held, RELATION, (), (), NOW)
    with pytest.raises(CommitPending):
        ledger.open_commit(held, RELATION, (), (), NOW)
    ledger.sent(held, first.id, "folio 1", NOW)
    with pytest.raises(CommitPending):
        ledger.open_commit(held, RELATION, (), (), NOW)
    assert len(commits(ledger)) == 1


def test_intents_of_two_kinds_and_of_two_nrps_do_not_meet(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    first, second = claim(ledger), claim(ledger)
    ledger.open_commit(first, RELATION, (), (), NOW)
    ledger.open_commit(first, PASSWORD, (), (), NOW)
    ledger.open_commit(second, RELATION, (), (), NOW)
    assert [commit.kind for commit in commits(ledger)] == [RELATION, PASSWORD]
    assert len(ledger.record(nrp(2)).commits) == 1


def test_no_intent_is_written_on_a_lease_that_ran_out(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    with pytest.raises(LeaseLost):
        ledger.open_commit(held, RELATION, (), (), NOW + LEASE)
    assert commits(ledger) == ()


def test_the_receipt_makes_it_sent(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    opened = ledger.open_commit(held, RELATION, (), (), NOW)
    ledger.sent(held, opened.id, "folio 9", NOW + MINUTE)
    ledger.sent(held, opened.id, "", NOW + 2 * MINUTE)
    (kept,) = commits(ledger)
    assert (kept.state, kept.sent_at, kept.receipt) == (CommitState.SENT, NOW + MINUTE, "folio 9")
    assert kept.unresolved


@pytest.mark.parametrize("state", [CommitState.CONFIRMED, CommitState.ABSENT, CommitState.REFUSED])
def test_what_is_resolved_stays_so(ledger: SqlLedger, state: CommitState) -> None:
    save(ledger, 1)
    held = claim(ledger)
    opened = ledger.open_commit(held, RELATION, (), (), NOW)
    ledger.looked(held, opened.id, NOW + MINUTE)
    ledger.resolve(held, opened.id, state, NOW + 2 * MINUTE)
    for again in (CommitState.CONFIRMED, CommitState.ABSENT, CommitState.REFUSED, CommitState.SENT):
        ledger.resolve(held, opened.id, again, NOW)
    ledger.looked(held, opened.id, NOW + 3 * MINUTE)
    (kept,) = commits(ledger)
    assert (kept.state, kept.looked_at, kept.resolved_at) == (state, NOW + MINUTE, NOW + 2 * MINUTE)
    assert not kept.unresolved


def test_the_portal_may_show_that_the_click_arrived_without_proving_more(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    opened = ledger.open_commit(held, PASSWORD, (), (), NOW)
    ledger.resolve(held, opened.id, CommitState.SENT, NOW + MINUTE)
    (kept,) = commits(ledger)
    assert (kept.state, kept.sent_at, kept.resolved_at) == (CommitState.SENT, NOW + MINUTE, None)


def test_nothing_goes_back_to_open(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    opened = ledger.open_commit(held, RELATION, (), (), NOW)
    with pytest.raises(ValueError, match="open"):
        ledger.resolve(held, opened.id, CommitState.OPEN, NOW)


def test_the_commit_of_another_nrp_cannot_be_touched(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    first, second = claim(ledger), claim(ledger)
    opened = ledger.open_commit(first, RELATION, (), (), NOW)
    with pytest.raises(LookupError):
        ledger.resolve(second, opened.id, CommitState.CONFIRMED, NOW)


def test_attempts_are_added_and_counted_from_the_last_success(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    story = [CommitState.ABSENT, CommitState.CONFIRMED, CommitState.ABSENT, CommitState.ABSENT, CommitState.REFUSED]
    for state in story:
        ledger.resolve(held, ledger.open_commit(held, RELATION, (), (), NOW).id, state, NOW)
    ledger.open_commit(held, RELATION, (), (), NOW)
    assert [commit.attempt for commit in commits(ledger)] == [1, 2, 1, 2, 3, 1]
    assert [commit.state for commit in commits(ledger)] == [*story, CommitState.OPEN]


def test_a_person_can_say_how_a_commit_ended_without_a_claim(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    opened = ledger.open_commit(held, CommitKind.RECOVER, (), (), NOW)
    ledger.release(held, due_at=None, phase="person", text="", block=None, failures=0)
    ledger.resolve_by_hand(nrp(1), opened.id, CommitState.ABSENT, NOW + MINUTE)
    record = ledger.record(nrp(1))
    assert (record.commits[0].state, record.due_at) == (CommitState.ABSENT, NOW + MINUTE)
    with pytest.raises(LookupError):
        ledger.resolve_by_hand(nrp(1), opened.id, CommitState.CONFIRMED, NOW)
    with pytest.raises(ValueError, match="for good"):
        ledger.resolve_by_hand(nrp(1), opened.id, CommitState.SENT, NOW)


def test_a_person_who_looked_can_write_off_what_never_arrived(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    for state in (CommitState.ABSENT, CommitState.CONFIRMED, CommitState.ABSENT):
        ledger.resolve(held, ledger.open_commit(held, RELATION, (), (), NOW).id, state, NOW)
    ledger.open_commit(held, RELATION, (), (), NOW)
    with pytest.raises(WorkspaceError, match="trabajando"):
        ledger.write_off(nrp(1), NOW)
    let_go(ledger, held, due_at=NOW)
    ledger.write_off(nrp(1), NOW + MINUTE)
    long_ago = [(CommitState.ABSENT, NOW), (CommitState.CONFIRMED, NOW)]
    assert [(one.state, one.resolved_at) for one in commits(ledger)] == [
        *long_ago, (CommitState.LOST, NOW + MINUTE), (CommitState.LOST, NOW + MINUTE),
    ]  # fmt: skip
    assert ledger.open_commit(claim(ledger, now=NOW + MINUTE), RELATION, (), (), NOW + MINUTE).attempt == 1


def test_a_look_at_one_thing_keeps_what_was_seen_of_the_other(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    ledger.observe(held, Seen(service_password=True, service_password_at=NOW))
    ledger.observe(held, Seen(relations=(relation(),), relations_at=NOW + MINUTE))
    assert ledger.record(nrp(1)).seen == Seen(True, NOW, (relation(),), NOW + MINUTE)
    ledger.observe(held, Seen(service_password=False, service_password_at=NOW + MINUTE, relations=()))
    assert ledger.record(nrp(1)).seen == Seen(False, NOW + MINUTE, (), None)


def test_a_relation_without_dates_is_kept_as_it_is(ledger: SqlLedger) -> None:
    save(ledger, 1)
    bare = relation(start=None, end=None, folio="", status="En proceso")
    ledger.observe(claim(ledger), Seen(relations=(bare,), relations_at=NOW))
    assert ledger.record(nrp(1)).seen.relations == (bare,)


def test_nobody_says_how_a_commit_ended_while_a_robot_is_at_work_on_it(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    opened = ledger.open_commit(held, CommitKind.RECOVER, (), (), NOW)
    with pytest.raises(AtWork, match="trabajando"):
        ledger.resolve_by_hand(nrp(1), opened.id, CommitState.CONFIRMED, NOW)
    ledger.resolve_by_hand(nrp(1), opened.id, CommitState.CONFIRMED, NOW + LEASE)  # that robot is dead


def test_a_withdrawn_commit_does_not_count_as_a_try(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    for state in (CommitState.ABSENT, CommitState.WITHDRAWN):
        opened = ledger.open_commit(held, RELATION, (), (), NOW)
        ledger.resolve(held, opened.id, state, NOW)
    assert ledger.open_commit(held, RELATION, (), (), NOW).attempt == 2
