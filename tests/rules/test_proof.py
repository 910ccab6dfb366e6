"""What the portal showed later decides whether an act happened."""

from datetime import date, timedelta

from robot.model.flow import CommitKind
from robot.model.policy import Policy
from robot.model.relation import RelationState
from robot.model.state import CommitState
from robot.rules.proof import judge, next_look
from tests.rules.records import NOW, commit, record, relation, seen

SENT = NOW - timedelta(hours=1)
OLD = relation(date(2026, 12, 1))
NEW = relation(date(2027, 11, 23))


def verdict(rows: tuple = (), before: tuple = (), opened=SENT) -> CommitState | None:
    sent = commit(opened_at=opened, before=before)
    return judge(sent, record(seen=seen(True, rows), commits=(sent,)), Policy())


def test_a_new_row_confirms() -> None:
    assert verdict((OLD, NEW), before=(OLD,)) is CommitState.CONFIRMED


def test_an_old_row_never_confirms_a_new_one() -> None:
    assert verdict((OLD,), before=(OLD,)) is None


def test_a_later_end_of_the_same_row_confirms() -> None:
    extended = relation(date(2027, 12, 1), start=OLD.start)
    assert verdict((extended,), before=(OLD,)) is CommitState.CONFIRMED


def test_a_later_end_of_a_row_with_the_same_folio_confirms() -> None:
    old, extended = (relation(end, start=OLD.start, folio="RC1") for end in (OLD.end, date(2027, 12, 1)))
    assert verdict((extended,), before=(old,)) is CommitState.CONFIRMED


def test_a_row_whose_end_came_nearer_is_not_a_new_one() -> None:
    assert verdict((relation(date(2026, 11, 22), start=OLD.start),), before=(OLD,)) is None


def test_a_row_that_starts_when_the_old_one_ends_confirms() -> None:
    assert verdict((OLD, relation(date(2027, 12, 1), start=date(2026, 12, 2))), before=(OLD,)) is CommitState.CONFIRMED


def test_a_row_in_process_is_not_known_yet() -> None:
    assert verdict((relation(date(2027, 11, 23), state=RelationState.PROCESSING),)) is None


def test_a_refused_row_is_a_refusal() -> None:
    assert verdict((relation(date(2027, 11, 23), state=RelationState.REFUSED),)) is CommitState.REFUSED


def test_what_is_not_there_is_absent_only_at_a_look_after_a_day() -> None:
    assert verdict((), opened=NOW - timedelta(hours=23)) is None
    assert verdict((), opened=NOW - timedelta(hours=24)) is CommitState.ABSENT


def test_a_look_from_before_the_click_proves_nothing() -> None:
    assert verdict((NEW,), opened=NOW + timedelta(seconds=1)) is None


def test_the_second_face_of_the_tab_proves_a_request_whose_answer_was_lost() -> None:
    lost = commit(CommitKind.SERVICE_PASSWORD, CommitState.OPEN, opened_at=SENT)
    assert judge(lost, record(seen=seen(True)), Policy()) is CommitState.SENT
    assert judge(lost, record(seen=seen(False)), Policy()) is None


def test_the_looks_come_at_ten_minutes_thirty_two_hours_and_a_day() -> None:
    sent = commit()
    waits = []
    looked = None
    for _ in range(4):
        due = next_look(commit(looked_at=looked), Policy())
        assert due is not None
        waits.append(due - sent.opened_at)
        looked = due
    assert waits == list(Policy().looks)
