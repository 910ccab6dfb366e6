"""Roster rows going in, what a person says about an NRP, and records coming out."""

from dataclasses import replace
from datetime import date

import pytest

from robot.engine.ports import LeaseLost
from robot.model.employer import CONTPAQI, Authorisation
from robot.model.errors import AtWork, WorkspaceError
from robot.model.flow import CommitKind
from robot.model.identifiers import Rfc
from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.state import CommitState, Event, Seen
from robot.outside.ledger.employers import Saved
from robot.outside.ledger.sql_ledger import SqlLedger
from tests.outside.ledger.samples import (
    CERTIFICATE,
    LEASE,
    MINUTE,
    NOW,
    block,
    claim,
    employer,
    let_go,
    nrp,
    relation,
    rfc,
    save,
    sealed,
)

LATER = NOW + 1000 * MINUTE


def parked(ledger: SqlLedger) -> None:
    """NRP 1, imported with one secret, and waiting for LATER with a block."""
    ledger.save_employer(employer(), {"portal_password": "p1"}, NOW)
    let_go(ledger, claim(ledger), due_at=LATER, block=block())


def test_a_new_employer_is_due_at_once_and_reads_back_as_it_was_saved(ledger: SqlLedger) -> None:
    assert ledger.save_employer(employer(), {}, NOW) is Saved.NEW
    record = ledger.record(nrp(1))
    assert record.employer == employer()
    assert (record.due_at, record.seen, record.commits, record.block) == (NOW, Seen(), (), None)
    assert (record.stopped, record.removed, record.failures, record.efirma_problem) == (False, False, 0, "")
    assert ledger.records() == (record,)


def test_the_same_row_again_leaves_everything_as_it_is(ledger: SqlLedger) -> None:
    parked(ledger)
    before = ledger.record(nrp(1))
    assert ledger.save_employer(employer(), {"portal_password": "p1"}, NOW + MINUTE) is Saved.SAME
    assert ledger.save_employer(employer(), {}, NOW + MINUTE) is Saved.SAME
    assert ledger.record(nrp(1)) == before
    assert ledger.given(nrp(1)) == {"portal_password": "p1"}


