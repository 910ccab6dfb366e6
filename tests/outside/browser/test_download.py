"""The file that a press gives, however it is handed over."""

import pytest

from robot.model.faults import PortalTrouble
from tests.outside.browser.parts import Hands, Reply, pages, target

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" + bytes(range(256))
PRESS = target("button: Responsiva", "link: Responsiva")
WAYS = pages("downloads")


@pytest.mark.parametrize("way", WAYS)
async def test_a_file_is_caught_however_it_comes(hands: Hands, way: str) -> None:
    put_files(hands)
    await hands.show(WAYS[way])
    assert await hands.visit.download(PRESS) == PDF


def put_files(hands: Hands) -> None:
    hands.site.replies["/pdf"] = Reply(PDF, headers={"Content-Type": "application/pdf"})
    attached = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="responsiva.pdf"',
    }
    hands.site.replies["/adjunto"] = Reply(PDF, headers=attached)


async def test_the_page_is_still_there_afterwards(hands: Hands) -> None:
    put_files(hands)
    for way in ("inline in a new tab", "attachment", "inline"):
        await hands.show(WAYS[way])
        await hands.visit.download(PRESS)
        assert await hands.has(PRESS)


async def test_no_file_in_time_is_trouble_of_the_portal(hands: Hands) -> None:
    await hands.show("<button>Responsiva</button>")
    with pytest.raises(PortalTrouble, match="ningún archivo"):
        await hands.visit.download(PRESS)
