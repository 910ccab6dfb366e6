"""The widgets skin in a real browser: hand-made controls, dialogs, messages that go by themselves."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import Skin
from fixtures.portal.texts import GUIDE, INVENTED
from tests.fixtures.portal.people import DEVELOPER, NRP
from tests.page.album import Album
from tests.page.hands import WidgetsHands

pytestmark = pytest.mark.page


def test_a_person_walks_the_whole_guide(portal: RunningPortal, page: Page, tmp_path: Path, troubles: list[str]) -> None:
    page.set_default_timeout(5000)
    portal.control.configure(skin=Skin.WIDGETS, announcement=True, cookie_bar=True, page_size=2)
    for number in range(2):
        portal.control.add_relation(NRP, f"DES84042{number}RH1")
    hands, album = WidgetsHands(page, tmp_path), Album("widgets")
    page.goto(portal.address)
    expect(page.get_by_text(INVENTED.cookies)).to_be_visible()
    album.keep(page, "inicio")
    hands.press(INVENTED.cookies_accept)
    hands.press(GUIDE.enter_portal)
    hands.log_in()
    expect(page.get_by_role("dialog", name=INVENTED.announcement_title)).to_be_visible()
    album.keep(page, "aviso")
    hands.press(INVENTED.close)
    hands.open_services()
    expect(page.get_by_text(INVENTED.terms_agree)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    album.keep(page, "terminos")
    hands.accept_terms()
    expect(page.get_by_text(INVENTED.passphrase)).to_be_visible()
    album.keep(page, "efirma")
    hands.sign()
    message = page.get_by_text("Tu contraseña se generó")
    expect(message).to_be_visible()
    album.keep(page, "mensaje")
    expect(message).to_have_count(0)
    hands.tab(GUIDE.relations_tab)
    hands.accept_terms()
    hands.press(GUIDE.add)
    expect(page.get_by_role("dialog", name=INVENTED.form_title)).to_be_visible()
    album.keep(page, "forma")
    hands.fill_relation(portal.core.mails[0].password)
    hands.sign()
    hands.accept_terms()
    expect(page.get_by_text(INVENTED.finish_message)).to_be_visible()
    album.keep(page, "finalizar")
    hands.press(GUIDE.finish)
    hands.tab(GUIDE.relations_tab)
    hands.accept_terms()
    page.get_by_role("button", name="Página siguiente").click()
    expect(page.get_by_role("cell", name=DEVELOPER)).to_be_visible()
    album.keep(page, "segunda pagina")
    page.get_by_text(INVENTED.log_out).click()
    expect(page.get_by_role("button", name=GUIDE.enter_portal)).to_be_visible()
    assert len(portal.control.log("relation")) == 1
    assert troubles == []
