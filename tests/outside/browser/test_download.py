"""The file that a press gives, however it is handed over."""

import pytest

from robot.model.faults import PortalTrouble
from tests.outside.browser.parts import Hands, Reply, target

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" + bytes(range(256))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRESS = target("button: Responsiva", "link: Responsiva")
BLOB = "fetch('/pdf').then(r=>r.blob()).then(b=>window.URL.createObjectURL(new Blob([b],{type:'application/pdf'})))"
WAYS = {
    "attachment": "<a href=/adjunto>Responsiva</a>",
    "attachment in a new tab": "<a href=/adjunto target=_blank>Responsiva</a>",
    "attachment by post": "<form action=/adjunto method=post><button>Responsiva</button></form>",
    "attachment in a hidden frame": "<iframe name=f style='display:none'></iframe><a href=/adjunto target=f>Responsiva</a>",
    "inline": "<a href=/pdf>Responsiva</a>",
    "inline in a new tab": "<a href=/pdf target=_blank>Responsiva</a>",
    "inline in a window": "<button onclick=\"window.open('/pdf','w','width=400')\">Responsiva</button>",
    "blob by a link": f"<button onclick=\"{BLOB}.then(u=>{{const a=document.createElement('a');a.href=u;a.download='r.pdf';a.click()}})\">Responsiva</button>",
    "blob in a new tab": f'<button onclick="{BLOB}.then(u=>window.open(u))">Responsiva</button>',
    "blob in a frame": f'<iframe id=f></iframe><button onclick="{BLOB}.then(u=>f.src=u)">Responsiva</button>',
    "later": "<button onclick=\"setTimeout(()=>location.href='/adjunto',800)\">Responsiva</button>",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
async def test_a_file_is_caught_however_it_comes(hands: Hands, way: str) -> None:
    put_files(hands)
    await hands.show(WAYS[way])
    _, content = await hands.visit.download(PRESS)
    assert content == PDF


def put_files(hands: Hands) -> None:
    hands.site.replies["/pdf"] = Reply(PDF, headers={"Content-Type": "application/pdf"})
    attached = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="responsiva.pdf"',
    }
    hands.site.replies["/adjunto"] = Reply(PDF, headers=attached)


async def test_the_portals_name_of_the_file_is_kept(hands: Hands) -> None:
    put_files(hands)
    await hands.show(WAYS["attachment"])
    name, _ = await hands.visit.download(PRESS)
    assert name == "responsiva.pdf"


async def test_the_page_is_still_there_afterwards(hands: Hands) -> None:
    put_files(hands)
    for way in ("inline in a new tab", "attachment", "inline"):
        await hands.show(WAYS[way])
        await hands.visit.download(PRESS)
        assert await hands.visit.has(PRESS)


async def test_no_file_in_time_is_trouble_of_the_portal(hands: Hands) -> None:
    await hands.show("<button>Responsiva</button>")
    with pytest.raises(PortalTrouble, match="ningún archivo"):
        await hands.visit.download(PRESS)
