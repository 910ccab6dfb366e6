"""Headed debug mode as support staff use it: a real terminal, a real window, a real editor that changes a real file."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.cast import players
from fixtures.demo.stage import Stage, open_stage
from fixtures.portal.settings import PortalSettings
from robot.outside.flow_files.load import shipped_flows
from tests.e2e.terminal import Terminal, terminal
from tests.outside.browser.display import display

pytestmark = pytest.mark.browser
NOW = datetime.fromtimestamp(time.time(), UTC)
NRP = players(NOW)[4].employer.nrp  # whose service password is on the portal already
PROMPT = "depurar> "
ACCEPT = "¿Los acepta"
SEND = "¿Enviar? [s/N]"
# What the person does in the editor: the button's name first misspelt, the second time right.
EDITOR = """import pathlib, sys
file = pathlib.Path(sys.argv[-1])
text = file.read_text(encoding="utf-8")
wrong, right = "- {button: Botón de ayer}", "- {button: Entrar}"
misspelt = "- {buton: Entrar}"
file.write_text(text.replace(misspelt, right) if misspelt in text else text.replace(wrong, misspelt), encoding="utf-8")
"""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An NRP whose next flow is the relation's, and an editor that is a script."""
    cast = (players(NOW)[4],)
    with display(), open_stage(tmp_path, cast, PortalSettings(ready_after=timedelta(seconds=3))) as stage:
        stage.prepare(cast, (NOW + timedelta(days=300)).date())
        settings = stage.workspace / "settings.yaml"
        settings.write_text(
            settings.read_text(encoding="utf-8").replace("waits:\n", "waits:\n  screen: 8s\n"), encoding="utf-8"
        )
        known = tmp_path / "password.txt"
        known.write_text(stage.portal.control.service_password(NRP) or "", encoding="utf-8")
        assert stage.robot("password", "set", NRP, "--file", str(known)) == 0, stage.told
        (tmp_path / "editor.py").write_text(EDITOR, encoding="utf-8")
        yield stage


def debugging(stage: Stage, *words: str) -> tuple[list[str], dict[str, str]]:
    editor = f"{sys.executable} {stage.folder / 'editor.py'}"
    return stage.command("debug", NRP, "--slow", "0s", *words), {**stage.environment(), "VISUAL": editor}


def break_login(stage: Stage) -> Path:
    """A portal that changed a button's name, seen from the other side."""
    shipped = (shipped_flows() / "screens" / "login.yaml").read_text(encoding="utf-8")
    head, _, _ = shipped.partition("  submit:\n")
    own = stage.workspace / "flows" / "screens" / "login.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(f"{head}  submit:\n    - {{button: Botón de ayer}}\n", encoding="utf-8")
    return own


def to_the_question(person: Terminal) -> None:
    """Runs on, accepting terms as they come, until it is asked whether to send."""
    person.types("seguir")
    while person.waits_for(SEND, ACCEPT) == ACCEPT:
        person.types("y")


def test_a_broken_screen_is_mended_in_the_editor_and_the_same_browser_goes_on_to_the_end(stage: Stage) -> None:
    own = break_login(stage)
    with terminal(*debugging(stage)) as person:
        person.waits_for(PROMPT)
        person.types("seguir")
        person.waits_for("Falla")
        person.waits_for("para ser «Acceso al portal»: submit")
        person.waits_for(PROMPT)
        person.types("editar")
        person.waits_for("no conozco `buton`")
        person.waits_for("¿Corregirlo en el editor?")
        person.types("")
        person.waits_for("+    - {button: Entrar}")
        person.waits_for("g = guardar")
        person.types("g")
        person.waits_for("Acceso al portal (login)")
        person.waits_for(PROMPT)
        to_the_question(person)
        person.types("s")
        while (asked := person.waits_for(SEND, ACCEPT, f"\n{NRP}: ")) in (SEND, ACCEPT):
            person.types("s" if asked == SEND else "y")
        assert person.ends() == 0, person.shown[-3000:]
    (stage.folder / "terminal.txt").write_text(person.shown, encoding="utf-8")
    assert "{button: Entrar}" in own.read_text(encoding="utf-8")
    assert [line.accepted for line in stage.portal.control.log("relation", NRP)] == [True]
    assert len(stage.portal.control.log("login", NRP)) == 1
    for secret in (players(NOW)[4].typed_password, players(NOW)[4].pair.passphrase):
        assert secret not in person.shown


@pytest.mark.soak
def test_who_says_no_sends_nothing(stage: Stage) -> None:
    with terminal(*debugging(stage)) as person:
        person.waits_for(PROMPT)
        to_the_question(person)
        assert "Desarrollador" in person.shown and NRP in person.shown
        person.types("")
        person.waits_for("No se envió nada.")
        person.waits_for(PROMPT)
        person.types("salir")
        assert person.ends() == 0, person.shown[-3000:]
    assert not stage.portal.control.log("relation", NRP)
