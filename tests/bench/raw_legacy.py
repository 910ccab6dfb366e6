"""The legacy skin by hand: frames within frames, a field is what stands in the cell beside its label."""

import re
from pathlib import Path

from playwright.async_api import FrameLocator, Locator, Page, expect

from fixtures.portal.texts import GUIDE, INVENTED
from tests.bench.jobs import DEVELOPER, DEVELOPER_NAME, Job


class RawLegacy:
    def __init__(self, page: Page) -> None:
        self.page = page
        self._body = page.frame_locator("iframe[name=cuerpo]")
        self._panel = self._body.frame_locator("iframe[name=panel]")
        page.on("dialog", lambda dialog: dialog.accept())

    async def press(self, text: str, where: Page | FrameLocator | None = None) -> None:
        await self.control(text, where).click()

    def control(self, text: str, where: Page | FrameLocator | None = None) -> Locator:
        place = where or self._panel
        return place.get_by_role("button", name=text, exact=True).or_(place.get_by_role("link", name=text, exact=True))

    def beside(self, label: str, where: Page | FrameLocator | None = None) -> Locator:
        cell = (where or self._panel).locator("td.etiqueta").filter(has_text=re.compile(f"^{re.escape(label)}:"))
        return cell.locator("xpath=following-sibling::td[1]").locator("input, select")

    async def log_in(self, address: str, job: Job) -> None:
        page = self.page
        await page.goto(address)
        await self.press(GUIDE.enter_portal, page)
        await self.beside(GUIDE.nrp, page).fill(job.nrp)
        await self.beside(GUIDE.email, page).fill(job.email)
        await self.beside(GUIDE.portal_password, page).fill(job.portal_password)
        await self.press(GUIDE.log_in, page)

    async def open_relations(self) -> None:
        await self.press(GUIDE.my_procedures, self.page)
        await self.press(GUIDE.services, self.page)
        await self.press(GUIDE.relations_tab, self._body)
        await self.accept_terms()
        await expect(self.control(GUIDE.add)).to_be_visible()

    async def accept_terms(self) -> None:
        await self._panel.get_by_role("checkbox").check()
        await self.press(GUIDE.go_on)

    def rows(self) -> Locator:
        return self._panel.get_by_role("row").filter(has_text=DEVELOPER).filter(has_not=self._panel.locator("table"))

    async def fill_relation(self, job: Job) -> None:
        await self.press(GUIDE.add)
        await self.beside(GUIDE.service).select_option("Avisos")
        await self.beside(GUIDE.developer_rfc).fill(DEVELOPER)
        await self.beside(GUIDE.developer_name).fill(DEVELOPER_NAME)
        await self.beside(GUIDE.service_password).fill(job.service_password)
        await self.beside(GUIDE.validity).select_option("1 Año")
        await self.press(GUIDE.accept)

    async def sign(self, job: Job) -> None:
        await self.beside(INVENTED.cer).set_input_files(Path(job.cer))
        await self.beside(INVENTED.key).set_input_files(Path(job.key))
        await self.beside(INVENTED.passphrase).fill(job.passphrase)
        await self.press(GUIDE.validate)

    async def finish(self) -> None:
        await self.press(GUIDE.finish)
        await expect(self.control(GUIDE.recover)).to_be_visible()

    async def log_out(self) -> None:
        await self.press(INVENTED.log_out, self.page)
        await expect(self.page.get_by_role("link", name=GUIDE.enter_portal)).to_be_visible()
