"""Which screen is there, from counts alone."""

from hypothesis import given
from hypothesis import strategies as st

from robot.model.screen import By, Candidate, Place, Screen, Target
from robot.model.sight import Near
from robot.rules.recognise import Count, PageEvidence, closest, recognise, rules_of, said_holds

HERE = Place("prueba.yaml", 1, 1)
BUTTONS = ("Aceptar", "Continuar", "Validar", "Finalizar")


def target(by: By, *values: str) -> Target:
    return Target("s", values[0].lower(), tuple(Candidate(by, value, HERE) for value in values), HERE)


def screen(name: str, *seen: Target, never: tuple[Target, ...] = ()) -> Screen:
    return Screen(name, f"Pantalla {name}", seen, never, {}, {}, HERE)


def page(*buttons: str, front: tuple[str, ...] | None = None, said: tuple[str, ...] = ()) -> PageEvidence:
    counts = {(By.BUTTON, text): Count(1, int(front is None or text in front)) for text in buttons}
    return PageEvidence(counts, front is not None, said)


def button(*texts: str) -> Target:
    return target(By.BUTTON, *texts)


A = screen("a", button("Aceptar"))
AB = screen("ab", button("Aceptar"), button("Continuar"))
NOT_B = screen("not_b", button("Aceptar"), never=(button("Continuar"),))


def book(*screens: Screen) -> dict[str, Screen]:
    return {one.name: one for one in screens}


def test_all_that_is_seen_must_be_there() -> None:
    assert recognise(book(AB), [page("Aceptar")]).screen is None
    assert recognise(book(AB), [page("Aceptar", "Continuar")]).screen == "ab"


def test_any_candidate_of_a_target_is_enough() -> None:
    login = screen("login", button("Entrar", "Iniciar sesión"))
    assert recognise(book(login), [page("Iniciar sesión")]).screen == "login"


def test_a_screen_is_not_there_when_one_of_its_never_is() -> None:
    assert recognise(book(NOT_B), [page("Aceptar", "Continuar")]).screen is None


def test_a_screen_that_asks_for_nothing_is_never_there() -> None:
    assert recognise(book(screen("blank")), [page("Aceptar")]).screen is None


def test_the_most_evidence_wins() -> None:
    found = recognise(book(A, AB), [page("Aceptar", "Continuar")])
    assert (found.screen, found.also) == ("ab", ("a",))


def test_an_expected_screen_wins_over_one_with_more_evidence() -> None:
    assert recognise(book(A, AB), [page("Aceptar", "Continuar")], ["a"]).screen == "a"


def test_what_lies_in_front_wins_over_what_is_expected_beneath_it() -> None:
    notice = screen("notice", button("Cerrar"))
    found = recognise(book(AB, notice), [page("Aceptar", "Continuar", "Cerrar", front=("Cerrar",))], ["ab"])
    assert (found.screen, found.also) == ("notice", ("ab",))


def test_under_a_veil_only_what_is_in_front_counts_against_a_screen_that_is_in_front() -> None:
    found = recognise(book(NOT_B), [page("Aceptar", "Continuar", front=("Aceptar",))])
    assert found.screen == "not_b"


def test_the_newest_page_wins_unless_an_older_one_is_expected() -> None:
    pages = [page("Aceptar"), page("Aceptar", "Continuar")]
    assert recognise(book(A, AB), pages).page == 0
    assert recognise(book(A, AB), pages, ["ab"]).page == 1


def test_evidence_of_two_pages_is_not_added_up() -> None:
    assert recognise(book(AB), [page("Aceptar"), page("Continuar")]).screen is None


def test_what_the_portal_said_makes_a_screen() -> None:
    refused = screen("refused", target(By.SAID, "contraseña incorrecta"))
    assert recognise(book(refused), [page(said=("La CONTRASENA  incorrecta.",))]).screen == "refused"
    assert recognise(book(refused), [page(said=("Contraseñas incorrectas",))]).screen is None


def test_words_said_decide_between_expected_screens() -> None:
    refused = screen("refused", button("Validar"), target(By.SAID, "incorrecta"))
    form = screen("form", button("Validar"), button("Aceptar"), button("Continuar"))
    evidence = page("Validar", "Aceptar", "Continuar", said=("Es incorrecta",))
    assert recognise(book(form, refused), [evidence], ["form", "refused"]).screen == "refused"


def test_an_unknown_screen_is_near_to_those_of_which_most_is_there() -> None:
    b = screen("b", button("Continuar"))
    lost = page("Aceptar")

    assert recognise(book(AB, b), [lost]).screen is None
    assert closest(book(AB, b), [lost]) == (Near(AB, AB.seen[:1], AB.seen[1:]),)
    assert [one.screen.name for one in closest(book(AB, b), [lost], ["b"])] == ["ab", "b"]
    (extra,) = closest(book(NOT_B), [page("Aceptar", "Continuar")])
    assert (extra.lacking, extra.extra) == ((), NOT_B.never)


def test_rules_are_each_candidate_once_and_nothing_that_is_only_said() -> None:
    told = screen("told", target(By.SAID, "error"), button("Aceptar"))
    assert rules_of([A, AB, told]) == ((By.BUTTON, "Aceptar"), (By.BUTTON, "Continuar"))


def test_said_words_are_whole_words() -> None:
    assert said_holds(("Su firma e.firma es válida",), "e.firma")
    assert not said_holds(("inactiva",), "activa")
    assert not said_holds(("algo",), "")


SCREENS = st.lists(st.sets(st.sampled_from(BUTTONS), min_size=1), min_size=1, max_size=5)


@given(SCREENS, st.sets(st.sampled_from(BUTTONS)))
def test_only_screens_whose_evidence_is_complete_are_ever_recognised(wanted: list[set[str]], shown: set[str]) -> None:
    screens = book(*(screen(str(i), *map(button, sorted(seen))) for i, seen in enumerate(wanted)))
    found = recognise(screens, [page(*shown)])
    complete = {str(i) for i, seen in enumerate(wanted) if seen <= shown}
    assert (found.screen is not None) == bool(complete)
    if found.screen is not None:
        assert {found.screen, *found.also} == complete
        assert len(wanted[int(found.screen)]) == max(len(wanted[int(name)]) for name in complete)


@given(SCREENS, st.sets(st.sampled_from(BUTTONS)), st.integers(0, 4))
def test_an_expected_screen_that_is_there_is_always_the_one(
    wanted: list[set[str]], shown: set[str], which: int
) -> None:
    screens = book(*(screen(str(i), *map(button, sorted(seen))) for i, seen in enumerate(wanted)))
    name = str(which % len(wanted))
    found = recognise(screens, [page(*shown)], [name])
    if wanted[int(name)] <= shown:
        assert found.screen == name
