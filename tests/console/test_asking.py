"""Questions are asked and answered in Spanish."""

from io import StringIO

import pytest
from rich.console import Console

from robot.console.asking import YesOrNo


@pytest.mark.parametrize(
    ("typed", "meant"), [("s", True), ("Sí", True), ("y", True), ("n", False), ("NO", False), ("", False)]
)
def test_yes_and_no_are_understood_as_people_type_them(typed: str, meant: bool) -> None:
    asked = Console(file=StringIO())
    assert YesOrNo.ask("¿Continuar?", default=False, console=asked, stream=StringIO(f"{typed}\n")) is meant


def test_another_word_is_asked_again_in_spanish() -> None:
    told = StringIO()
    assert YesOrNo.ask("¿Continuar?", console=Console(file=told), stream=StringIO("tal vez\ns\n"))
    assert "[s/n]" in told.getvalue() and "Conteste s (sí) o n (no)" in told.getvalue()
