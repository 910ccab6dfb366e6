"""The person at the terminal: what they are told, how they leave one for later, and when nobody is there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from robot.console.attendant import AtTerminal, show_terms
from robot.console.paper import Paper
from robot.engine.house import PartEnd
from robot.model.terms import TermsRow
from tests.engine.fakes import FakeClock
from tests.rules.records import NOW, record

TERMS = TermsRow("abc", "general", "El aviso dura dos años.", NOW)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def at_terminal(clock: FakeClock, *keys: str) -> AtTerminal:
    typed = iter(keys)
    return AtTerminal(Paper(), clock, expected=4, pressed=lambda: next(typed, ""))


def test_each_window_is_told_with_its_number_and_the_minutes_spent_and_left(
    clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    person = at_terminal(clock)
    for _ in range(2):
        person.shown(record(), "captcha", 1)
        clock.at += timedelta(minutes=2)
        person.over(PartEnd.DONE)
    person.shown(record(), "captcha", 1)
    told = capsys.readouterr().out
    assert "▶ 1 de 4  A1234567890  ESCUELA KEMPER URGATE\n" in told
    assert "▶ 3 de 4  A1234567890  ESCUELA KEMPER URGATE  (4 min; faltan unos 4 min)" in told
    assert told.count("Escriba el código CAPTCHA") == 1


def test_a_code_that_was_refused_is_told(clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> None:
    person = at_terminal(clock)
    person.shown(record(), "captcha", 2)
    assert "El portal no aceptó ese código" in capsys.readouterr().out


async def test_a_key_leaves_the_one_in_front_for_later(clock: FakeClock) -> None:
    person = at_terminal(clock, "", "otra cosa", "S")
    before = clock.now()
    await person.skip()
    assert clock.now() > before and person.present


async def test_who_leaves_is_asked_for_nothing_more(clock: FakeClock) -> None:
    person = at_terminal(clock)
    person.leave()
    await person.skip()
    assert not person.present and not await person.approve(TERMS, None)


def test_three_windows_in_a_row_that_nobody_answered_mean_that_nobody_is_there(clock: FakeClock) -> None:
    person = at_terminal(clock)
    for end in (PartEnd.MISSED, PartEnd.MISSED, PartEnd.DONE, PartEnd.MISSED, PartEnd.MISSED):
        person.over(end)
    assert person.present
    person.over(PartEnd.MISSED)
    assert not person.present


async def test_without_a_terminal_no_terms_are_approved_and_the_text_is_shown_once(
    clock: FakeClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Paper, "interactive", False)
    person = at_terminal(clock)
    assert not await person.approve(TERMS, None)
    assert not await person.approve(TERMS, None)
    assert capsys.readouterr().out.count("dura dos años") == 1


def test_terms_that_changed_are_told_with_the_day_of_mexico_on_which_the_others_were_approved(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evening = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    before = replace(TERMS, fingerprint="old", approved_by="Ana", approved_at=evening)
    show_terms(Paper(), TERMS, before)
    assert "aprobó Ana el 23/11/2026" in capsys.readouterr().out
