"""One portal and one prepared workspace, from which every round starts afresh: the same work for robot and script."""

import csv
import os
import shutil
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fixtures.demo.cast import HEADERS
from fixtures.demo.stage import Stage
from fixtures.efirma_maker.identities import valid_nrp, valid_rfc
from fixtures.efirma_maker.pair import make_pair
from fixtures.mail_server.server import RunningMailServer
from fixtures.portal.records import Employer
from fixtures.portal.server import RunningPortal
from fixtures.portal.settings import PortalSettings, Skin
from robot.assembly import open_workspace
from robot.model.identifiers import Nrp
from robot.model.state import Phase, Seen
from robot.outside.browser.discovery import ways
from robot.outside.browser.options import BrowserOptions
from tests.bench.jobs import IN_FORCE, Job, Order
from tests.bench.measure import Cost, measure

WAIT = 2.0  # the guide's ten minutes, for both; so short that neither side idles for long
_SETTINGS = """portal:
  address: {address}
pace:
  visits_at_once: {at_once}
  pause: 1ms
waits:
  relation: [{wait}s, 3s, 5s, 9s, 15s]
  retry: [1s]
  session: 1ms
  run: 60s
authorisation:
  by: Ana Ruiz, representante legal
  until: {until}
evidence:
  pictures: {pictures}
browser:
  executable: {executable}
"""


def make_jobs(folder: Path, number: int) -> tuple[Job, ...]:
    """As many companies, each with an e.firma of its own, because visits of one RFC are serialised."""
    now = datetime.fromtimestamp(time.time(), UTC)
    representative = valid_rfc("GOLA", date(1975, 7, 7))
    made = []
    for at in range(number):
        rfc = valid_rfc("TNO", date(2001, 5, 1) + timedelta(days=at))
        pair = make_pair(
            rfc=rfc, name=f"TORNILLOS {at} SA DE CV", representative_rfc=representative,
            not_before=now - timedelta(days=200), not_after=now + timedelta(days=1200),
        )  # fmt: skip
        place = folder / f"efirma{at}"
        place.mkdir(parents=True)
        cer, key = pair.write(place)
        made.append(
            Job(
                valid_nrp(at + 1),
                rfc,
                f"TORNILLOS {at} SA DE CV",
                f"avisos{at}@despacho.example",
                f"Portal-{at}#ñ{at}",
                f"Servicio-{at}-xK9",
                str(cer),
                str(key),
                pair.passphrase,
            )  # fmt: skip
        )
    return tuple(made)


def browser_executable() -> str:
    """The first of the robot's own order that is a file, so that both sides run the same browser."""
    found = [str(way.file) for way in ways(BrowserOptions()) if way.file is not None and way.file.is_file()]
    return found[0] if found else ""


class Contest:
    """Of one skin. The first job is the pilot, by whom the terms are approved; the rest take part."""

    def __init__(self, folder: Path, portal: RunningPortal, jobs: tuple[Job, ...], skin: Skin) -> None:
        self._folder = folder / skin.value
        self._portal = portal
        self._jobs = jobs
        self._settings = PortalSettings(skin=skin, ready_after=timedelta(seconds=WAIT))
        self._rounds = 0
        self._executable = browser_executable()

    def prepare(self, mail: RunningMailServer) -> None:
        """init, import, and the pilot."""
        self._folder.mkdir(parents=True)
        self._reset()
        stage = Stage(self._folder, self._portal, mail)
        stage.robot("init", str(stage.workspace))
        self._write_settings(stage.workspace, at_once=1, pictures=False)
        assert stage.robot("import", str(self._write_roster())) == 0, stage.told
        stage.approve_with_a_pilot(self._jobs[0].nrp)
        self._demand(self._jobs[:1], stage.told)
        self._tell_what_is_there(stage.workspace)

    def _tell_what_is_there(self, path: Path) -> None:
        """As after a look: a password, no relation. So the robot has the same to do as the script, and no more."""
        workspace = open_workspace(path)
        now = workspace.clock.now()
        for job in self._jobs[1:]:
            claim = workspace.ledger.claim("bench", now, timedelta(minutes=5), [Nrp(job.nrp)])
            assert claim is not None
            workspace.ledger.observe(claim, Seen(True, now, (), now))
            workspace.ledger.release(claim, due_at=now, phase=Phase.PENDING, text="", block=None, failures=0)
        workspace.close()

    def robot(self, jobs: tuple[Job, ...], at_once: int, *, pictures: bool) -> Cost:
        workspace = self._fresh_folder() / "espacio"
        shutil.copytree(self._folder / "espacio", workspace, ignore=shutil.ignore_patterns("evidence"))
        (workspace / "evidence").mkdir(exist_ok=True)
        self._write_settings(workspace, at_once=at_once, pictures=pictures)
        only = [word for job in jobs for word in ("--nrp", job.nrp)]
        return self._run(["robot", "run", "--workspace", str(workspace), *only], jobs, workspace.parent)

    def script(self, jobs: tuple[Job, ...], at_once: int) -> Cost:
        folder = self._fresh_folder()
        order = Order(self._portal.address, self._settings.skin.value, at_once, WAIT, self._executable, jobs)
        order.write(folder / "order.json")
        return self._run(["tests.bench.raw_script", str(folder / "order.json")], jobs, folder)

    def _run(self, module: list[str], jobs: tuple[Job, ...], folder: Path) -> Cost:
        self._reset()
        log = folder / "told.txt"
        environ = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": ""}  # as a user starts it
        sessions = self._portal.core.sessions
        command = [sys.executable, "-m", *module]
        code, cost = measure(command, log, reached=lambda: bool(sessions), environ=environ)
        told = log.read_text(encoding="utf-8", errors="replace")
        if code:
            raise SystemExit(f"{' '.join(command)} ended with {code}:\n{told}")
        self._demand(jobs, told)
        return cost

    def _demand(self, jobs: tuple[Job, ...], told: str) -> None:
        """Ground truth: each relation sent once and in force."""
        for job in jobs:
            states = [state for _, state in self._portal.control.relations(job.nrp)]
            if states != [IN_FORCE]:
                raise SystemExit(f"{job.nrp}: {states} on the portal\n{told}")

    def _reset(self) -> None:
        employers = [
            Employer(nrp=job.nrp, email=job.email, portal_password=job.portal_password, rfcs=(job.rfc,), name=job.name)
            for job in self._jobs
        ]
        self._portal.control.reset(employers, self._settings)
        for job in self._jobs:
            self._portal.control.set_service_password(job.nrp, job.service_password)

    def _fresh_folder(self) -> Path:
        self._rounds += 1
        folder = self._folder / f"round{self._rounds}"
        folder.mkdir()
        return folder

    def _write_settings(self, workspace: Path, *, at_once: int, pictures: bool) -> None:
        text = _SETTINGS.format(
            address=self._portal.address, at_once=at_once, wait=WAIT, pictures="yes" if pictures else "no",
            executable=self._executable, until=(datetime.fromtimestamp(time.time(), UTC) + timedelta(days=400)).date(),
        )  # fmt: skip
        if not self._executable:
            text = text.partition("browser:")[0]
        (workspace / "settings.yaml").write_text(text, encoding="utf-8")

    def _write_roster(self) -> Path:
        path = self._folder / "padron.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(HEADERS)
            for job in self._jobs:
                rows.writerow((
                    job.nrp, job.email, job.portal_password, job.rfc, job.name, job.cer, job.key, job.passphrase,
                    job.service_password, "", "", "",
                ))  # fmt: skip
        return path
