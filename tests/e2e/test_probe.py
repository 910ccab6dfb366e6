"""A probe as support runs it the first day: the real command, a terminal, a window, screens that nobody knows."""

import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.cast import players
from fixtures.demo.stage import Stage, open_stage
from fixtures.portal.settings import PortalSettings
from robot.outside.flow_files.load import shipped_flows
from tests.e2e.terminal import terminal
from tests.outside.browser.display import display
from tests.skins.test_probe import HARMLESS

pytestmark = [pytest.mark.browser, pytest.mark.soak]
NOW = datetime.fromtimestamp(time.time(), UTC)
NRP = players(NOW)[4].employer.nrp  # whose service password is on the portal already
ACCEPT, HAND = "¿Los acepta", "SIN ENVIAR NADA"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    cast = (players(NOW)[4],)
    with display(), open_stage(tmp_path, cast, PortalSettings()) as stage:
        stage.prepare(cast, (NOW + timedelta(days=300)).date())
        yield stage


def forget(stage: Stage, screen: str, old: str, new: str) -> None:
    """The portal calls something otherwise than the files do, seen from the other side."""
    text = (shipped_flows() / "screens" / f"{screen}.yaml").read_text(encoding="utf-8")
    assert old in text
    own = stage.workspace / "flows" / "screens" / f"{screen}.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text.replace(old, new), encoding="utf-8")


def test_the_first_day_in_a_window(stage: Stage) -> None:
    forget(
        stage, "relation_form", "    - {button: Aceptar}\n    - {button_with: aceptar}\n", "    - {button: Guardar}\n"
    )
    forget(stage, "relations", "    - {button: Exportar tabla}\n    - {button_with: [exportar tabla, exportar]}\n"
           "    - {link_with: exportar}\n", "    - {button: Bajar la tabla}\n")  # fmt: skip
    with terminal(stage.command("probe", NRP, "--headed"), stage.environment()) as person:
        asked: list[str] = []
        while (met := person.waits_for(ACCEPT, HAND, "Evidencia: ")) != "Evidencia: ":
            asked.append(met)
            person.types("s" if met == ACCEPT else "t")
        assert person.ends() == 3, person.shown[-3000:]
    (stage.folder / "terminal.txt").write_text(person.shown, encoding="utf-8")
    assert asked == [ACCEPT, HAND, HAND]
    assert {line.kind for line in stage.portal.control.log()} <= HARMLESS
    (archive,) = (stage.workspace / "evidence").rglob("*_flows.zip")
    with zipfile.ZipFile(archive) as proposal:
        assert proposal.namelist() == ["screens/relations.yaml"]
        proposal.extractall(stage.workspace / "flows")
    assert stage.robot("flows", "check") == 0, stage.told
    assert stage.robot("evidence", "verify") == 0, stage.told
    assert stage.robot("probe", NRP, "--flow", "export_table") == 0, stage.told
