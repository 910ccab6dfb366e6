"""One NRP on each of the skins that the flows were not written for; `make soak` has every flow and the odd settings."""

from datetime import timedelta

import pytest

from fixtures.portal.dojo import dojo_folder
from fixtures.portal.settings import DateForm, Skin
from robot.model.outcome import Ending
from tests.faults.conftest import Theatres
from tests.faults.theatre import NRP, Theatre

pytestmark = pytest.mark.browser
SKINS = [Skin.BARE, Skin.WIDGETS]
OTHERS = 5


@pytest.fixture
async def theatre(theatres: Theatres, skin: Skin) -> Theatre:
    return await theatres.of(skin)


@pytest.mark.parametrize("skin", SKINS, scope="session")
async def test_a_relation_is_registered_on_a_strangers_portal(theatre: Theatre) -> None:
    play = await theatre.begin("known")
    await play.run(visits=1)
    assert [one["ending"] for one in play.endings()] == ["waiting"], play.endings()
    assert len(theatre.portal.control.log("relation", NRP)) == 1


@pytest.mark.soak
@pytest.mark.parametrize("skin", SKINS, scope="session")
async def test_from_nothing_to_a_relation_in_force_among_pages_of_others(theatre: Theatre) -> None:
    play = await theatre.begin("new")
    control = theatre.portal.control
    control.configure(page_size=2, announcement=True, cookie_bar=True, dates=DateForm.LONG)
    for number in range(OTHERS):
        control.add_relation(NRP, f"DES84042{number}RH1")
    record = await play.run(patience=timedelta(days=2))
    assert not record.block, record.block
    assert len(control.log("password", NRP)) == len(control.log("relation", NRP)) == 1
    assert [one["ending"] for one in play.endings()][-1] == "done", play.endings()


@pytest.mark.soak
@pytest.mark.parametrize("skin", [Skin.WIDGETS], scope="session")
async def test_dijits_own_lists_are_chosen_from(theatre: Theatre) -> None:
    folder = dojo_folder()
    if folder is None:
        pytest.skip("npm gives no dojo and no dijit: the skin's own lists stand in for them")
    play = await theatre.begin("known")
    theatre.portal.control.configure(dojo=str(folder))
    await play.run(visits=1)
    assert [one["ending"] for one in play.endings()] == ["waiting"], play.endings()
    (line,) = theatre.portal.control.log("relation form", NRP)
    assert (line.details["service"], line.details["validity"]) == ("Avisos", "1 Año")


@pytest.mark.soak
@pytest.mark.parametrize("skin", SKINS, scope="session")
@pytest.mark.parametrize(
    ("flow", "ending"),
    [
        ("look_password", Ending.DONE),
        ("download_responsiva", Ending.DONE),
        ("export_table", Ending.DONE),
        ("view_terms", Ending.DONE),
        ("verify", Ending.DONE),
        ("recover_password", Ending.WAITING),
        ("cancel_password", Ending.DONE),
    ],
)
async def test_every_other_flow(theatre: Theatre, flow: str, ending: Ending) -> None:
    play = await theatre.begin("sent")
    assert await play.command(flow) == ending, play.endings()


@pytest.mark.soak
@pytest.mark.parametrize("skin", SKINS, scope="session")
@pytest.mark.parametrize("wrong", ["portal", "efirma", "service", "captcha", "no service"])
async def test_what_the_portal_refuses_is_understood(theatre: Theatre, wrong: str) -> None:
    play = await theatre.begin("known")
    control = theatre.portal.control
    if wrong == "portal":
        control.employer(NRP).portal_password = "otra"
    elif wrong == "efirma":
        control.revoke(theatre.pair.serial)
    elif wrong == "service":
        control.set_service_password(NRP, "Otra#2026")
    elif wrong == "captcha":
        control.configure(captcha=True)
    else:
        control.employer(NRP).has_services = False
    await play.run(visits=1)
    told = {"portal": "credential", "efirma": "credential", "service": "credential"}.get(wrong, "needs person")
    assert [one["ending"] for one in play.endings()] == [told], play.endings()
