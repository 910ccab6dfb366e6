"""A scoreboard of the driver on pages that no one here wrote: how many flows of how many sites pass."""

from pathlib import Path

import pytest

from tests.foreign.conftest import keep_scores
from tests.foreign.play import book_of, stage
from tests.foreign.sites import Site, Unavailable, packs, read_site, served


def quick_flows(site: Site) -> list[str]:
    return [name for name, must in site.flows.items() if not must.soak]


PACKS = [pytest.param(pack, id=pack.name) for pack in packs()]
QUICK = [pytest.param(pack, id=pack.name) for pack in packs() if quick_flows(read_site(pack))]


async def play_all(pack: Path, site: Site, flows: list[str]) -> list[str]:
    try:
        with served(site, pack) as at:
            async with stage(site, pack, at) as there:
                played = [await there.play(flow) for flow in flows]
    except Unavailable as why:
        pytest.skip(str(why))
    keep_scores(pack.name, site.title, played)
    return [f"{one.flow}: {one.wrong}" for one in played if one.wrong]


@pytest.mark.browser
@pytest.mark.parametrize("pack", QUICK)
async def test_the_quick_flows_of_a_foreign_site_end_as_they_must(pack: Path) -> None:
    site = read_site(pack)
    assert await play_all(pack, site, quick_flows(site)) == []


@pytest.mark.soak
@pytest.mark.browser
@pytest.mark.parametrize("pack", PACKS)
async def test_all_flows_of_a_foreign_site_end_as_they_must(pack: Path) -> None:
    site = read_site(pack)
    assert await play_all(pack, site, list(site.flows)) == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_says_of_every_flow_how_it_must_end(pack: Path) -> None:
    assert set(read_site(pack).flows) == set(book_of(pack).flows)
