"""The drawing that a person compares with the guide."""

import pytest

from robot.model.flow import FlowBook
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.rules.flow_map import draw


@pytest.fixture(scope="module")
def book() -> FlowBook:
    return load_book([shipped_flows()])


def test_registering_a_relation_is_drawn_screen_by_screen_beside_the_guides_steps(book: FlowBook) -> None:
    drawn = draw(book.flows["register_relation"], book)
    beside = [line.split("|")[0].strip() for line in drawn.splitlines() if "| [" in line]

    assert beside == [
        "",  # a menu behind its button: not in the guide
        "contraseña, paso 4",
        "contraseña, paso 4",
        "",  # terms over the tabs
        "relación, paso 1",
        "relación, paso 1",
        "relación, paso 2 c)",
        "relación, paso 3",
        "",  # the portal asks whether one is sure
        "relación, paso 4",
        "relación, paso 5",
        "",
        "relación, paso 6",  # the portal tells of success in a window
        "relación, paso 6",
        "",
    ]


def test_a_commit_is_announced_just_before_the_press_it_is_made_by(book: FlowBook) -> None:
    drawn = draw(book.flows["register_relation"], book)
    part = drawn[drawn.index("relación, paso 5") :]

    assert part.splitlines()[:5] == [
        "relación, paso 5      | [Términos y condiciones de la solicitud]",
        "                      |     guarda los términos «final» y los acepta si alguien ya los aprobó",
        "                      |     ! lo que sigue no se puede deshacer: se anota antes y se hace una sola vez",
        "                      |     presiona «Continuar»",
        "                      |     -> Solicitud lista para finalizar",
    ]


def test_what_ends_the_flow_early_stands_before_the_press_it_prevents(book: FlowBook) -> None:
    drawn = draw(book.flows["register_relation"], book)

    assert (
        drawn.index("lee la tabla relations")
        < drawn.index("no hay nada que hacer")
        < drawn.index("«Adicionar relación»")
    )


def test_secrets_are_named_and_a_flow_on_command_says_so_with_its_warning(book: FlowBook) -> None:
    assert "escribe el secreto efirma_passphrase en «Contraseña de la e.firma»" in draw(
        book.flows["generate_password"], book
    )
    assert "Solo por orden expresa. La nómina deja de descargar avisos." in draw(book.flows["cancel_password"], book)


def test_the_lost_session_is_told_once_and_not_at_every_step(book: FlowBook) -> None:
    drawn = draw(book.flows["look_relations"], book)

    assert drawn.count("Acceso al portal,") == 1
    assert drawn.splitlines()[-1].startswith("En cualquier paso: Página de inicio, Acceso al portal")


@pytest.mark.parametrize("name", ["log_in", "view_terms", "export_table", "download_responsiva", "log_out", "verify"])
def test_every_step_of_every_flow_can_be_drawn(book: FlowBook, name: str) -> None:
    flow = book.flows[name]
    drawn = draw(flow, book)

    assert drawn.startswith(f"{name}: {flow.title}\n")
    assert all(len(line) < 160 for line in drawn.splitlines()[2:-1])
