"""A picture of each screen of a skin, under build/skins, for people to look at."""

from pathlib import Path

from playwright.sync_api import Page

_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Album:
    """A picture of each screen under build/, and what must hold on each."""

    def __init__(self, skin: str) -> None:
        self._folder = Path("build") / "skins" / skin
        self._count = 0

    def keep(self, page: Page, name: str) -> None:
        self._count += 1
        page.wait_for_load_state()
        assert not page.evaluate(_WIDE), name
        page.screenshot(path=self._folder / f"{self._count:02} {name}.png")
