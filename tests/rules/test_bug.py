"""The number of a bug: the same for the same place, another for another."""

from collections.abc import Callable

import pytest

from robot.rules.bug import Bug, account_of, bug_of, places_of, told_without_tokens
from robot.rules.calendar import day_in_mexico
from robot.rules.duration import read_duration
from robot.rules.mail_identity import same_address


def met(call: Callable[[], object]) -> Bug:
    with pytest.raises(Exception) as caught:
        call()
    return bug_of(caught.value)


def test_the_number_is_that_of_the_place_whoever_meets_it_and_whatever_it_says() -> None:
    first = met(lambda: day_in_mexico(None))  # type: ignore[arg-type]
    again = [met(lambda text=text: day_in_mexico(text)) for text in ("uno", "otro")]  # type: ignore[misc]
    assert {one.number for one in (first, *again)} == {first.number}
    assert first.number.isdigit() and len(first.number) == 6
    assert first.where.startswith("robot.rules.calendar day_in_mexico +")


def test_another_place_or_another_kind_has_another_number() -> None:
    numbers = {
        met(lambda: day_in_mexico(None)).number,  # type: ignore[arg-type]
        met(lambda: read_duration(None)).number,  # type: ignore[arg-type]
        met(lambda: read_duration("nada")).number,
    }
    assert len(numbers) == 3


def test_the_way_to_it_names_places_and_kinds_and_nothing_that_was_said() -> None:
    try:
        try:
            day_in_mexico("clave-secreta")  # type: ignore[arg-type]
        except AttributeError as inner:
            raise ValueError("otra vez clave-secreta") from inner
    except ValueError as error:
        told = places_of(error)
    assert "AttributeError" in told and told[-1] == "ValueError"
    assert "clave" not in "\n".join(told)


def test_what_was_said_is_not_told_where_secrets_are_in_hand_that_nobody_knows_yet() -> None:
    for call, says in ((lambda: same_address(1, ""), False), (lambda: day_in_mexico("clave"), True)):  # type: ignore[arg-type]
        try:
            call()
        except AttributeError as error:
            assert ("object has no attribute" in account_of(error)) is says
            assert "AttributeError" in account_of(error)


def test_what_lets_its_reader_in_is_not_told() -> None:
    said = "GET https://x.mx/a/b?ticket=abc&c=1 cookie: 0A1B2C3D4E5F60718293 at robot/engine/run_flow.py:12"
    told = told_without_tokens(said)
    assert told == "GET https://x.mx/a/b?[…] cookie: […] at robot/engine/run_flow.py:12"
