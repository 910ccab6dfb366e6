"""Which browser is tried, in which order, and what a person is told when none starts."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Error

from robot.model.errors import BrowserMissing
from robot.model.settings import ENV_BROWSER
from robot.outside.browser import discovery
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.discovery import launch, ways
from robot.outside.browser.options import BrowserOptions


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENV_BROWSER, raising=False)


class Kind:
    """Starts nothing, and says why for each way."""

    def __init__(self, why: str, works: str = "") -> None:
        self.why = why
        self.works = works
        self.asked: list[dict[str, Any]] = []

    async def launch(self, **arguments: Any) -> Any:
        self.asked.append(arguments)
        if self.works and self.works in str(arguments.get("channel")):
            return type("Started", (), {"version": "1.2"})()
        raise Error(self.why)


def titles(options: BrowserOptions) -> list[str]:
    return [way.title for way in ways(options)]


def test_without_a_window_playwrights_own_and_the_shell_come_before_full_browsers() -> None:
    found = titles(BrowserOptions())
    assert found[0] == "Chromium de Playwright"
    shell = next((at for at, title in enumerate(found) if title.endswith("chromium-headless-shell")), None)
    full = next((at for at, title in enumerate(found) if title.endswith("/chromium")), None)
    assert shell is None or full is None or shell < full
    assert found[-2:] == ["canal chrome", "canal msedge"]


def test_with_a_window_the_shell_is_never_tried() -> None:
    found = titles(BrowserOptions(headed=True))
    assert found[:3] == ["canal chrome", "canal msedge", "Chromium de Playwright"]
    assert not any("headless" in title for title in found)


@pytest.mark.parametrize("options", [BrowserOptions(executable=Path("/x/y")), BrowserOptions(channel="msedge")])
def test_what_a_person_named_is_the_only_thing_tried(options: BrowserOptions) -> None:
    assert len(list(ways(options))) == 1


@pytest.mark.parametrize(("value", "title"), [("/x/y", "/x/y"), ("msedge", "canal msedge")])
def test_the_variable_names_a_path_or_a_channel(monkeypatch: pytest.MonkeyPatch, value: str, title: str) -> None:
    monkeypatch.setenv(ENV_BROWSER, value)
    assert [(way.title, way.named) for way in ways(BrowserOptions())] == [(title, f"la variable {ENV_BROWSER}")]


async def test_the_first_that_starts_wins() -> None:
    kind = Kind("Executable doesn't exist at /x", works="msedge")
    launched = await launch(kind, BrowserOptions(headed=True), {})  # type: ignore[arg-type]
    assert launched.way.title == "canal msedge"
    assert [one["channel"] for one in kind.asked] == ["chrome", "msedge"]


async def test_nothing_found_tells_all_that_was_tried_and_a_remedy_for_each_system() -> None:
    with pytest.raises(BrowserMissing) as missing:
        await launch(Kind("Chromium distribution 'chrome' is not found at /opt"), BrowserOptions(), {})  # type: ignore[arg-type]
    told = str(missing.value)
    assert "No se encontró un navegador compatible" in told
    assert "canal msedge: no está instalado" in told
    for remedy in ("apt-get install chromium", "Google Chrome o Microsoft Edge", "browser install", ENV_BROWSER):
        assert remedy in told


async def test_a_named_browser_that_is_not_there_is_never_passed_over(tmp_path: Path) -> None:
    kind = Kind("")
    with pytest.raises(BrowserMissing) as missing:
        await launch(kind, BrowserOptions(executable=tmp_path / "no"), {})  # type: ignore[arg-type]
    assert "no existe" in str(missing.value)
    assert "la configuración" in str(missing.value)
    assert kind.asked == []


@pytest.mark.parametrize(
    ("why", "headed", "told"),
    [
        ("launched a headed browser without having a XServer running", True, "xvfb-run"),
        ("Chromium sandboxing failed!", False, "No ejecute el robot como root"),
    ],
)
async def test_what_no_other_browser_would_change_is_told_at_once(why: str, headed: bool, told: str) -> None:
    kind = Kind(why)
    with pytest.raises(BrowserMissing) as missing:
        await launch(kind, BrowserOptions(headed=headed), {})  # type: ignore[arg-type]
    assert told in str(missing.value)
    assert len(kind.asked) == 1


@pytest.mark.browser
async def test_the_one_that_started_is_named_with_its_version(browser_options: BrowserOptions) -> None:
    browser = PortalBrowser(browser_options, {}, [])
    async with browser.visit(None):
        assert browser.title.split()[-1][0].isdigit()
        assert browser.pid > 0
    await browser.close()


@pytest.mark.browser
async def test_a_file_that_is_no_browser_is_told_in_one_line(browser_options: BrowserOptions, tmp_path: Path) -> None:
    fake = tmp_path / "navegador"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o700)
    browser = PortalBrowser(replace(browser_options, executable=fake, headed=False), {}, [])
    with pytest.raises(BrowserMissing) as missing:
        async with browser.visit(None):
            pass
    assert str(fake) in str(missing.value)
    assert len(missing.value.title.splitlines()) == 1
    await browser.close()


def test_debians_own_binary_comes_before_its_wrapper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "chromium").touch()
    monkeypatch.setattr(discovery, "_DEBIAN", tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(
        "shutil.which", lambda name: f"/usr/bin/{name}" if name in ("chromium", "google-chrome") else None
    )
    found = titles(BrowserOptions())
    assert str(tmp_path / "chromium") in found
    assert "/usr/bin/chromium" not in found
    assert "/usr/bin/google-chrome" in found
