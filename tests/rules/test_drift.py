"""What was sought in vain: which control it may be now, which screen an unknown one may be, in short and at length."""

import json

import pytest

from robot.model.drift import Drift, Sought
from robot.model.faults import Tried
from robot.model.screen import By, Candidate, Place, Screen, Target
from robot.model.sight import Control, Near
from robot.rules.drift import (
    drift_from_plain,
    drift_to_plain,
    in_long,
    in_short,
    near,
    screens_alike,
    sought_in_vain,
    yaml_line,
)

HERE = Place("/home/ana/flows/infonavit/screens/terms.yaml", 12, 5)


def target(name: str, *candidates: tuple[By, str]) -> Target:
    return Target("terms", name, tuple(Candidate(by, value, HERE) for by, value in candidates), HERE)


def controls(*written: str) -> tuple[Control, ...]:
    return tuple(Control(By(one.split(": ")[0]), one.split(": ")[1]) for one in written)


ACCEPT = target("accept", (By.BUTTON, "Aceptar"), (By.BUTTON_WITH, "continuar"))
TITLE = target("title", (By.HEADING, "Términos y Condiciones"))
SHOWN = controls("button: Cancelar", "link: Aceptar y continuar", "label: Acepto", "heading: Terminos del servicio")
SCREEN = Screen("terms", "Términos", (ACCEPT, TITLE), (), {}, {}, HERE)


@pytest.mark.parametrize(
    ("sought", "likely", "others"),
    [
        (ACCEPT, ["link: Aceptar y continuar"], ["button: Cancelar"]),
        (TITLE, ["heading: Terminos del servicio"], []),
        (target("by_css", (By.CSS, "#x")), [], []),
        (target("field", (By.LABEL_WITH, "nrp")), [], ["label: Acepto"]),
    ],
)
def test_a_control_of_the_same_kind_with_words_like_it_is_meant(
    sought: Target, likely: list[str], others: list[str]
) -> None:
    assert tuple(map(lambda found: list(map(str, found)), near(sought, SHOWN))) == (likely, others)


def test_a_fault_is_told_in_a_line_and_at_length_with_the_line_to_write() -> None:
    drift = Drift(sought_in_vain(ACCEPT, (Tried("button: Aceptar", 0), Tried("button_with: continuar", 2)), SHOWN))

    assert in_short(drift) == "¿Quiso decir {link: Aceptar y continuar}?"
    assert in_long(drift) == (
        "Se buscó terms.accept [screens/terms.yaml:12:5]: button: Aceptar (0); button_with: continuar (2)",
        "  Renglón listo, si es ése: - {link: Aceptar y continuar}",
        "  A la vista: {button: Cancelar}",
    )


def test_where_nothing_is_like_it_what_can_be_seen_is_told() -> None:
    assert in_short(Drift(Sought("a.b", "x:1:1", (), there=("button: Uno", "button: Dos: tres")))) == (
        'A la vista: {button: Uno}, {button: "Dos: tres"}.'
    )


def test_an_unknown_screen_is_told_with_what_is_there_and_what_its_missing_controls_may_be_now() -> None:
    other = Screen("other", "Otra", (target("x", (By.LABEL, "RFC")),), (), {}, {}, HERE)
    found = screens_alike([Near(other, (), other.seen), Near(SCREEN, (ACCEPT,), (TITLE,))], SHOWN)
    drift = Drift(alike=found)

    assert [one.screen for one in found] == ["terms"]  # of the other nothing is there
    assert in_short(drift) == (
        "Se parece a «Términos» (terms): falta title (heading: Términos y Condiciones, "
        "¿quiso decir {heading: Terminos del servicio}?)."
    )
    assert in_long(drift)[:2] == ("Se parece a «Términos» (terms): 1 de 2 señas.", "  Hay: accept")
    assert in_long(drift)[2].startswith("  Falta terms.title [screens/terms.yaml:12:5]: ")


def test_an_expected_screen_of_which_only_the_words_changed_is_told() -> None:
    (found,) = screens_alike([Near(SCREEN, (), (TITLE,))], SHOWN)

    assert (found.screen, found.met) == ("terms", ())


def test_what_is_kept_as_json_is_read_again() -> None:
    drift = Drift(sought_in_vain(ACCEPT, (Tried("button: Aceptar", 0),), SHOWN))
    alike = Drift(alike=screens_alike([Near(SCREEN, (ACCEPT,), (TITLE,), (ACCEPT,))], SHOWN))

    for one in (drift, alike, None):
        assert drift_from_plain(json.loads(json.dumps(drift_to_plain(one)))) == one


def test_a_line_of_yaml_is_quoted_where_it_must_be() -> None:
    assert yaml_line("button: Sí, acepto") == '{button: "Sí, acepto"}'
    assert yaml_line("label: RFC (con homoclave)") == "{label: RFC (con homoclave)}"
