"""Spans of time in words."""

from datetime import timedelta

import pytest

from robot.rules.duration import read_duration, write_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("10min", 600),
        ("2h", 7200),
        ("5d", 432000),
        ("0s", 0),
        ("1.5s", 1.5),
        ("250ms", 0.25),
        (" 3 s ", 3),
    ],
)
def test_a_duration_is_a_number_and_its_unit(text: str, seconds: float) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "10", "-5s", "10 minutos", "5m", "1e3s", "10min 5s", "٣s", "s"])
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="esto no es una duración\nescriba"):
        read_duration(text)


@pytest.mark.parametrize("text", ["30s", "10min", "2h", "5d", "0s", "1500ms"])
def test_what_is_written_reads_back(text: str) -> None:
    assert write_duration(read_duration(text)) == text