def test_a_row_that_only_moved_in_the_roster_is_the_same_in_its_new_place(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    assert ledger.save_employer(employer(1, order=9), {}, LATER) is Saved.SAME
    assert [record.employer.nrp for record in ledger.records()] == [nrp(2), nrp(1)]
    assert ledger.record(nrp(1)).employer.order == 9
    assert ledger.record(nrp(1)).due_at == NOW


@pytest.mark.parametrize(
    "changed",
    [
        employer(email="otra@ejemplo.mx"),
        employer(authorisation=None),
        employer(authorisation=Authorisation("Ana Peña", None)),
        employer(developer=replace(CONTPAQI, validity="2 Años")),
        employer(certificate="beef"),
        employer(mailbox="nominas"),
        employer(rfc=rfc(5)),
    ],
)
def test_a_changed_row_is_due_now_and_loses_its_block(ledger: SqlLedger, changed: object) -> None:
    parked(ledger)
    assert ledger.save_employer(changed, {}, NOW + MINUTE) is Saved.CHANGED  # type: ignore[arg-type]
    record = ledger.record(nrp(1))
    assert record.employer == changed
    assert (record.due_at, record.block, record.failures) == (NOW + MINUTE, None, 0)


def test_a_changed_secret_is_a_change(ledger: SqlLedger) -> None:
    parked(ledger)
    assert ledger.save_employer(employer(), {"portal_password": "p2"}, NOW + MINUTE) is Saved.CHANGED
    assert ledger.record(nrp(1)).due_at == NOW + MINUTE
    assert ledger.given(nrp(1)) == {"portal_password": "p2"}


def test_a_change_during_a_visit_is_decided_right_after_it(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    ledger.save_employer(employer(email="otra@ejemplo.mx"), {}, NOW + MINUTE)
    let_go(ledger, held, due_at=LATER)
    assert ledger.record(nrp(1)).due_at == NOW + MINUTE


def test_an_rfc_does_not_change_under_a_visit_but_after_it_or_when_its_robot_is_dead(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    first, second = claim(ledger), claim(ledger)
    for number in (1, 2):
        with pytest.raises(AtWork):
            ledger.save_employer(employer(number, rfc=rfc(3)), {}, NOW)
    let_go(ledger, first)
    assert ledger.save_employer(employer(1, rfc=rfc(2)), {}, NOW) is Saved.CHANGED
    assert ledger.save_employer(employer(2, rfc=rfc(3)), {}, NOW + LEASE) is Saved.CHANGED
    with pytest.raises(LeaseLost):
        let_go(ledger, second)


def test_rows_gone_from_the_roster_are_marked_and_kept(ledger: SqlLedger) -> None:
    parked(ledger)
    ledger.mark_removed([nrp(1)])
    assert ledger.record(nrp(1)).removed
    assert ledger.save_employer(employer(), {}, NOW + MINUTE) is Saved.CHANGED
    record = ledger.record(nrp(1))
    assert (record.removed, record.due_at) == (False, NOW + MINUTE)


def test_an_unknown_nrp_is_told_in_spanish(ledger: SqlLedger) -> None:
    assert ledger.find(nrp(1)) is None
    with pytest.raises(WorkspaceError, match="A0000000001 no está"):
        ledger.record(nrp(1))
    with pytest.raises(WorkspaceError, match="A0000000001 no está"):
        ledger.set_stopped(nrp(1), True, NOW)


def test_a_lifted_block_is_decided_again_now(ledger: SqlLedger) -> None:
    parked(ledger)
    assert ledger.record(nrp(1)).block == block()
    ledger.lift_block(nrp(1), NOW + MINUTE)
    record = ledger.record(nrp(1))
    assert (record.block, record.due_at, record.failures) == (None, NOW + MINUTE, 0)


def test_who_waits_for_a_confirmation_waits_whatever_else_changes_until_it_is_given(ledger: SqlLedger) -> None:
    parked(ledger)
    asked = block(reason=Reason.CHANGED)
    ledger.set_block(nrp(1), asked)
    record = ledger.record(nrp(1))
    assert (record.block, record.due_at, record.phase_text) == (asked, None, asked.text)
    assert ledger.save_employer(employer(email="otra@ejemplo.mx"), {}, LATER) is Saved.CHANGED
    assert ledger.record(nrp(1)).block == asked
    ledger.lift_block(nrp(1), LATER)
    assert ledger.record(nrp(1)).block is None


def test_a_block_set_during_a_visit_stops_it_and_stays(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    ledger.wake([nrp(1)], NOW)
    ledger.set_block(nrp(1), block())
    for write in (
        lambda: let_go(ledger, held, due_at=NOW),
        lambda: ledger.open_commit(held, CommitKind.RELATION, (), (), NOW),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert ledger.record(nrp(1)).block == block()
    assert ledger.claim("w", LATER, LEASE, None) is None


def test_nobody_is_let_in_for_an_rfc_while_a_visit_that_was_stopped_winds_down(ledger: SqlLedger) -> None:
    save(ledger, 1)
    save(ledger, 2, rfc=rfc(1))
    held = ledger.claim("w", NOW, LEASE, [nrp(1)])
    assert held is not None
    ledger.set_block(nrp(1), block())
    with pytest.raises(LeaseLost):
        ledger.extend(held, NOW, LEASE)
    assert ledger.claim("w", NOW + MINUTE, LEASE, None) is None
    assert ledger.next_due(None) == held.until
    after = ledger.claim("w", held.until, LEASE, None)
    assert after is not None and after.nrp == nrp(2)


def test_the_stamp_is_another_one_when_an_nrp_stands_otherwise(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    stamps = [ledger.stamp()]
    let_go(ledger, claim(ledger), block=block())
    stamps.append(ledger.stamp())
    ledger.set_block(nrp(1), block("f2"))
    stamps.append(ledger.stamp())
    ledger.set_stopped(nrp(2), True, NOW)
    stamps.append(ledger.stamp())
    assert len(set(stamps)) == 4
    assert ledger.stamp() == stamps[-1]


def test_the_efirma_problem_is_kept_until_it_is_gone(ledger: SqlLedger) -> None:
    save(ledger, 1)
    ledger.set_efirma_problem(nrp(1), "venció el 1 de mayo")
    assert ledger.record(nrp(1)).efirma_problem == "venció el 1 de mayo"
    ledger.set_efirma_problem(nrp(1), "")
    assert ledger.record(nrp(1)).efirma_problem == ""


def test_a_record_names_the_secrets_of_its_nrp_and_of_its_certificate(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    ledger.shelf.put(sealed(nrp(1), "portal_password", "v1", "old"), keep_old=True)
    ledger.shelf.put(sealed(nrp(1), "portal_password", "v2", "new"), keep_old=True)
    ledger.shelf.put(sealed(CERTIFICATE, "efirma_key", "v3", "key"), keep_old=True)
    ledger.shelf.put(sealed(nrp(1), "session", "v4", "cookies"), keep_old=True)
    assert ledger.record(nrp(1)).fingerprints == {SecretKind.PORTAL_PASSWORD: "new", SecretKind.EFIRMA_KEY: "key"}
    assert [record.fingerprints for record in ledger.records()] == [
        {SecretKind.PORTAL_PASSWORD: "new", SecretKind.EFIRMA_KEY: "key"},
        {SecretKind.EFIRMA_KEY: "key"},
    ]


def test_a_delivery_counts_until_the_service_password_changes(ledger: SqlLedger) -> None:
    save(ledger, 1)
    ledger.shelf.put(sealed(nrp(1), "service_password", "v1", "one"), keep_old=True)
    assert ledger.record(nrp(1)).delivered_at is None
    ledger.set_delivered(nrp(1), NOW + MINUTE)
    assert ledger.record(nrp(1)).delivered_at == NOW + MINUTE
    ledger.shelf.put(sealed(nrp(1), "service_password", "v2", "two"), keep_old=True)
    assert ledger.record(nrp(1)).delivered_at is None
    ledger.set_delivered(nrp(1), NOW + 2 * MINUTE)
    assert ledger.record(nrp(1)).delivered_at == NOW + 2 * MINUTE


def test_those_who_wait_for_a_password_by_mail_are_found(ledger: SqlLedger) -> None:
    save(ledger, 1, 2, 3, 4)
    password, recover, unrelated, done = (claim(ledger) for _ in range(4))
    ledger.open_commit(password, CommitKind.SERVICE_PASSWORD, (), (), NOW)
    ledger.open_commit(recover, CommitKind.RECOVER, (), (), NOW)
    ledger.open_commit(unrelated, CommitKind.RELATION, (), (), NOW)
    over = ledger.open_commit(done, CommitKind.SERVICE_PASSWORD, (), (), NOW)
    ledger.resolve(done, over.id, CommitState.CONFIRMED, NOW)
    waiting = ledger.waiting_for_mail()
    assert waiting == (ledger.record(nrp(1)), ledger.record(nrp(2)))
    assert all(record.commits for record in waiting)


def fill(ledger: SqlLedger, number: int) -> None:
    """An NRP with something in every table."""
    held = ledger.claim("w", NOW, LEASE, [nrp(number)])
    assert held is not None
    ledger.observe(held, Seen(relations=(relation(),), relations_at=NOW))
    ledger.open_commit(held, CommitKind.RELATION, (), (), NOW)
    ledger.use_mail(held, f"mail-{number}", NOW)
    ledger.add_event(Event(nrp(number), NOW, "visit", {"name": "MUÑOZ"}))
    ledger.shelf.put(sealed(nrp(number), "portal_password", f"p{number}"), keep_old=True)
    let_go(ledger, held)


def test_a_forgotten_nrp_leaves_nothing_but_the_fact(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    fill(ledger, 1)
    fill(ledger, 2)
    ledger.shelf.put(sealed(CERTIFICATE, "efirma_key", "k"), keep_old=True)
    assert ledger.forget(nrp(1), NOW + MINUTE)
    assert ledger.find(nrp(1)) is None
    assert ledger.events(nrp(1)) == ()
    assert ledger.shelf.get(nrp(1), "portal_password") is None
    assert "mail-1" in ledger.used_mails()
    (audit,) = ledger.audits()
    assert (audit.kind, audit.at, audit.details) == ("forgotten", NOW + MINUTE, {})
    assert ledger.forget(nrp(1), NOW) is False


def test_forgetting_one_nrp_takes_nothing_from_another(ledger: SqlLedger) -> None:
    save(ledger, 1, 2)
    fill(ledger, 1)
    fill(ledger, 2)
    ledger.shelf.put(sealed(CERTIFICATE, "efirma_key", "k"), keep_old=True)
    before = (ledger.record(nrp(2)), ledger.events(nrp(2)), ledger.shelf.get(nrp(2), "portal_password"))
    ledger.forget(nrp(1), NOW)
    assert (ledger.record(nrp(2)), ledger.events(nrp(2)), ledger.shelf.get(nrp(2), "portal_password")) == before
    assert ledger.shelf.get(CERTIFICATE, "efirma_key") is not None
    ledger.forget(nrp(2), NOW)
    assert ledger.shelf.get(CERTIFICATE, "efirma_key") is None
    assert ledger.shelf.fingerprints() == {}


def test_an_nrp_is_not_forgotten_in_the_middle_of_a_visit_but_when_its_robot_is_dead(ledger: SqlLedger) -> None:
    save(ledger, 1)
    held = claim(ledger)
    with pytest.raises(AtWork):
        ledger.forget(nrp(1), NOW)
    assert ledger.forget(nrp(1), NOW + LEASE)
    with pytest.raises(LeaseLost):
        ledger.observe(held, Seen(service_password=True))


def test_names_with_letters_of_the_country_survive(ledger: SqlLedger) -> None:
    odd = employer(name="PEÑA & NÚÑEZ \u00a0'\"\\ 100%", rfc=Rfc("ÑA&010101AB1"), authorisation=None)
    ledger.save_employer(odd, {}, NOW)
    assert ledger.record(nrp(1)).employer == odd
    assert ledger.save_employer(odd, {}, NOW) is Saved.SAME


def test_authorisations_keep_their_last_day(ledger: SqlLedger) -> None:
    save(ledger, 1, authorisation=Authorisation("Ana", date(2027, 1, 31)))
    allowed = ledger.record(nrp(1)).employer.authorisation
    assert allowed is not None and allowed.until == date(2027, 1, 31)
