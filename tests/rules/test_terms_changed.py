"""What changed in the portal's terms, as a person reads it."""

from datetime import UTC, datetime, timedelta

from robot.model.terms import TermsRow
from robot.rules.terms_changed import changed_lines, in_short, replaced

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
OLD = "Primero: el patrón acepta. El aviso dura un año. Los datos son privados. Nada más."
NEW = "Primero: el patrón acepta. El aviso dura dos años. Los datos son privados. Nada más. Se cobra una cuota."


def row(name: str, text: str, *, approved: datetime | None = None) -> TermsRow:
    return TermsRow(text[:3] + str(len(text)), name, text, NOW, "Ana" if approved else "", approved)


def test_a_sentence_that_changed_is_shown_as_dropped_and_new_with_its_neighbours() -> None:
    assert changed_lines(OLD, NEW) == (
        "  Primero: el patrón acepta.",
        "- El aviso dura un año.",
        "+ El aviso dura dos años.",
        "  Los datos son privados.",
        "  Nada más.",
        "+ Se cobra una cuota.",
    )


def test_the_same_text_has_no_changes() -> None:
    assert changed_lines(OLD, OLD.replace("patrón", "patron")) == ()


def test_it_is_held_against_the_last_approved_of_its_own_name() -> None:
    first = row("general", OLD, approved=NOW - timedelta(days=300))
    second = row("general", OLD + " Fin.", approved=NOW - timedelta(days=10))
    other = row("final", OLD + " Otro.", approved=NOW)
    pending = row("general", NEW)
    known = (first, second, other, pending, row("general", "Nunca aprobado."))
    assert replaced(pending, known) == second
    assert replaced(second, known) == first
    assert replaced(first, known) is None


def test_in_short_it_tells_how_many_and_where_to_read_them() -> None:
    pending = row("general", NEW)
    short = in_short(pending, row("general", OLD, approved=NOW))
    assert short.startswith("Cambiaron 2 frases de los aprobados el 23/11/2026")
    assert f"terms show {pending.fingerprint}" in short
    assert in_short(pending, None) == ""
