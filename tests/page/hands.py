"""What a person does on the portal's pages, for each skin: find by the words on the screen, fill, press."""

import re
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, expect

from fixtures.portal.texts import DOCUMENTED, GUIDE, INVENTED
from tests.fixtures.portal.people import DEVELOPER, DEVELOPER_NAME, EMAIL, NRP, PASSWORD, pair


class ModernHands:
    """Clean labels: everything is found by role and name."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._cer, self._key = pair().write(folder)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def log_in(self) -> None:
        page = self.page
        page.get_by_label(GUIDE.nrp, exact=True).fill(NRP)
        page.get_by_label(GUIDE.email).fill(EMAIL)
        page.get_by_label(GUIDE.portal_password, exact=True).fill(PASSWORD)
        letters = page.locator("svg text")
        if letters.count():
            page.get_by_label(DOCUMENTED.captcha).fill(letters.text_content() or "")
        page.get_by_role("button", name=re.compile("^(Entrar|Iniciar sesión)$")).click()

    def open_services(self) -> None:
        self.press(GUIDE.my_procedures)
        self.page.get_by_role("menuitem", name=GUIDE.services).click()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def accept_terms(self) -> None:
        expect(self.page.get_by_role("button", name=GUIDE.go_on)).to_be_disabled()
        self.page.get_by_label(INVENTED.terms_agree).check()
        self.press(GUIDE.go_on)

    def sign(self, passphrase: str = pair().passphrase) -> None:
        page = self.page
        for at, file in enumerate((self._cer, self._key)):
            with page.expect_file_chooser() as chooser:
                page.get_by_role("button", name=INVENTED.choose_file).nth(at).click()
            chooser.value.set_files(file)
        page.get_by_label(INVENTED.passphrase).fill(passphrase)
        self.press(GUIDE.validate)

    def fill_relation(self, password: str) -> None:
        page = self.page
        page.get_by_label(GUIDE.service, exact=True).select_option("Avisos")
        page.get_by_label(GUIDE.developer_rfc).fill(DEVELOPER)
        page.get_by_label(GUIDE.developer_name).fill(DEVELOPER_NAME)
        page.get_by_label(GUIDE.service_password, exact=True).fill(password)
        page.get_by_role("combobox", name=GUIDE.validity).click()
        page.get_by_role("option", name="1 Año", exact=True).click()
        self.press(GUIDE.accept)


class LegacyHands:
    """Frames within frames; a field is what stands in the cell beside its label."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._cer, self._key = pair().write(folder)

    @property
    def body(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name=cuerpo]")

    @property
    def panel(self) -> FrameLocator:
        return self.body.frame_locator("iframe[name=panel]")

    def beside(self, label: str, where: Page | FrameLocator | None = None) -> Locator:
        cell = (where or self.panel).locator("td.etiqueta").filter(has_text=re.compile(f"^{re.escape(label)}:"))
        return cell.locator("xpath=following-sibling::td[1]").locator("input, select")

    def press(self, text: str, where: Page | FrameLocator | None = None) -> None:
        place = where or self.panel
        named = place.get_by_role("button", name=text, exact=True).or_(place.get_by_role("link", name=text, exact=True))
        named.click()

    def log_in(self) -> None:
        for label, value in ((GUIDE.nrp, NRP), (GUIDE.email, EMAIL), (GUIDE.portal_password, PASSWORD)):
            self.beside(label, self.page).fill(value)
        letters = self.page.locator("svg text")
        if letters.count():
            self.beside(DOCUMENTED.captcha, self.page).fill(letters.text_content() or "")
        self.press(GUIDE.log_in, self.page)

    def open_services(self) -> None:
        self.press(GUIDE.my_procedures, self.page)
        self.press(GUIDE.services, self.page)

    def tab(self, name: str) -> None:
        self.press(name, self.body)

    def accept_terms(self) -> None:
        self.panel.get_by_role("checkbox").check()
        self.press(GUIDE.go_on)

    def sign(self, passphrase: str = pair().passphrase) -> None:
        self.beside(INVENTED.cer).set_input_files(self._cer)
        self.beside(INVENTED.key).set_input_files(self._key)
        self.beside(INVENTED.passphrase).fill(passphrase)
        self.press(GUIDE.validate)

    def fill_relation(self, password: str) -> None:
        self.beside(GUIDE.service).select_option("Avisos")
        self.beside(GUIDE.developer_rfc).fill(DEVELOPER)
        self.beside(GUIDE.developer_name).fill(DEVELOPER_NAME)
        self.beside(GUIDE.service_password).fill(password)
        self.beside(GUIDE.validity).select_option("1 Año")
        self.press(GUIDE.accept)


