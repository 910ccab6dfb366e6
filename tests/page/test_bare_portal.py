"""The bare skin in a real browser: no labels, links and pictures to press, a second window."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import Skin
from fixtures.portal.texts import GUIDE, INVENTED
from tests.fixtures.portal.people import DEVELOPER, DEVELOPER_NAME, NRP
from tests.page.album import Album
from tests.page.hands import BareHands

pytestmark = pytest.mark.page
_NAMING = "label, button, h1, h2, h3, table th, [role], [aria-label], [aria-labelledby], [placeholder], [title]"


@pytest.fixture
def hands(page: Page, tmp_path: Path, portal: RunningPortal) -> BareHands:
    page.set_default_timeout(5000)
    portal.control.configure(skin=Skin.BARE)
    return BareHands(page, tmp_path)


def test_a_person_walks_the_whole_guide(portal: RunningPortal, hands: BareHands, troubles: list[str]) -> None:
    album = Album("bare")
    main = hands.page
    portal.control.configure(captcha=True, announcement=True, cookie_bar=True, page_size=2)
    for number in range(4):
        portal.control.add_relation(NRP, f"DES84042{number}RH1")
    main.goto(portal.address)
    album.keep(main, "inicio")
    hands.press(INVENTED.cookies_accept)
    hands.press(GUIDE.enter_portal)
    album.keep(main, "acceso")
    hands.log_in()
    album.keep(main, "aviso")
    hands.press(INVENTED.close)
    hands.open_services()
    album.keep(main, "menu")
    window = hands.page
    album.keep(window, "terminos de la contrasena")
    assert window.locator(_NAMING).count() == 0
    hands.accept_terms()
    album.keep(window, "efirma")
    hands.sign()
    expect(window.get_by_text("Tu contraseña se generó")).to_be_visible()
    album.keep(window, "contrasena")
    hands.press(GUIDE.relations_tab)
    hands.accept_terms()
    album.keep(window, "relaciones")
    hands.press(GUIDE.add)
    album.keep(window, "forma")
    hands.fill_relation(portal.core.mails[0].password)
    hands.sign()
    album.keep(window, "terminos finales")
    hands.accept_terms()
    album.keep(window, "finalizar")
    hands.press(GUIDE.finish)
    portal.control.advance(timedelta(minutes=10))
    hands.press(GUIDE.relations_tab)
    hands.accept_terms()
    for _ in range(2):
        window.get_by_role("link", name="siguiente").click()
    album.keep(window, "ultima pagina")
    cells = window.get_by_text(DEVELOPER).locator("xpath=../div")
    expect(cells).to_have_text(
        [
            portal.control.relations(NRP)[-1][0].folio, "Avisos", DEVELOPER, DEVELOPER_NAME, "23/11/2026",
            "23/11/2027", INVENTED.in_force,
        ]
    )  # fmt: skip
    hands.press(INVENTED.log_out)
    expect(window.get_by_role("link", name=GUIDE.enter_portal)).to_be_visible()
    assert len(portal.control.log("relation")) == 1
    assert troubles == []


def test_a_refusal_is_plain_red_text(portal: RunningPortal, hands: BareHands) -> None:
    hands.page.goto(portal.address)
    hands.press(GUIDE.enter_portal)
    portal.control.employer(NRP).portal_password = "otra"
    hands.log_in()
    told = hands.page.get_by_text(INVENTED.login_refused)
    expect(told).to_have_css("color", "rgb(204, 0, 0)")
    assert told.evaluate("el => el.localName") == "font"
