"""A probe on every skin against the portal's own log: nothing is sent, whatever is renamed or unknown."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.async_api import Page

from fixtures.portal.settings import Skin
from fixtures.portal.texts import GUIDE
from robot.cli.single import eyes_of
from robot.console.hand import AtWindow, NoHand
from robot.console.paper import Paper
from robot.engine.desk import LEASE
from robot.engine.house import House
from robot.engine.probe import Outing, Probed, probe
from robot.engine.prober import Hand
from robot.model.outcome import Ending
from robot.model.probed import Walk
from robot.outside.browser.browser import PortalBrowser
from robot.outside.browser.options import BrowserOptions
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.flow_files.patch import patched
from tests.engine.fakes import FakePerson
from tests.faults.conftest import Theatres
from tests.faults.theatre import NRP, Play, Theatre
from tests.outside.browser.display import display, full_browser

pytestmark = pytest.mark.browser
HARMLESS = {"login", "logout", "terms", "responsiva", "export", "session expired"}
RENAMED = {"export": "Bajar tabla", "recover": "Mandar mi clave", "accept": "Enviar formulario"}
MOST = pytest.mark.soak  # one skin stands for all in `make test`


@pytest.fixture
async def theatre(theatres: Theatres, skin: Skin) -> Theatre:
    return await theatres.of(skin)


def no_files(walk: Walk) -> Iterable[tuple[str, bytes]]:
    return ()


async def walked(play: Play, house: House, hand: Hand) -> Probed:
    before, now = play.record, play.clock.now()
    play.ledger.wake([NRP], now)
    claim = play.ledger.claim("test", now, LEASE, [NRP])
    assert claim is not None
    probed = await probe(house, claim, before, Outing(eyes_of, hand, no_files))
    assert play.record == before
    return probed


def sent(theatre: Theatre) -> set[str]:
    return {line.kind for line in theatre.portal.control.log()} - HARMLESS


@pytest.mark.parametrize(
    "skin", [Skin.BARE, *(pytest.param(skin, marks=MOST) for skin in Skin if skin is not Skin.BARE)], scope="session"
)
async def test_what_was_renamed_is_told_with_the_yaml_that_mends_it_and_nothing_is_sent(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, text in RENAMED.items():
        monkeypatch.setattr(GUIDE, name, text)
    play = await theatre.begin("known")
    walk = (await walked(play, play.house, NoHand())).walk
    assert not sent(theatre)
    assert {"relations.export", "password_exists.recover", "relation_form.accept"} <= {one.name for one in walk.breaks}
    proposed = {f"{target.screen}.{target.name}": candidate for target, candidate in walk.proposals}
    assert proposed["relations.export"].endswith(": Bajar tabla")
    assert not {"password_exists.recover", "relation_form.accept"} & set(proposed)  # a person's to decide
    assert len(walk.unknown) == 1 and walk.unknown[0].alike[0].screen == "relation_form"
    for one in patched(walk.proposals):
        (tmp_path / one.name).parent.mkdir(exist_ok=True)
        (tmp_path / one.name).write_text(one.text, encoding="utf-8")
    book = load_book((shipped_flows(), tmp_path))
    assert "Bajar tabla" in [one.value for one in book.screens["relations"].targets["export"].candidates]


@pytest.mark.soak
@pytest.mark.parametrize("skin", list(Skin), scope="session")
@pytest.mark.parametrize("stood", ["new", "known", "sent"])
async def test_every_screen_but_those_behind_a_signature_is_seen(theatre: Theatre, stood: str) -> None:
    play = await theatre.begin(stood)
    walk = (await walked(play, play.house, NoHand())).walk
    assert not sent(theatre) and not walk.breaks and not walk.unknown
    assert walk.outcome.ending is Ending.DONE
    face = "password_form" if stood == "new" else "password_exists"
    assert {"login", face, "relations", "terms_shown", "relation_form"} <= {one.name for one in walk.screens}


@pytest.mark.soak
@pytest.mark.parametrize("skin", list(Skin), scope="session")
async def test_unattended_it_stops_at_terms_that_nobody_approved(theatre: Theatre) -> None:
    play = await theatre.begin("known")
    theatre.portal.control.configure(terms_version="2")
    walk = (await walked(play, replace(play.house, attendant=FakePerson(approves=False)), NoHand())).walk
    assert not sent(theatre) and not theatre.portal.control.log("terms")
    assert walk.outcome.ending is Ending.NEEDS_PERSON


@pytest.mark.soak
@pytest.mark.parametrize("skin", list(Skin), scope="session")
@pytest.mark.parametrize("part", [0, 1])
async def test_with_half_of_the_screens_unknown_it_stops_and_says_so(theatre: Theatre, part: int) -> None:
    play = await theatre.begin("known")
    known = [name for at, name in enumerate(sorted(play.house.book.screens)) if at % 2 == part]
    async with knowing(play.house, known, BrowserOptions()) as house:
        walk = (await walked(play, house, NoHand())).walk
    assert not sent(theatre) and walk.unknown and walk.outcome.ending is Ending.SCREEN_UNKNOWN


@asynccontextmanager
async def knowing(house: House, names: Collection[str], options: BrowserOptions) -> AsyncIterator[House]:
    """As if no file described the other screens."""
    screens = {name: one for name, one in house.book.screens.items() if name in names}
    browser = PortalBrowser(options, screens, house.book.portal.origins)
    try:
        yield replace(house, book=replace(house.book, screens=screens), browser=browser)
    finally:
        await browser.close()


@dataclass
class Person:
    """Keeps the Keys promise: does in the window what anybody would do next, then presses Enter."""

    browser: PortalBrowser
    asked: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    async def line(self, prompt: str) -> str:
        self.asked.append(prompt)
        assert self.browser._browser is not None
        page = self.browser._browser.contexts[0].pages[0]
        return "" if await self._go_on(page) else "t"

    def pressed(self) -> bool:
        return False

    async def _go_on(self, page: Page) -> bool:
        if await page.get_by_label(GUIDE.email).count():
            await page.get_by_label(GUIDE.nrp).fill(NRP)
        for words in (GUIDE.enter_portal, GUIDE.services, GUIDE.my_procedures, GUIDE.go_on):
            button = page.get_by_role("button", name=words, exact=True)
            button = button.or_(page.get_by_role("menuitem", name=words, exact=True))
            if words not in self.done and await button.count() and await button.first.is_enabled():
                self.done.append(words)
                await button.first.click()
                await page.wait_for_load_state("networkidle")
                return True
        return False


@pytest.mark.soak
@pytest.mark.parametrize("skin", [Skin.MODERN], scope="session")
async def test_a_person_at_a_real_window_takes_it_past_unknown_screens(
    theatre: Theatre, capsys: pytest.CaptureFixture[str]
) -> None:
    play = await theatre.begin("known")
    known = set(play.house.book.screens) - {"home", "menu_open"}
    with display():
        options = BrowserOptions(headed=True, executable=full_browser())
        async with knowing(play.house, known, options) as house:
            assert isinstance(house.browser, PortalBrowser)
            person = Person(house.browser)
            walk = (await walked(play, house, AtWindow(Paper(), person))).walk
    assert not sent(theatre)
    assert person.done[:2] == [GUIDE.enter_portal, GUIDE.services]
    assert {None, "login", "password_exists"} <= {one.name for one in walk.screens}
    assert "El robot no puede seguir" in capsys.readouterr().out and "SIN ENVIAR NADA" in person.asked[0]
