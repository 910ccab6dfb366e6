"""A stage whose every secret is a canary: real commands, in a home and a temporary folder of their own, under the eyes
of a watch over the processes. At its end every byte that the commands left is searched.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.demo.cast import Player
from fixtures.demo.stage import MAILBOX_PASSWORD, Stage, open_stage
from fixtures.portal.settings import PortalSettings
from tests.canary.birds import ProcessWatch, found_in, magenta_in
from tests.e2e.terminal import Terminal, terminal

ROOT = Path(__file__).parents[2]
# Those of no employer, as the environment hands them over. The summary's server is one that nobody answers for.
ENVIRONMENT = {
    "INFONAVIT_ROBOT_VAULT_PASSPHRASE": "frase de la bóveda: \"ñ' 7% &",
    "INFONAVIT_ROBOT_SUMMARY_PASSWORD": "resumen-ñ+/ 9",
    "PGPASSWORD": "postgres-\\ñ%20",
}
_SETTINGS = """evidence:
  trace: always
summary:
  to: [ana@despacho.example]
  host: 127.0.0.1
  port: 9
  user: robot@despacho.example
  when: always
"""


@dataclass
class Nest:
    """`told`: all that the commands printed."""

    stage: Stage
    cast: tuple[Player, ...]
    watch: ProcessWatch
    told: str = ""
    more: list[Path] = field(default_factory=list)  # folders beside the stage that are searched, too
    more_secrets: dict[str, bytes] = field(default_factory=dict)

    @property
    def nrp(self) -> str:
        return self.cast[0].employer.nrp

    def robot(self, *words: str, mishaps: Iterable[str] = ()) -> int:
        """One command in which each of the mishaps comes once; gives its exit code."""
        command = self._command(words, mishaps)
        done = subprocess.run(command, env=self.stage.environment(), check=False, capture_output=True)
        self.told += (done.stdout + done.stderr).decode()
        return done.returncode

    @contextmanager
    def terminal(self, *words: str) -> Iterator[Terminal]:
        with terminal(self._command(words), self.stage.environment()) as person:
            yield person
        self.told += person.shown

    def _command(self, words: Sequence[str], mishaps: Iterable[str] = ()) -> list[str]:
        return [sys.executable, "-m", "tests.canary.mishap", ";".join(mishaps), *self.stage.command(*words)[3:]]

    @property
    def states(self) -> list[str]:
        return [one["state"] for one in self.stage.records("status")]

    def events(self) -> list[dict[str, Any]]:
        told = [file.read_text(encoding="utf-8") for file in self.stage.workspace.glob("evidence/*/*/events.jsonl")]
        return [json.loads(line) for text in told for line in text.splitlines()]

    def leaks(self, *but: str) -> list[str]:
        """Where secrets lie now. `but`: folders of the workspace that are not looked through."""
        stage = self.stage
        (stage.folder / "told.txt").write_text(self.told, encoding="utf-8")
        ours = (stage.folder / "padron.xlsx", stage.folder / "efirmas", stage.folder / "given")
        skipped = (*ours, *(stage.workspace / one for one in but))
        found = found_in(stage.folder, self.secrets(), but=skipped)
        for folder in self.more:
            found += found_in(folder, self.secrets())
        return found + magenta_in(stage.workspace) + sorted(self.watch.hits)

    def secrets(self) -> dict[str, bytes]:
        return secrets_of(self.stage, self.cast) | self.more_secrets


def secrets_of(stage: Stage, cast: tuple[Player, ...]) -> dict[str, bytes]:
    """All that the run handled, the portal's ground truth of sessions and mailed passwords among it."""
    found = {name: value.encode() for name, value in ENVIRONMENT.items()} | {"mailbox": MAILBOX_PASSWORD.encode()}
    for number, player in enumerate(cast):
        found[f"portal {number}"] = player.typed_password.encode()
        found[f"passphrase {number}"] = player.pair.passphrase.encode()
        found[f"key {number}"] = player.pair.key
        service = stage.portal.control.service_password(player.employer.nrp)
        if service:
            found[f"service {number}"] = service.encode()
    for number, mail in enumerate(tuple(stage.portal.core.mails)):
        found[f"mailed {number}"] = mail.password.encode()
    for number, token in enumerate(tuple(stage.portal.core.sessions)):
        found[f"session {number}"] = token.encode()
    return found


@contextmanager
def nest(
    folder: Path, cast: tuple[Player, ...], now: datetime, settings: PortalSettings = PortalSettings(), more: str = ""
) -> Iterator[Nest]:
    """`more`: further settings of the workspace. At the end nothing may be found."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(prefix="canary-") as temporary,  # a window's socket has no room for a long path
        open_stage(folder, cast, settings) as stage,
    ):
        patch.setenv("TMPDIR", temporary)
        for name in ("HOME", "PWD"):
            place = folder / name.lower()
            place.mkdir()
            patch.setenv(name, str(place))
        patch.chdir(folder / "pwd")
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("CANARY_RUN", str(os.getpid()))
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        limit = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (limit[1], limit[1]))  # whoever crashes may leave its memory
        try:
            stage.prepare(cast, (now + timedelta(days=400)).date())
            file = stage.workspace / "settings.yaml"
            file.write_text(file.read_text(encoding="utf-8") + _SETTINGS + more, encoding="utf-8")
            with ProcessWatch(lambda: secrets_of(stage, cast)) as watch:
                made = Nest(stage, cast, watch, more=[Path(temporary)])
                yield made
        finally:
            resource.setrlimit(resource.RLIMIT_CORE, limit)
        found = made.leaks()
        assert not found, found
        assert stage.robot("evidence", "verify") == 0, stage.told
