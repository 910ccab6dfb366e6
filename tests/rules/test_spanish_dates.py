"""Days as portals and spreadsheets of Mexico write them."""

from datetime import date

import pytest

from robot.rules.spanish_dates import read_day

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "23/11/2026", "23-11-2026", "23.11.2026", "23 / 11 / 2026", "23/11/26", "2026-11-23", "2026/11/23",
        "2026-11-23 00:00:00", "2026-11-23T06:00:00Z", "23/11/2026 10:15 hrs", "23/NOV/2026", "23-Nov-26",
        "23 de noviembre de 2026", "Lunes, 23 de NOVIEMBRE del 2026", "23\u00a0de\u00a0noviembre\u00a0de\u00a02026",
        "23 nov. 2026", "23-noviembre-2026", "Noviembre 23, 2026", "nov 23 2026 12:00AM", "(23/11/2026)",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("01/ENE/2027", 1), ("01-JAN-27", 1), ("1 de febrero de 2027", 2), ("01/MAR/2027", 3), ("01-APR-2027", 4),
        ("1o de mayo de 2027", 5), ("1º de junio de 2027", 6), ("1er. julio 2027", 7), ("01/AUG/2027", 8),
        ("01/SEPT/2027", 9), ("1 setiembre 2027", 9), ("01/OCT/2027", 10), ("01-DEC-2027", 12), ("01/dic/2027", 12),
    ],
)  # fmt: skip
def test_every_month_is_known_by_its_names(text: str, month: int) -> None:
    assert read_day(text) == date(2027, month, 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "Indefinida", "1 Año", "12 meses", "31/02/2027", "11/23/2026", "CAC840428RH1", "Y54-00001-10-0",
        "5 días de 2026", "Folio 20261123", "123/11/2026", "23/11/20261", "2026",
    ],
)  # fmt: skip
def test_what_is_no_day_gives_none(text: str) -> None:
    assert read_day(text) is None


def test_the_first_day_counts() -> None:
    assert read_day("del 01/12/2025 al 30/11/2026") == date(2025, 12, 1)
