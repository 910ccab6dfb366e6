import os, pytest
from fixtures.portal.settings import Skin
from tests.faults.matrix import ROWS, Fault, MAIL
from tests.faults.play import play
pytestmark = pytest.mark.browser
rows=[r for r in ROWS if r.name in os.environ.get("ROWS", r.name).split(",")]
faults=[f for f in Fault if f.value in os.environ.get("FAULTS", f.value).split(",")]
@pytest.mark.parametrize("fault", faults)
@pytest.mark.parametrize("row", rows, ids=lambda r:r.name)
@pytest.mark.parametrize("skin", [s for s in Skin if s.value in os.environ.get("SKINS",s.value)])
async def test_x(theatres, skin, row, fault):
    th = await theatres.of(skin)
    try:
        met = await play(th, row, fault)
        with open("/tmp/f_results.txt","a") as f: f.write(f"{skin}|{row.name}|{fault}|{met.ending}|{met.later}|arr {met.arrived} last {met.at_last} good {met.good} typed {met.typed}|{met.seconds:.1f}s|{met.words!r}\n")
    except BaseException as e:
        with open("/tmp/f_results.txt","a") as f: f.write(f"{skin}|{row.name}|{fault}|EXC {type(e).__name__} {e!r}\n")
        raise
