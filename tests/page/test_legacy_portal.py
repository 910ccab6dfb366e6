"""The legacy skin in a real browser: frames within frames, postbacks, native dialogs."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Dialog, Page, expect

from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import Skin
from fixtures.portal.texts import EFIRMA_REFUSALS, GUIDE, INVENTED
from tests.fixtures.portal.people import DEVELOPER, DEVELOPER_NAME, NRP
from tests.page.hands import LegacyHands

pytestmark = pytest.mark.page


class Dialogs:
    """Answers native dialogs as `accept` says and keeps what they said."""

    def __init__(self, page: Page) -> None:
        self.accept = True
        self.said: list[str] = []
        page.on("dialog", self._answer)

    def _answer(self, dialog: Dialog) -> None:
        self.said.append(f"{dialog.type}: {dialog.message}")
        if self.accept:
            dialog.accept()
        else:
            dialog.dismiss()


@pytest.fixture
def hands(page: Page, tmp_path: Path, portal: RunningPortal) -> LegacyHands:
    page.set_default_timeout(5000)
    portal.control.configure(skin=Skin.LEGACY)
    return LegacyHands(page, tmp_path)


@pytest.fixture
def dialogs(page: Page) -> Dialogs:
    return Dialogs(page)


@pytest.fixture
def inside(hands: LegacyHands, portal: RunningPortal) -> LegacyHands:
    """Logged in, in Servicios de Intercomunicación, without terms."""
    portal.control.configure(password_terms=False)
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal, hands.page)
    hands.log_in()
    hands.open_services()
    expect(hands.panel.get_by_role("button", name=GUIDE.validate)).to_be_visible()
    return hands


def test_a_person_walks_the_whole_guide(
    portal: RunningPortal, hands: LegacyHands, dialogs: Dialogs, troubles: list[str]
) -> None:
    page = hands.page
    portal.control.configure(captcha=True, announcement=True, cookie_bar=True)
    page.goto(portal.address)
    hands.press(INVENTED.cookies_accept, page)
    hands.press(GUIDE.enter_portal, page)
    hands.log_in()
    hands.press(INVENTED.close, page)
    hands.open_services()
    hands.accept_terms()
    hands.sign()
    expect(hands.panel.get_by_text("Tu contraseña se generó")).to_be_visible()
    hands.tab(GUIDE.relations_tab)
    hands.accept_terms()
    expect(hands.panel.get_by_text(INVENTED.no_relations)).to_be_visible()
    hands.press(GUIDE.add)
    hands.fill_relation(portal.core.mails[0].password)
    hands.sign()
    hands.accept_terms()
    hands.press(GUIDE.finish)
    expect(hands.panel.get_by_role("button", name=GUIDE.recover)).to_be_visible()
    assert dialogs.said == [f"alert: {INVENTED.finish_message}"]
    expect(hands.body.locator("td.activa")).to_have_text(GUIDE.password_tab)
    portal.control.advance(timedelta(minutes=10))
    hands.tab(GUIDE.relations_tab)
    hands.accept_terms()
    cells = hands.panel.locator("tr.non td")
    expect(cells).to_have_text(
        [
            portal.control.relations(NRP)[0][0].folio, "Avisos", DEVELOPER, DEVELOPER_NAME, "23/11/2026",
            "23/11/2027", INVENTED.in_force,
        ]
    )  # fmt: skip
    hands.press(INVENTED.log_out, page)
    expect(page.get_by_role("link", name=GUIDE.enter_portal)).to_be_visible()
    assert len(portal.control.log("relation")) == 1
    assert troubles == []


def test_terms_that_are_not_ticked_are_refused(hands: LegacyHands, portal: RunningPortal) -> None:
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal, hands.page)
    hands.log_in()
    hands.open_services()
    hands.press(GUIDE.go_on)
    expect(hands.panel.get_by_text(INVENTED.terms_needed)).to_be_visible()


def test_a_refused_efirma_is_said_and_the_form_stays(portal: RunningPortal, inside: LegacyHands) -> None:
    inside.sign("otra")
    expect(inside.panel.get_by_text(EFIRMA_REFUSALS["passphrase"])).to_be_visible()
    expect(inside.panel.get_by_role("button", name=GUIDE.validate)).to_be_visible()
    assert portal.control.service_password(NRP) is None


def test_cancelling_asks_in_a_native_dialog(portal: RunningPortal, inside: LegacyHands, dialogs: Dialogs) -> None:
    portal.control.give_service_password(NRP)
    inside.tab(GUIDE.password_tab)
    dialogs.accept = False
    inside.press(INVENTED.cancel)
    assert portal.control.service_password(NRP)
    dialogs.accept = True
    inside.press(INVENTED.cancel)
    expect(inside.panel.get_by_text(INVENTED.cancelled)).to_be_visible()
    assert portal.control.service_password(NRP) is None
    assert dialogs.said == [f"confirm: {INVENTED.cancel_question}"] * 2


def test_the_last_continuar_can_ask_in_a_native_dialog(
    portal: RunningPortal, inside: LegacyHands, dialogs: Dialogs
) -> None:
    portal.control.configure(confirm_commit=True)
    password = portal.control.give_service_password(NRP)
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    inside.press(GUIDE.add)
    inside.fill_relation(password)
    inside.sign()
    dialogs.accept = False
    inside.accept_terms()
    assert portal.control.relations(NRP) == ()
    dialogs.accept = True
    inside.press(GUIDE.go_on)
    expect(inside.panel.get_by_role("button", name=GUIDE.finish)).to_be_visible()
    assert dialogs.said == [f"confirm: {INVENTED.confirm_commit}"] * 2
    assert len(portal.control.relations(NRP)) == 1


def test_the_services_can_open_in_a_tab_of_their_own(portal: RunningPortal, hands: LegacyHands) -> None:
    portal.control.configure(services_in_new_tab=True)
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal, hands.page)
    hands.log_in()
    with hands.page.expect_popup() as popup:
        hands.open_services()
    frame = popup.value.frame_locator("iframe[name=cuerpo]")
    expect(frame.get_by_role("link", name=GUIDE.relations_tab)).to_be_visible()


@pytest.mark.parametrize("header_cells", [True, False])
def test_the_exported_table_is_the_one_on_the_screen(
    portal: RunningPortal, inside: LegacyHands, header_cells: bool
) -> None:
    portal.control.configure(page_size=1, header_cells=header_cells)
    for _ in range(2):
        portal.control.add_relation(NRP, DEVELOPER, developer_name=DEVELOPER_NAME)
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    expect(inside.panel.locator("tr.non")).to_have_count(1)
    shown = [inside.panel.locator("tr.enc").locator("th, td").all_inner_texts()]
    shown.append(inside.panel.locator("tr.non td").all_inner_texts())
    with inside.page.expect_download() as download:
        inside.press(GUIDE.export)
    inside.press(INVENTED.following)
    expect(inside.panel.get_by_text("Página 2 de 2")).to_be_visible()
    shown.append(inside.panel.locator("tr.non td").all_inner_texts())
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    assert [list(row) for row in book.worksheets[0].iter_rows(values_only=True)] == shown


def test_the_responsiva_downloads(portal: RunningPortal, inside: LegacyHands) -> None:
    portal.control.give_service_password(NRP)
    inside.tab(GUIDE.password_tab)
    with inside.page.expect_download() as download:
        inside.press(INVENTED.responsiva)
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_an_unexpected_modal_lies_in_the_frame_that_asked(portal: RunningPortal, inside: LegacyHands) -> None:
    portal.control.give_service_password(NRP)
    inside.tab(GUIDE.password_tab)
    portal.control.fault("modal", "recuperar")
    inside.press(GUIDE.recover)
    expect(inside.panel.get_by_text(INVENTED.survey_title)).to_be_visible()
    inside.press(INVENTED.close)
    expect(inside.panel.get_by_text(INVENTED.survey_title)).to_be_hidden()


def test_a_line_cut_after_the_click_registers_once(portal: RunningPortal, inside: LegacyHands) -> None:
    """Chromium must not send the POST again by itself, or the mock would lie about double submissions."""
    password = portal.control.give_service_password(NRP)
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    inside.press(GUIDE.add)
    inside.fill_relation(password)
    inside.sign()
    portal.control.fault("drop", "terminos-finales", moment="after")
    with inside.page.expect_event("requestfailed"):
        inside.accept_terms()
    assert len(portal.control.log("relation")) == 1


def test_a_session_that_ended_is_said_inside_the_frame(portal: RunningPortal, inside: LegacyHands) -> None:
    portal.control.expire_sessions()
    inside.press(GUIDE.relations_tab, inside.body)
    expect(inside.body.get_by_text(INVENTED.expired, exact=True)).to_be_visible()
    inside.press(INVENTED.log_in_again, inside.body)
    expect(inside.page.get_by_role("link", name=GUIDE.enter_portal)).to_be_visible()


def test_names_and_ids_differ_between_two_sessions(portal: RunningPortal, hands: LegacyHands) -> None:
    names = set()
    for _ in range(2):
        hands.page.context.clear_cookies()
        hands.page.goto(portal.address)
        hands.press(GUIDE.enter_portal, hands.page)
        names.add(hands.beside(GUIDE.nrp, hands.page).get_attribute("name"))
    assert len(names) == 2
