"""Which controls of a screen the flows use, for what, and which of those that are there are none of them."""

from robot.model.faults import Tried
from robot.model.probed import ProbedControl, Use
from robot.model.screen import By
from robot.model.sight import Control
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.rules.flow_uses import unclaimed, uses_on

BOOK = load_book((shipped_flows(),))


def uses(screen: str) -> dict[str, Use]:
    return {use.target.name: use for use in uses_on(BOOK.screens[screen], BOOK)}


def test_each_control_is_told_with_what_is_done_to_it_and_whether_the_screen_is_known_by_it() -> None:
    login = uses("login")
    assert {name: (one.act, one.evidence) for name, one in login.items()} == {
        "nrp": ("text", True), "password": ("text", True), "submit": ("press", True), "email": ("text", False),
    }  # fmt: skip


def test_what_sends_something_or_takes_a_secret_is_told_apart() -> None:
    exists, form = uses("password_exists"), uses("relation_form")
    assert exists["recover"].guarded and exists["cancel"].guarded and not exists["responsiva"].guarded
    assert form["accept"].guarded and form["password"].guarded and not form["developer_rfc"].guarded
    assert "recover_password" in exists["recover"].flows


def test_a_box_that_may_be_missing_and_a_window_with_a_standing_answer() -> None:
    assert uses("relations_terms")["relations_accept"].optional
    assert uses("cookie_bar")["answer"].act == "press"


def test_what_the_portal_says_is_no_control() -> None:
    assert "seen_2" not in uses("confirm")


def test_a_button_that_is_already_another_control_is_not_offered_for_a_missing_one() -> None:
    cancel = uses("password_exists")["cancel"]
    tried = tuple(Tried(one.value, int(one is cancel.target.candidates[0])) for one in cancel.target.candidates)
    shown = (Control(By.BUTTON, "Cancelar contraseña"), Control(By.BUTTON, "Recuperar mi clave"))
    assert unclaimed(shown, [ProbedControl(cancel, tried)]) == shown[1:]
