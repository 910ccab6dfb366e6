"""The modern skin by hand: clean labels, roles and names, Playwright's own waiting."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from fixtures.portal.texts import GUIDE, INVENTED
from tests.bench.jobs import DEVELOPER, DEVELOPER_NAME, Job


class RawModern:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def log_in(self, address: str, job: Job) -> None:
        page = self.page
        await page.goto(address)
        await self.press(GUIDE.enter_portal)
        await page.get_by_label(GUIDE.nrp, exact=True).fill(job.nrp)
        await page.get_by_label(GUIDE.email).fill(job.email)
        await page.get_by_label(GUIDE.portal_password, exact=True).fill(job.portal_password)
        await self.press(GUIDE.log_in)

    async def open_relations(self) -> None:
        page = self.page
        await self.press(GUIDE.my_procedures)
        await page.get_by_role("menuitem", name=GUIDE.services).click()
        await page.get_by_role("tab", name=GUIDE.relations_tab).click()
        await self.accept_terms()
        await expect(page.get_by_role("button", name=GUIDE.add)).to_be_visible()

    async def accept_terms(self) -> None:
        await self.page.get_by_label(INVENTED.terms_agree).check()
        await self.press(GUIDE.go_on)

    def rows(self) -> Locator:
        return self.page.get_by_role("row").filter(has_text=DEVELOPER)

    async def fill_relation(self, job: Job) -> None:
        page = self.page
        await self.press(GUIDE.add)
        await page.get_by_label(GUIDE.service, exact=True).select_option("Avisos")
        await page.get_by_label(GUIDE.developer_rfc).fill(DEVELOPER)
        await page.get_by_label(GUIDE.developer_name).fill(DEVELOPER_NAME)
        await page.get_by_label(GUIDE.service_password, exact=True).fill(job.service_password)
        await page.get_by_role("combobox", name=GUIDE.validity).click()
        await page.get_by_role("option", name="1 Año", exact=True).click()
        await self.press(GUIDE.accept)

    async def sign(self, job: Job) -> None:
        page = self.page
        await page.get_by_label(INVENTED.cer).set_input_files(Path(job.cer))
        await page.get_by_label(INVENTED.key).set_input_files(Path(job.key))
        await page.get_by_label(INVENTED.passphrase).fill(job.passphrase)
        await self.press(GUIDE.validate)

    async def finish(self) -> None:
        await self.press(GUIDE.finish)
        await expect(self.page.get_by_role("button", name=GUIDE.recover)).to_be_visible()

    async def log_out(self) -> None:
        await self.press(INVENTED.log_out)
        await expect(self.page.get_by_role("button", name=GUIDE.enter_portal)).to_be_visible()