class BareHands:
    """Nothing names a field but the text before it; what is pressed is a link, a picture in a link, or a picture."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._cer, self._key = pair().write(folder)

    def press(self, text: str) -> None:
        named = self.page.get_by_role("button", name=text).or_(self.page.get_by_role("link", name=text, exact=True))
        named.locator("visible=true").first.click()

    def after(self, text: str) -> Locator:
        before = self.page.locator("div, b, span, td").get_by_text(text, exact=False).last
        return before.locator("xpath=following::*[self::input or self::select][1]")

    def log_in(self) -> None:
        for label, value in ((GUIDE.nrp, NRP), (GUIDE.email, EMAIL)):
            self.after(label).fill(value)
        self.page.locator("input[type=password]").fill(PASSWORD)
        letters = self.page.locator("svg text")
        if letters.count():
            self.page.locator("input[type=text]").last.fill(letters.text_content() or "")
        self.press(GUIDE.log_in)

    def open_services(self) -> None:
        """In the new window from here on."""
        self.press(GUIDE.my_procedures)
        with self.page.expect_popup() as popup:
            self.page.get_by_role("link", name=GUIDE.services).click()
        self.page = popup.value

    def accept_terms(self) -> None:
        self.page.get_by_role("checkbox").check()
        self.press(GUIDE.go_on)

    def sign(self, passphrase: str = pair().passphrase) -> None:
        files = self.page.locator("input[type=file]")
        files.nth(0).set_input_files(self._cer)
        files.nth(1).set_input_files(self._key)
        self.page.locator("input[type=password]").fill(passphrase)
        self.press(GUIDE.validate)

    def fill_relation(self, password: str) -> None:
        page = self.page
        page.locator("select").nth(0).select_option("Avisos")
        page.locator("input[type=text]").nth(0).fill(DEVELOPER)
        self.after(GUIDE.developer_name).fill(DEVELOPER_NAME)
        page.locator("input[type=password]").fill(password)
        page.locator("select").nth(1).select_option("1 Año")
        self.press(GUIDE.accept)


class WidgetsHands:
    """Hand-made controls: a caption over its field, lists at the end of the body, a tick behind its face."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._cer, self._key = pair().write(folder)

    def press(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()

    def tab(self, text: str) -> None:
        self.page.get_by_role("listitem").filter(has_text=text).click()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_text(label, exact=False).last.locator("xpath=..").locator("input").fill(value)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_text(label).last.locator("xpath=..").locator("[tabindex]").click()
        self.page.get_by_text(option, exact=True).click()

    def log_in(self) -> None:
        for label, value in ((GUIDE.nrp, NRP), (GUIDE.email, EMAIL), (GUIDE.portal_password, PASSWORD)):
            self.fill(label, value)
        self.press(GUIDE.log_in)

    def open_services(self) -> None:
        self.page.get_by_text(GUIDE.my_procedures).click()
        self.page.get_by_text(GUIDE.services, exact=True).click()

    def accept_terms(self) -> None:
        self.page.get_by_text(INVENTED.terms_agree).click()
        self.press(GUIDE.go_on)

    def sign(self) -> None:
        for at, file in enumerate((self._cer, self._key)):
            with self.page.expect_file_chooser() as chooser:
                self.page.get_by_role("button", name=INVENTED.choose_file).nth(at).click()
            chooser.value.set_files(file)
        self.page.locator("input[type=password]").fill(pair().passphrase)
        self.press(GUIDE.validate)

    def fill_relation(self, password: str) -> None:
        self.choose(GUIDE.service, "Avisos")
        self.fill(GUIDE.developer_rfc, DEVELOPER)
        self.fill(GUIDE.developer_name, DEVELOPER_NAME)
        self.page.locator("input[type=password]").fill(password)
        self.choose(GUIDE.validity, "1 Año")
        self.press(GUIDE.accept)
