"""Where robots are born: a warm process without threads that forks one for each life. Started by conftest.

Reads one JSON line an order (a story, a database, what to aim at) and answers with one line. A life is a real
process that runs the real worker; what it is told to die of is a real signal.
"""

import asyncio
import gc
import json
import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import robot.engine.stored_efirma
from robot.engine.desk import LEASE
from robot.engine.house import House
from robot.engine.ports import LeaseLost
from robot.engine.reconcile import Reconciler
from robot.engine.worker import Plan, Worker
from robot.model.policy import Policy
from robot.model.secret import Secret, SecretKind
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.ledger.opening import open_ledger
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.ledger.tables import METADATA
from robot.outside.vault.key_sources import PassphraseSource
from robot.outside.vault.vault import open_vault
from robot.outside.workbook.export import read_table_export
from tests.crash.cast import STORIES, Story, furnish, portals
from tests.crash.points import Points, watch, wrap_writes
from tests.crash.truth import Journal, JournalledBrowser, JournalledMail, SharedClock
from tests.engine.fakes import FakeEvidence, FakePerson, Silence

_LONGEST_LIFE = 60  # seconds; one that hangs dies of it
_PATIENCE = timedelta(hours=30)
_KEY = PassphraseSource(Secret("words of the test"), cost=2)
_BOOK = load_book((shipped_flows(),))
_POLICY = Policy(mail_poll=timedelta(minutes=2), mail_slow_poll=timedelta(hours=2))


@dataclass
class Database:
    """One database, put back to how a story begins before each case."""

    address: str
    ledger: SqlLedger = field(init=False)
    file: Path | None = None
    told: str = ""

    def __post_init__(self) -> None:
        self.ledger = open_ledger(self.address)
        if self.file is None:
            self._keep_tables("blank")

    def begin(self, story: Story) -> None:
        self.rest()
        if self.told != story.name:
            self._furnish(story)
            self.told = story.name
        if self.file is not None:
            self._sides()
            shutil.copyfile(self._kept, self.file)
        else:
            self._put_back("kept")
        self.rest()

    def rest(self) -> None:
        """Closes every connection: none may cross a fork."""
        self.ledger.close()

    @property
    def _kept(self) -> Path:
        assert self.file is not None
        return self.file.with_suffix(".kept")

    def _furnish(self, story: Story) -> None:
        if self.file is not None:
            self._sides()
            self.file.unlink()
            self.ledger = open_ledger(self.address)
        else:
            self._put_back("blank")
        furnish(story, self.ledger, open_vault(self.ledger.shelf, _KEY))
        self.rest()
        if self.file is not None:
            shutil.copyfile(self.file, self._kept)
        else:
            self._keep_tables("kept")

    def _sides(self) -> None:
        assert self.file is not None
        for side in ("-wal", "-shm"):
            self.file.with_name(self.file.name + side).unlink(missing_ok=True)

    @property
    def _tables(self) -> list[str]:
        return [f'"{table.name}"' for table in METADATA.sorted_tables]

    def _keep_tables(self, schema: str) -> None:
        copies = "".join(f"CREATE TABLE {schema}.{name} AS TABLE public.{name};" for name in self._tables)
        self._sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; {copies}")

    def _put_back(self, schema: str) -> None:
        copies = "".join(f"INSERT INTO {name} OVERRIDING SYSTEM VALUE TABLE {schema}.{name};" for name in self._tables)
        self._sql(f"TRUNCATE {', '.join(self._tables)}; {copies}")

    def _sql(self, text: str) -> None:
        with self.ledger._database.write() as connection:
            connection.exec_driver_sql(text)


@dataclass
class Case:
    """Everything the lives of one case share."""

    story: Story
    database: Database
    clock: SharedClock
    journal: Journal

    def life(
        self, name: str, *, aim: str = "", act: str = "kill", command: str = "", heir: bool = False
    ) -> dict[str, Any]:
        """One process of the robot, until nothing is due any more. Gives what it passed and how things stand."""
        points = Points(aim, act)
        watch(points)
        faces = portals(self.story, self.journal, self.clock, points)
        ledger = self.database.ledger
        vault = open_vault(ledger.shelf, _KEY)
        self.clock.next_due = lambda: ledger.next_due(None)
        self.clock.at_work = lambda: bool(ledger.at_work(self.clock.at))
        house = House(
            ledger=ledger, vault=vault, mail=JournalledMail(faces), browser=JournalledBrowser(faces),
            evidence=FakeEvidence(), clock=self.clock, book=_BOOK, policy=_POLICY, attendant=FakePerson(),
            listener=Silence(), read_export=read_table_export, machine="here/me",
        )  # fmt: skip
        if heir:
            ledger.forget_leases_of("robot")
        for nrp in self.story.cast:
            faces[nrp].refresh()
        bugs = asyncio.run(_lead(house, name, command, self.story))
        return {"met": points.met, "bugs": bugs, "facts": [_facts(house, faces[nrp], nrp) for nrp in self.story.cast]}


async def _lead(house: House, name: str, command: str, story: Story) -> int:
    reconciler = Reconciler(house, live_portal=False)
    worker = Worker(house, reconciler, Plan(name, 2, _PATIENCE))
    if command:
        nrp, now = story.cast[0], house.clock.now()
        house.ledger.wake((nrp,), now)
        claim = house.ledger.claim(name, now, LEASE, (nrp,))
        if claim is not None:  # another robot may have come first, as the command then says
            with suppress(LeaseLost):
                await worker.while_held(claim, reconciler.run_one(claim, command))
    else:
        await worker.run()
    return worker.bugs


