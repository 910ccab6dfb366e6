"""What holds for all NRPs: refused secrets, terms, used mails; the story; the portal's row."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from robot.model.errors import WorkspaceError
from robot.model.secret import Secret
from robot.model.state import Event
from robot.model.terms import TermsRow
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.ledger.story import Audit
from tests.outside.ledger.samples import MINUTE, NOW, block, claim, let_go, nrp, save

TERMS = TermsRow("f1", "terms", "Acepto…", NOW)


def blocked(ledger: SqlLedger, *fingerprints: str) -> None:
    save(ledger, *range(len(fingerprints)))
    for fingerprint in fingerprints:
        let_go(ledger, claim(ledger), block=block(fingerprint))


def test_a_refused_secret_stays_refused_with_the_first_words(ledger: SqlLedger) -> None:
    ledger.quarantine("fp", "Contraseña incorrecta", NOW)
    ledger.quarantine("fp", "otra cosa", NOW + MINUTE)
    ledger.quarantine("fp2", "", NOW)
    assert ledger.quarantined() == {"fp": "Contraseña incorrecta", "fp2": ""}


def test_a_person_can_vouch_for_a_refused_secret(ledger: SqlLedger) -> None:
    blocked(ledger, "fp", "fp2")
    ledger.quarantine("fp", "no", NOW)
    ledger.lift_quarantine("fp", NOW + MINUTE)
    assert ledger.quarantined() == {}
    assert [(one.block is None, one.due_at) for one in ledger.records()] == [(True, NOW + MINUTE), (False, None)]


def test_terms_are_remembered_once_and_stay_unapproved(ledger: SqlLedger) -> None:
    ledger.remember_terms(TERMS)
    ledger.remember_terms(replace(TERMS, first_seen=NOW + MINUTE))
    assert ledger.terms() == (TERMS,)


def test_an_approval_is_kept_when_the_terms_are_met_again(ledger: SqlLedger) -> None:
    ledger.remember_terms(TERMS)
    ledger.approve_terms("f1", "Ana", NOW + MINUTE)
    ledger.remember_terms(TERMS)
    assert ledger.terms() == (replace(TERMS, approved_by="Ana", approved_at=NOW + MINUTE),)


def test_one_approval_releases_all_that_these_terms_stopped_and_no_others(ledger: SqlLedger) -> None:
    blocked(ledger, "f1", "f2", "f1")
    ledger.remember_terms(TERMS)
    ledger.approve_terms("f1", "Ana", NOW + MINUTE)
    assert [one.due_at for one in ledger.records()] == [NOW + MINUTE, None, NOW + MINUTE]
    assert [one.block for one in ledger.records()] == [None, block("f2"), None]


def test_terms_that_nobody_met_cannot_be_approved(ledger: SqlLedger) -> None:
    with pytest.raises(WorkspaceError, match="términos"):
        ledger.approve_terms("f9", "Ana", NOW)


def test_a_mail_is_used_once_for_all(ledger: SqlLedger, other: SqlLedger) -> None:
    save(ledger, 1)
    assert ledger.used_mails() == frozenset()
    held = claim(ledger)
    ledger.use_mail(held, "<a@b>", NOW)
    ledger.use_mail(held, "<a@b>", NOW)
    assert other.used_mails() == {"<a@b>"}


def test_events_are_told_in_the_order_they_were_written(ledger: SqlLedger) -> None:
    first = Event(nrp(1), NOW + MINUTE, "visit", {"outcome": "done", "folio": None, "n": 2, "parts": ["a", True]})
    second = Event(nrp(1), NOW, "signing", {"by": {"machine": "PC-Peña"}})
    for event in (first, second, Event(nrp(2), NOW, "visit", {})):
        ledger.add_event(event)
    assert ledger.events(nrp(1)) == (first, second)


def test_the_evidence_of_the_last_visit_of_each_nrp_is_found(ledger: SqlLedger) -> None:
    assert ledger.last_evidence() == {}
    for number, kind, path in [(1, "visit", "a"), (2, "visit", "b"), (1, "visit", "c"), (1, "signing", "d")]:
        ledger.add_event(Event(nrp(number), NOW, kind, {"evidence": path}))
    assert ledger.last_evidence() == {nrp(1): "c", nrp(2): "b"}


def test_events_keep_dates_as_text(ledger: SqlLedger) -> None:
    ledger.add_event(Event(nrp(1), NOW, "x", {"at": NOW, "day": date(2026, 1, 2)}))
    assert ledger.events(nrp(1))[0].details == {"at": "2026-11-23T15:00:00+00:00", "day": "2026-01-02"}


@pytest.mark.parametrize("thing", [Secret("x"), b"bytes", {"deep": [Secret("x")]}])
def test_no_secret_fits_into_an_event(ledger: SqlLedger, thing: object) -> None:
    with pytest.raises(TypeError, match="cannot hold (Secret|bytes)"):
        ledger.add_event(Event(nrp(1), NOW, "x", {"thing": thing}))
    assert ledger.events(nrp(1)) == ()


def test_what_concerns_no_nrp_has_a_story_of_its_own(ledger: SqlLedger) -> None:
    audit = Audit(NOW, "imported", {"rows": 7})
    ledger.add_audit(audit)
    ledger.add_event(Event(nrp(1), NOW, "visit", {}))
    assert ledger.audits() == (audit,)


def test_facts_of_the_installation_are_replaced(ledger: SqlLedger, other: SqlLedger) -> None:
    assert ledger.fact("overlap") is None
    ledger.learn("overlap", lambda _: {"refused": True})
    ledger.learn("overlap", lambda _: {"refused": False, "on": date(2026, 1, 2)})
    assert other.fact("overlap") == {"refused": False, "on": "2026-01-02"}


def test_two_robots_that_learn_at_once_lose_nothing(ledger: SqlLedger, other: SqlLedger) -> None:
    def one_more(known: object) -> dict[str, int]:
        return {"count": known["count"] + 1 if isinstance(known, dict) else 1}

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda robot: robot.learn("count", one_more), [ledger, other] * 6))
    assert ledger.fact("count") == {"count": 12}
