"""The shipped flows are written for a portal that nobody saw: they name nothing that only the mock portal has."""

import re
from collections.abc import Iterator
from pathlib import Path

from fixtures.portal import settings
from robot.model.screen import By, Candidate
from robot.outside.flow_files.load import load_book, shipped_flows

# Seen in public code that fills Infonavit's forms; the files of the screens say where and when.
DOCUMENTED = {"nrp", "correo", "pwd", "captchaInput", "cerFile", "keyFile", "plainPassword"}
# What anybody calls such a field, the mock portal too. No walk on the skins below depends on them.
ORDINARY = {"email", "password", "contrasena", "cer", "key"}

_WRITTEN = re.compile(r"""\b(?:id|name|class)["']?\s*[=:]\s*["']([^"'{}<>]+)""")
_CALLED = re.compile(r"""(?:[sS]elect|Picker)\(\s*[^,]+,\s*(?:[^,]+,\s*)?"([\w-]+)",\s*"([\w-]+)\"""")
_STYLED = re.compile(r"[.#]([A-Za-z][\w-]+)(?=[^{};]*\{)")


def names_of_the_mock_portal() -> set[str]:
    found: set[str] = set()
    for file in Path(settings.__file__).parent.rglob("*"):
        if file.suffix in (".html", ".js"):
            text = file.read_text(encoding="utf-8")
            found.update(word for name in _WRITTEN.findall(text) for word in name.split())
            found.update(word for names in _CALLED.findall(text) for word in names)
        elif file.suffix == ".css":
            found.update(_STYLED.findall(file.read_text(encoding="utf-8")))
    return found


def candidates() -> Iterator[Candidate]:
    for screen in load_book((shipped_flows(),)).screens.values():
        for target in (*screen.seen, *screen.never, *screen.targets.values()):
            yield from target.candidates


def test_no_target_names_what_only_the_mock_portal_has() -> None:
    mock = names_of_the_mock_portal()
    assert {"servicio", "rfcDesarrollador", "cerFile", "pestanas", "vigencia"} <= mock
    for candidate in candidates():
        if candidate.by in (By.ID, By.NAME, By.CSS):
            words = set(re.findall(r"[\w-]+", candidate.value)) - DOCUMENTED - ORDINARY
            assert not words & mock, f"{candidate.place}: {candidate.by}: {candidate.value}"