def _facts(house: House, face: Any, nrp: Any) -> dict[str, Any]:
    record = house.ledger.record(nrp)
    face.refresh()
    known = house.vault.get(nrp, SecretKind.SERVICE_PASSWORD)
    return {
        "nrp": nrp,
        "arrived": Counter(line["kind"] for line in face.journal.of(nrp, "password", "relation", "cancel")),
        "phase": record.phase,
        "reason": record.block.reason if record.block else None,
        "commits": [f"{commit.kind.value} {commit.state.value}" for commit in record.commits],
        "unresolved": sum(commit.unresolved for commit in record.commits),
        "stopped": record.stopped,
        "password": (known.reveal_text() if known else None),
        "truth": face.service_password,
        "quarantined": len(house.ledger.quarantined()),
        "touches": len(face.journal.of(nrp, "touch", "login")),
        "mails_used": len(house.ledger.used_mails()),
        # That a mail was picked up may be told late: it is true whoever tells it.
        "events": Counter(one.kind for one in house.ledger.events(nrp) if one.kind in ("signing", "visit")),
    }


@dataclass
class Robot:
    """A forked life."""

    pid: int
    pipe: int

    def wait(self, options: int = 0) -> int:
        return os.waitpid(self.pid, options)[1]

    def report(self) -> dict[str, Any]:
        """To be asked when it has ended by itself."""
        with os.fdopen(self.pipe) as told:
            return json.loads(told.read() or "{}")


def born(work: Callable[[], dict[str, Any]]) -> Robot:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Robot(pid, reading)
    os.close(reading)
    code = 70
    signal.alarm(_LONGEST_LIFE)
    try:
        with os.fdopen(writing, "w") as told:
            told.write(json.dumps(work()))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


class Nursery:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._databases: dict[str, Database] = {}
        self._clock = SharedClock()

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        case = self._case(STORIES[order["story"]], order["address"])
        return getattr(self, order["do"])(case, **order.get("with", {}))

    def record(self, case: Case) -> dict[str, Any]:
        """A life that nothing happens to, and the one after a command."""
        first = self._ended(born(lambda: case.life("robot:1", command=case.story.command)))
        return {**self._heir(case), "met": first["met"]}

    def cut(self, case: Case, aim: str, act: str) -> dict[str, Any]:
        """One life that something happens to at `aim`, then the next start, then one more that must do nothing."""
        first = born(lambda: case.life("robot:1", aim=aim, act=act, command=case.story.command))
        status = first.wait()
        if act == "kill":
            assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"not met: {aim}"
            os.close(first.pipe)
        else:
            assert status == 0 and aim in first.report()["met"], f"not met: {aim}"
        return self._heir(case)

    def freeze(self, case: Case, aim: str) -> dict[str, Any]:
        """One robot stands still at `aim` past its lease, another goes on to the end, then the first one wakes up.
        `late`: what the portal got from it after that."""
        first = born(lambda: case.life("robot:1", aim=aim, act="freeze", command=case.story.command))
        assert os.WIFSTOPPED(first.wait(os.WUNTRACED)), f"not met: {aim}"
        case.clock.at += LEASE + timedelta(seconds=1)
        other = self._ended(born(lambda: case.life("other:1")))
        before = len(case.journal.lines())
        os.kill(first.pid, signal.SIGCONT)
        self._ended(first)
        late = [line for line in case.journal.lines()[before:] if line["by"] == first.pid]
        after = self._heir(case)
        if not any("claim" in point for point in other["met"]):
            return after  # there was nothing to take over, so it was still its own
        return {**after, "still": other["facts"] == after["facts"], "late": [line["what"] for line in late]}

    def together(self, case: Case) -> dict[str, Any]:
        """Two robots at once."""
        both = [born(lambda name=name: case.life(name)) for name in ("robot:1", "other:1")]
        for one in both:
            self._ended(one)
        return self._heir(case)

    def _heir(self, case: Case) -> dict[str, Any]:
        def two_starts() -> dict[str, Any]:
            first = case.life("robot:2", heir=True)
            second = case.life("robot:3", heir=True)
            return {**second, "still": first["facts"] == second["facts"], "bugs": first["bugs"] + second["bugs"]}

        return self._ended(born(two_starts))

    def _ended(self, one: Robot) -> dict[str, Any]:
        report = one.report()
        assert one.wait() == 0, "a robot ended with an error"
        return report

    def _case(self, story: Story, address: str) -> Case:
        if address not in self._databases:
            file = Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite") else None
            self._databases[address] = Database(address, file)
            self._case(STORIES["generate_and_register"], address).life("warm")  # whatever is made once is made here
            gc.collect()
            gc.freeze()
        database = self._databases[address]
        database.begin(story)
        self._clock.reset()
        file = self._folder / "portal.jsonl"
        file.unlink(missing_ok=True)
        return Case(story, database, self._clock, Journal(file, self._clock))


def hasten() -> None:
    """Calls of the ledger are made where they stand, not in threads: same order, a third of the time. The key of an
    e.firma takes 40 ms to open: its verdict is asked for once."""
    check = robot.engine.stored_efirma.check_efirma
    verdicts: dict[bytes, Any] = {}

    def checked(cer: bytes, key: bytes, passphrase: Secret, **more: Any) -> Any:
        if cer not in verdicts:
            verdicts[cer] = check(cer, key, passphrase, **more)
        return verdicts[cer]

    async def here(call: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return call(*args, **more)

    robot.engine.stored_efirma.check_efirma = checked
    for name, module in list(sys.modules.items()):
        if name.startswith("robot.engine.") and hasattr(module, "in_thread"):
            module.in_thread = here  # type: ignore[attr-defined]


def main(folder: str) -> None:
    wrap_writes()
    hasten()
    nursery = Nursery(Path(folder))
    for line in sys.stdin:
        try:
            answer = nursery.obey(json.loads(line))
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
