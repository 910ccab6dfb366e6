"""The page on a run as people use it: filters by keyboard, timelines, print, JavaScript off; and axe finds nothing."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from robot.report.page import Look
from tests.report.crowd import page_of, run_of

AXE = "axe-core@4.10.3"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "informe.html"
    path.write_text(page_of(run_of(21, visits=2), Look("../evidence")), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def axe(pytestconfig: pytest.Config) -> str:
    """Fetched once into pytest's cache, never kept in the repository."""
    folder = Path(pytestconfig.cache.mkdir("axe"))  # type: ignore[union-attr]
    script = folder / "package" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm to fetch axe-core with")
        packed = subprocess.run([npm, "pack", AXE, "--silent"], cwd=folder, capture_output=True, text=True, check=False)
        if packed.returncode:
            pytest.skip(f"{AXE} cannot be fetched: {packed.stderr.strip()[-200:]}")
        with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
            archive.extract("package/axe.min.js", folder, filter="data")
    return script.read_text(encoding="utf-8")


def shown(page: Page) -> int:
    return page.locator("details.nrp:visible").count()


@pytest.mark.page
def test_the_filters_work_by_keyboard_alone(file: Path, page: Page, troubles: list[str]) -> None:
    page.goto(file.as_uri())
    assert page.text_content("#count") == "21 de 21 NRP"

    page.keyboard.press("/")
    page.keyboard.type("compania a0000000017")
    assert (page.text_content("#count"), shown(page)) == ("1 de 21 NRP", 1)
    page.keyboard.press("Escape")
    assert shown(page) == 21
    page.keyboard.press("Tab")
    page.keyboard.type("Nec")
    assert shown(page) == 2
    page.keyboard.press("Tab")
    page.keyboard.type("El portal pide")
    assert page.input_value("#reason") == "captcha"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shown(page) == 21
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details.nrp[open] table.steps:visible").count() == 1
    assert troubles == []


@pytest.mark.page
def test_a_link_of_the_summary_opens_its_nrp_even_when_it_is_filtered_away(file: Path, page: Page) -> None:
    page.goto(file.as_uri())
    page.fill("#text", "nada de esto")
    assert shown(page) == 0

    page.locator("#resumen a", has_text="A0000000020").first.click()

    assert page.locator("#A0000000020[open]").is_visible()
    assert page.evaluate("document.activeElement.parentElement.id") == "A0000000020"


@pytest.mark.page
def test_it_reads_without_javascript_and_prints_with_everything_open(file: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert not page.locator("#filters").is_visible()
    page.locator("#A0000000003 > summary").click()
    assert page.locator("#A0000000003 .steps").last.is_visible()

    page.emulate_media(media="print")

    assert page.locator("#A0000000005 .steps").first.is_visible()
    context.close()


@pytest.mark.page
def test_axe_finds_nothing_and_on_a_telephone_nothing_is_wider_than_the_window(
    file: Path, page: Page, axe: str
) -> None:
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((part, at) => { part.open = at < 12; })")
    page.evaluate(axe)

    found = page.evaluate("axe.run()")

    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    page.set_viewport_size({"width": 400, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
