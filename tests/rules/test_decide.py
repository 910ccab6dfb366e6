"""decide, as sentences."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from robot.model.employer import Authorisation
from robot.model.flow import CommitKind
from robot.model.outcome import Reason
from robot.model.policy import Policy
from robot.model.relation import RelationState
from robot.model.secret import SecretKind
from robot.model.state import Block, CommitState
from robot.rules.calendar import start_of_day
from robot.rules.decide import NeedsPerson, Settled, Visit, WaitUntil, decide
from tests.rules.records import (
    ALL_SECRETS,
    EMPLOYER,
    NO_SERVICE_PASSWORD,
    NOW,
    commit,
    record,
    relation,
    seen,
    situation,
)

LONG = date(2027, 11, 20)


def reason_of(decision: object) -> Reason:
    assert isinstance(decision, NeedsPerson)
    return decision.block.reason


def test_an_employer_never_looked_at_is_looked_at_first() -> None:
    assert decide(record(), situation()) == Visit("look_password")


def test_without_a_password_on_the_portal_one_is_asked_for() -> None:
    assert decide(record(seen=seen(False), fingerprints=NO_SERVICE_PASSWORD), situation()) == Visit("generate_password")


def test_a_password_given_in_the_roster_is_used_and_none_is_asked_for() -> None:
    assert decide(record(seen=seen(False)), situation()) == Visit("register_relation")


def test_a_relation_beyond_the_horizon_settles_even_without_a_known_password() -> None:
    known = record(seen=seen(True, (relation(LONG),)), fingerprints=NO_SERVICE_PASSWORD)
    settled = decide(known, situation(policy=Policy(renewal_spread=timedelta(0))))
    assert isinstance(settled, Settled)
    assert settled.until == start_of_day(LONG - timedelta(days=30))


def test_a_relation_that_ends_before_the_horizon_is_filed_again() -> None:
    assert decide(record(seen=seen(True, (relation(date(2026, 12, 10)),))), situation()) == Visit("register_relation")


def test_a_relation_with_another_developer_does_not_satisfy() -> None:
    other = relation(LONG, developer_rfc="EKU9003173C9")
    assert decide(record(seen=seen(True, (other,))), situation()) == Visit("register_relation")


def test_a_short_relation_is_not_filed_again_the_day_it_was_made() -> None:
    month = relation(date(2026, 12, 20), start=date(2026, 11, 22))
    assert isinstance(decide(record(seen=seen(True, (month,))), situation()), Settled)


def test_a_password_that_nobody_wrote_down_needs_a_person() -> None:
    decision = decide(record(seen=seen(True), fingerprints=NO_SERVICE_PASSWORD), situation())
    assert reason_of(decision) is Reason.PASSWORD_UNKNOWN


def test_the_table_is_read_again_before_anything_is_filed_on_an_old_look() -> None:
    old = record(seen=seen(True, (), ago=timedelta(days=2)))
    assert decide(old, situation()) == Visit("look_relations")


def test_a_sent_relation_is_looked_for_after_ten_minutes_and_never_sent_again() -> None:
    sent = record(seen=seen(), commits=(commit(),))
    assert decide(sent, situation()) == WaitUntil(
        NOW + timedelta(minutes=10), "El portal procesa la solicitud; se vuelve a mirar entonces."
    )
    assert decide(sent, situation(now=NOW + timedelta(minutes=10))) == Visit("look_relations")


def test_an_intent_without_receipt_is_treated_like_one_that_was_sent() -> None:
    unknown = record(seen=seen(), commits=(commit(state=CommitState.OPEN),))
    assert isinstance(decide(unknown, situation()), WaitUntil)


def test_one_absent_attempt_is_followed_by_one_new_attempt_and_then_by_a_person() -> None:
    once = record(seen=seen(), commits=(commit(state=CommitState.ABSENT),))
    twice = replace(once, commits=(*once.commits, commit(state=CommitState.ABSENT, id=2, attempt=2)))
    assert decide(once, situation()) == Visit("register_relation")
    assert reason_of(decide(twice, situation())) is Reason.UNPROVEN


def test_a_requested_password_is_polled_for_then_slowly_then_a_person_is_asked() -> None:
    asked = record(seen=seen(False), fingerprints=NO_SERVICE_PASSWORD, commits=(commit(CommitKind.SERVICE_PASSWORD),))
    why = "Se espera el correo con la contraseña."
    assert decide(asked, situation()) == WaitUntil(NOW + timedelta(seconds=3), why)
    later = NOW + timedelta(hours=1)
    assert decide(asked, situation(now=later)) == WaitUntil(later + timedelta(minutes=1), why)
    assert reason_of(decide(asked, situation(now=NOW + timedelta(hours=25)))) is Reason.MAIL_MISSING


def test_a_mailbox_of_a_person_parks_until_the_password_is_set() -> None:
    asked = record(seen=seen(False), fingerprints=NO_SERVICE_PASSWORD, commits=(commit(CommitKind.SERVICE_PASSWORD),))
    assert reason_of(decide(asked, situation(mail_by_person=True))) is Reason.PASSWORD_BY_PERSON


def test_an_unusable_efirma_stops_before_any_visit_but_not_the_look_at_what_was_sent() -> None:
    bad = record(efirma_problem="La e.firma venció.")
    assert reason_of(decide(bad, situation())) is Reason.EFIRMA
    sent = replace(bad, commits=(commit(opened_at=NOW - timedelta(minutes=11)),), seen=seen())
    assert decide(sent, situation()) == Visit("look_relations")


@pytest.mark.parametrize("authorisation", [None, Authorisation("Ana", date(2026, 11, 22))])
def test_nothing_is_signed_without_a_standing_authorisation(authorisation: Authorisation | None) -> None:
    unauthorised = record(seen=seen(), employer=replace(EMPLOYER, authorisation=authorisation))
    assert reason_of(decide(unauthorised, situation())) is Reason.AUTHORISATION


@pytest.mark.parametrize("kind", [SecretKind.PORTAL_PASSWORD, SecretKind.EFIRMA_PASSPHRASE])
def test_a_refused_secret_is_not_typed_again_until_it_changes(kind: SecretKind) -> None:
    quarantined = {ALL_SECRETS[kind]: "incorrecta"}
    assert reason_of(decide(record(), situation(quarantined=quarantined))) is Reason.CREDENTIAL
    changed = record(fingerprints={**ALL_SECRETS, kind: "another"})
    assert decide(changed, situation(quarantined=quarantined)) == Visit("look_password")


def test_terms_block_until_they_are_approved() -> None:
    block = Block(Reason.TERMS, "", "", NOW, fingerprint="abc")
    assert reason_of(decide(record(block=block), situation())) is Reason.TERMS
    assert decide(record(block=block), situation(approved_terms={"abc"})) == Visit("look_password")


def test_a_captcha_blocks_only_while_nobody_attends() -> None:
    block = Block(Reason.CAPTCHA, "", "", NOW)
    assert reason_of(decide(record(block=block), situation())) is Reason.CAPTCHA
    assert decide(record(block=block), situation(attended=True)) == Visit("look_password")


def test_a_mended_flow_releases_what_it_had_stopped() -> None:
    block = Block(Reason.FLOW_FAULT, "", "", NOW, fingerprint="old")
    assert reason_of(decide(record(block=block), situation(flows={"look_password": "old"}))) is Reason.FLOW_FAULT
    assert decide(record(block=block), situation(flows={"look_password": "new"})) == Visit("look_password")


def test_a_stopped_employer_is_left_alone() -> None:
    assert reason_of(decide(record(stopped=True), situation())) is Reason.STOPPED


def test_a_row_in_process_is_waited_for_and_not_filed_twice() -> None:
    row = relation(LONG, state=RelationState.PROCESSING, status="En proceso")
    assert isinstance(decide(record(seen=seen(True, (row,))), situation()), WaitUntil)
