"""The modern skin in a real browser, by hand-like actions and by what stands on the screen."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from fixtures.portal.server import RunningPortal
from fixtures.portal.texts import EFIRMA_REFUSALS, GUIDE, INVENTED
from tests.fixtures.portal.people import DEVELOPER, DEVELOPER_NAME, NRP
from tests.page.hands import ModernHands

pytestmark = pytest.mark.page


@pytest.fixture
def hands(page: Page, tmp_path: Path) -> ModernHands:
    page.set_default_timeout(5000)
    return ModernHands(page, tmp_path)


@pytest.fixture
def inside(hands: ModernHands, portal: RunningPortal) -> ModernHands:
    """Logged in, in Servicios de Intercomunicación, without terms."""
    portal.control.configure(password_terms=False)
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal)
    hands.log_in()
    hands.open_services()
    expect(hands.page.get_by_role("button", name=GUIDE.validate)).to_be_visible()
    return hands


def test_a_person_walks_the_whole_guide(portal: RunningPortal, hands: ModernHands, troubles: list[str]) -> None:
    page = hands.page
    portal.control.configure(captcha=True, announcement=True, cookie_bar=True)
    page.goto(portal.address)
    hands.press(INVENTED.cookies_accept)
    hands.press(GUIDE.enter_portal)
    hands.log_in()
    page.get_by_role("dialog", name=INVENTED.announcement_title).get_by_role("button", name=INVENTED.close).click()
    hands.open_services()
    hands.accept_terms()
    hands.sign()
    expect(page.get_by_role("status")).to_contain_text("Tu contraseña se generó")
    hands.tab(GUIDE.relations_tab)
    hands.accept_terms()
    expect(page.get_by_role("table")).to_contain_text(INVENTED.no_relations)
    hands.press(GUIDE.add)
    hands.fill_relation(portal.core.mails[0].password)
    hands.sign()
    hands.accept_terms()
    expect(page.get_by_text(INVENTED.finish_message)).to_be_visible()
    hands.press(GUIDE.finish)
    expect(page.get_by_role("tab", name=GUIDE.password_tab)).to_have_attribute("aria-selected", "true")
    portal.control.advance(timedelta(minutes=10))
    hands.tab(GUIDE.relations_tab)
    hands.accept_terms()
    cells = page.get_by_role("row").nth(1).get_by_role("cell")
    expect(cells).to_have_text(
        [
            portal.control.relations(NRP)[0][0].folio, "Avisos", DEVELOPER, DEVELOPER_NAME, "23/11/2026",
            "23/11/2027", INVENTED.in_force,
        ]
    )  # fmt: skip
    hands.press(INVENTED.log_out)
    expect(page.get_by_role("button", name=GUIDE.enter_portal)).to_be_visible()
    assert len(portal.control.log("relation")) == 1
    assert troubles == []


def test_a_refused_efirma_is_said_and_the_form_stays(portal: RunningPortal, inside: ModernHands) -> None:
    inside.sign("otra")
    expect(inside.page.get_by_role("alert")).to_have_text(EFIRMA_REFUSALS["passphrase"])
    expect(inside.page.get_by_role("button", name=GUIDE.validate)).to_be_enabled()
    assert portal.control.service_password(NRP) is None


def test_the_efirma_form_can_live_in_an_open_shadow_root(portal: RunningPortal, inside: ModernHands) -> None:
    portal.control.configure(shadow_dom=True)
    inside.page.goto(portal.address + "servicios")
    form = inside.page.locator("efirma-form")
    expect(form.get_by_label(INVENTED.passphrase)).to_be_visible()
    assert form.evaluate("host => host.shadowRoot.querySelectorAll('input').length") == 3
    inside.sign()
    expect(inside.page.get_by_role("status")).to_be_visible()


def test_the_services_can_open_in_a_tab_of_their_own(portal: RunningPortal, hands: ModernHands) -> None:
    portal.control.configure(services_in_new_tab=True)
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal)
    hands.log_in()
    with hands.page.expect_popup() as popup:
        hands.open_services()
    expect(popup.value.get_by_role("tab", name=GUIDE.password_tab)).to_be_visible()
    expect(hands.page.get_by_text(INVENTED.welcome_lead)).to_be_visible()


def test_the_exported_table_is_the_one_on_the_screen(portal: RunningPortal, inside: ModernHands) -> None:
    page = inside.page
    portal.control.add_relation(NRP, DEVELOPER, developer_name=DEVELOPER_NAME)
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    with page.expect_download() as download:
        inside.press(GUIDE.export)
    assert download.value.suggested_filename == f"RelacionesDeConfianza_{NRP}.xlsx"
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert rows[0] == page.get_by_role("columnheader").all_inner_texts()
    assert rows[1:] == [page.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()]


def test_the_responsiva_downloads(portal: RunningPortal, inside: ModernHands) -> None:
    portal.control.give_service_password(NRP)
    inside.tab(GUIDE.password_tab)
    with inside.page.expect_download() as download:
        inside.page.get_by_role("link", name=INVENTED.responsiva).click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_the_table_can_be_a_grid_with_pages(portal: RunningPortal, inside: ModernHands) -> None:
    page = inside.page
    portal.control.configure(grid_table=True, page_size=2)
    for _ in range(3):
        portal.control.add_relation(NRP, DEVELOPER)
    page.goto(portal.address + "servicios")
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    expect(page.get_by_role("grid").get_by_role("row")).to_have_count(3)
    inside.press(INVENTED.following)
    expect(page.get_by_text("Página 2 de 2")).to_be_visible()
    expect(page.get_by_role("grid").get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("button", name=INVENTED.following)).to_be_disabled()


def test_cancelling_asks_first(portal: RunningPortal, inside: ModernHands) -> None:
    portal.control.give_service_password(NRP)
    inside.tab(GUIDE.password_tab)
    inside.press(INVENTED.cancel)
    inside.press(INVENTED.cancel_no)
    assert portal.control.service_password(NRP)
    inside.press(INVENTED.cancel)
    inside.press(INVENTED.cancel_yes)
    expect(inside.page.get_by_role("status")).to_have_text(INVENTED.cancelled)
    assert portal.control.service_password(NRP) is None


def test_a_profile_without_permission_sees_no_entry(portal: RunningPortal, hands: ModernHands) -> None:
    portal.control.employer(NRP).has_services = False
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal)
    hands.log_in()
    hands.press(GUIDE.my_procedures)
    expect(hands.page.get_by_role("menuitem")).to_have_text(["SISUB", "Confirmación de trámites de crédito"])


@pytest.mark.parametrize("kind", ["drop", "cut", "error", "garbage"])
def test_a_broken_answer_after_the_click_is_told_and_registers_once(
    portal: RunningPortal, inside: ModernHands, kind: str
) -> None:
    """Chromium must not send the POST again by itself, or the mock would lie about double submissions."""
    password = portal.control.give_service_password(NRP)
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    inside.press(GUIDE.add)
    inside.fill_relation(password)
    inside.sign()
    portal.control.fault(kind, "terminos-finales", moment="after")
    inside.accept_terms()
    expect(inside.page.get_by_role("alert")).to_have_text(INVENTED.network_error)
    assert len(portal.control.log("relation")) == 1


def test_maintenance_and_the_end_of_a_session_have_their_own_screens(
    portal: RunningPortal, inside: ModernHands
) -> None:
    portal.control.fault("maintenance", "relaciones")
    inside.tab(GUIDE.relations_tab)
    expect(inside.page.get_by_role("heading", name=INVENTED.maintenance_title)).to_be_visible()
    inside.page.goto(portal.address)
    inside.open_services()
    expect(inside.page.get_by_role("button", name=GUIDE.validate)).to_be_visible()
    portal.control.expire_sessions()
    inside.tab(GUIDE.relations_tab)
    expect(inside.page.get_by_role("heading", name=INVENTED.expired)).to_be_visible()
    inside.press(INVENTED.log_in_again)
    expect(inside.page.get_by_label(GUIDE.nrp, exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_scrolls_sideways(portal: RunningPortal, inside: ModernHands, width: int) -> None:
    page = inside.page
    page.set_viewport_size({"width": width, "height": 800})
    portal.control.give_service_password(NRP)
    portal.control.add_relation(NRP, DEVELOPER, developer_name=DEVELOPER_NAME)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    inside.tab(GUIDE.password_tab)
    expect(page.get_by_role("button", name=GUIDE.recover)).to_be_visible()
    assert not page.evaluate(wide)
    inside.tab(GUIDE.relations_tab)
    inside.accept_terms()
    expect(page.get_by_role("table")).to_be_visible()
    assert not page.evaluate(wide)
    inside.press(GUIDE.add)
    expect(page.get_by_role("button", name=GUIDE.accept)).to_be_visible()
    assert not page.evaluate(wide)


def test_two_people_do_not_share_a_session(portal: RunningPortal, inside: ModernHands, context: BrowserContext) -> None:
    assert context.browser
    other = context.browser.new_context()
    stranger = other.new_page()
    stranger.goto(portal.address + "servicios")
    expect(stranger.get_by_role("button", name=GUIDE.enter_portal)).to_be_visible()
    other.close()
