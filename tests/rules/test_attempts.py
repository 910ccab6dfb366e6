"""What was tried in vain is read out of the sentence as it was written into it."""

import pytest

from robot.rules.attempts import told_apart, with_attempts


@pytest.mark.parametrize("near", [(), ("button: Nueva",), ("button: Nueva", "link: Agregar")])
@pytest.mark.parametrize("tried", [("button: Adicionar relación: 0",), ("button: A: 0", "button_with: agregar: 2")])
def test_what_is_written_is_read_again(tried: tuple[str, ...], near: tuple[str, ...]) -> None:
    detail = with_attempts("No se encontró «add».", tried, near)
    assert told_apart(detail) == ("No se encontró «add».", tried, ", ".join(near))


def test_a_sentence_without_candidates_stays_as_it_is() -> None:
    assert with_attempts("Sin candidatos.", (), ("button: Nueva",)) == "Sin candidatos."
    assert told_apart("Sin candidatos.") == ("Sin candidatos.", (), "")
