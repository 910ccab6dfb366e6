"""The definitions that systemd, cron and the Windows Task Scheduler get: as files, by the systems' own checkers, and
registered and removed without touching what is not ours.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path

import pytest

from robot.model.errors import RobotError
from robot.model.schedule import ScheduledRun, Timetable
from robot.outside.schedule.cron import Cron
from robot.outside.schedule.scheduler import Answer, Scheduler, run_program
from robot.outside.schedule.systemd import Systemd
from robot.outside.schedule.windows import NAMESPACE, WindowsTasks

GOLDEN = Path(__file__).parent / "golden"
MORNINGS = Timetable((0, 1, 2, 3, 4), time(7, 30))
EVERY_DAY = Timetable(tuple(range(7)), time(7, 30))
DAILY = ScheduledRun(
    workspace=Path("/srv/Nómina & Cía <1>/despacho uno"),
    python=Path("/opt/infonavit robot/bin/python"),
    user="ana",
    timetable=MORNINGS,
    here=Timetable((0, 1, 2, 3, 4), time(13, 30)),
    first_day=date(2026, 11, 24),
)
WATCH = replace(DAILY, timetable=None, here=None, first_day=None)
KEYS = (("INFONAVIT_ROBOT_VAULT_KEY_FILE", "/llaves/la de 'ana' 100%.key"),)
posix = pytest.mark.skipif(os.name != "posix", reason="the goldens have POSIX paths")


def unused(arguments: Sequence[str], given: bytes) -> Answer:
    raise AssertionError(f"a definition needs no {arguments}")


@dataclass
class FakeProgram:
    """Records what it is called with; answers with 0, or what `answers` says for a word of the call."""

    answers: dict[str, Answer] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, arguments: Sequence[str], given: bytes) -> Answer:
        self.calls.append(tuple(arguments))
        found = (answer for word, answer in self.answers.items() if word in arguments)
        return next(found, Answer(0, b"", b""))


@posix
@pytest.mark.parametrize(
    ("name", "scheduler", "run"),
    [
        ("system_daily", Systemd(True, Path("units"), unused), replace(DAILY, environment=KEYS)),
        ("user_watch", Systemd(False, Path("units"), unused), WATCH),
        ("cron_daily", Cron(unused), replace(DAILY, environment=KEYS)),
        ("cron_watch", Cron(unused), WATCH),
        ("windows_daily", WindowsTasks(unused), DAILY),
        ("windows_every_day", WindowsTasks(unused), replace(DAILY, here=EVERY_DAY, without_session=True)),
        ("windows_watch", WindowsTasks(unused), WATCH),
        ("windows_watch_without_session", WindowsTasks(unused), replace(WATCH, without_session=True)),
    ],
)  # fmt: skip
def test_the_definitions_are_those_that_were_read_and_approved(
    name: str, scheduler: Scheduler, run: ScheduledRun
) -> None:
    """A change here is a change of what runs on people's machines: look at the difference, then
    INFONAVIT_TEST_WRITE_GOLDEN=1 writes the files anew."""
    made = "\n".join(f"# {Path(one.where).name}\n{one.text}" for one in scheduler.definitions(run))
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("INFONAVIT_TEST_WRITE_GOLDEN"):
        file.write_text(made.replace("\r\n", "\n"), encoding="utf-8")
    assert made.replace("\r\n", "\n") == file.read_text(encoding="utf-8")


def odd_run(tmp_path: Path, odd: str) -> ScheduledRun:
    """A run whose workspace and interpreter lie in a folder with this name, and exist. The interpreter tells how it
    was called."""
    folder = tmp_path / odd
    (folder / "ws" / "log").mkdir(parents=True)
    python = folder / "python"
    python.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$INFONAVIT_ROBOT_BROWSER" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    variables = (("INFONAVIT_ROBOT_BROWSER", str(folder / "navegador")),)
    return replace(DAILY, workspace=folder / "ws", python=python, user="root", environment=variables)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("odd", ["plain", "con espacio ñ", "100% $HOME", "a\"b'c", "uno\\dos & <tres>"])
@pytest.mark.parametrize("system", [True, False])
def test_systemd_itself_accepts_the_units_and_finds_the_interpreter(tmp_path: Path, odd: str, system: bool) -> None:
    """The interpreter's path is odd too: what systemd does not unquote to the real one, it does not find."""
    run = odd_run(tmp_path, odd)
    if set(odd) & set("\"'\\"):
        with pytest.raises(RobotError, match="no admite"):
            Systemd(system, tmp_path, unused).definitions(run)
        run = replace(run, python=Path("/bin/true"))
    units = tmp_path / "units"
    systemd = Systemd(system, units, FakeProgram())
    for each, word in ((run, "timer"), (replace(run, timetable=None, here=None), "service")):
        systemd.install(each)
        unit = units / f"{run.name}.{word}"
        manager = "--system" if system else "--user"
        checked = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", manager, str(unit)],
            capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, check=False,
        )  # fmt: skip
        ours = [line for line in checked.stderr.splitlines() if run.name in line or "not executable" in line]
        assert (checked.returncode, ours) == (0, [])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_itself_understands_the_days_and_the_zone() -> None:
    _, timer = Systemd(True, Path("units"), unused).definitions(DAILY)
    calendar = next(line.partition("=")[2] for line in timer.text.splitlines() if line.startswith("OnCalendar"))
    told = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2026-11-21 12:00:00 UTC", calendar],
        capture_output=True, text=True, env={**os.environ, "TZ": "UTC"}, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "2026-11-23 13:30:00 UTC" in told.stdout


@posix
@pytest.mark.parametrize("odd", ["plain", "con espacio ñ", "100% $HOME", "a\"b'c", "uno & <tres>; #4"])
def test_what_cron_hands_to_the_shell_starts_the_interpreter_in_the_workspace(tmp_path: Path, odd: str) -> None:
    run = odd_run(tmp_path, odd)
    (definition,) = Cron(unused).definitions(run)
    line = definition.text.splitlines()[1]
    command = line.split(" ", 5)[5].replace("\\%", "%")  # cron's own reading of a percent sign
    assert "%" not in line.replace("\\%", "")
    subprocess.run(["/bin/sh", "-c", command], check=True)
    told = (run.workspace / "log" / "cron.txt").read_text(encoding="utf-8").splitlines()
    browser = run.environment[0][1]
    assert told == [str(run.workspace), browser, *run.arguments]


@pytest.mark.skipif(not shutil.which("crontab"), reason="cron is not installed")
@pytest.mark.parametrize("run", [DAILY, WATCH, replace(DAILY, environment=KEYS, here=EVERY_DAY)])
def test_crontab_itself_accepts_the_block(tmp_path: Path, run: ScheduledRun) -> None:
    (definition,) = Cron(unused).definitions(run)
    file = tmp_path / "crontab"
    file.write_bytes(definition.content)
    flag = "-n" if "-n" in run_program(["crontab", "-h"]).text + run_program(["crontab", "-h"]).words else "-T"
    checked = subprocess.run(["crontab", flag, str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.fixture
def nobodys_crontab() -> Iterator[Cron]:
    """A real crontab that is nobody's, so that no person's is ever touched."""
    if not shutil.which("crontab") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs root and cron: the crontab of another account is used")

    fcntl = pytest.importorskip("fcntl")

    def of_nobody(arguments: Sequence[str], given: bytes) -> Answer:
        return run_program([arguments[0], "-u", "nobody", *arguments[1:]], given)

    with (Path(tempfile.gettempdir()) / "infonavit-robot-tests-crontab.lock").open("w") as one_test_at_a_time:
        fcntl.flock(one_test_at_a_time, fcntl.LOCK_EX)
        if of_nobody(("crontab", "-l"), b"").code == 0:
            pytest.skip("the account nobody has a crontab of its own")
        yield Cron(of_nobody)
        of_nobody(("crontab", "-r"), b"")


def test_a_real_crontab_keeps_every_other_byte_and_two_workspaces_coexist(nobodys_crontab: Cron) -> None:
    cron, other = nobodys_crontab, replace(DAILY, workspace=Path("/srv/otro"))
    own = b"# mio, con acento: \xf1 y \xc3\xb1\nCRON_TZ=Asia/Tokyo\n\n\n*/5 * * * * /bin/true 100\\%  \n"
    assert cron.registered(DAILY.name) is None
    assert not cron.remove(DAILY.name)
    cron.program(("crontab", "-"), own)
    cron.install(DAILY)
    cron.install(other)
    cron.install(replace(DAILY, here=EVERY_DAY))
    cron.install(replace(DAILY, here=EVERY_DAY))
    present = cron.program(("crontab", "-l"), b"").out
    assert present.endswith(own)
    assert present.count(b"# >>> ") == present.count(b"# <<< ") == 2
    registered = cron.registered(DAILY.name)
    assert registered is not None
    assert registered.title == DAILY.title
    assert b"30 7 * * * cd" in registered.definitions[0].content
    assert cron.remove(DAILY.name)
    assert cron.registered(other.name) is not None
    assert cron.remove(other.name)
    assert cron.program(("crontab", "-l"), b"").out == own


def test_a_crontab_that_held_only_ours_is_gone_with_it(nobodys_crontab: Cron) -> None:
    nobodys_crontab.install(WATCH)
    assert nobodys_crontab.remove(WATCH.name)
    assert nobodys_crontab.program(("crontab", "-l"), b"").code != 0


def test_a_block_whose_end_somebody_deleted_is_left_alone_and_told() -> None:
    broken = f"# >>> {DAILY.name}: x\n1 1 * * * x\n".encode()
    cron = Cron(FakeProgram({"-l": Answer(0, broken, b"")}))
    for act in (lambda: cron.install(DAILY), lambda: cron.remove(DAILY.name)):
        with pytest.raises(RobotError, match="última línea"):
            act()


def test_a_crontab_that_may_not_be_read_is_not_taken_for_an_empty_one() -> None:
    program = FakeProgram({"-l": Answer(1, b"", b"You (ana) are not allowed to use this program (crontab)")})
    with pytest.raises(RobotError, match="not allowed"):
        Cron(program).install(DAILY)
    assert program.calls == [("crontab", "-l")]


def test_systemd_is_told_of_new_units_and_asked_to_start_them(tmp_path: Path) -> None:
    program = FakeProgram()
    systemd = Systemd(False, tmp_path, program)
    systemd.install(DAILY)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    systemd.install(DAILY)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert set(first) == {f"{DAILY.name}.service", f"{DAILY.name}.timer"}
    enable = ("systemctl", "--user", "enable", "--now", "--no-block", f"{DAILY.name}.timer")
    assert program.calls == [("systemctl", "--user", "daemon-reload"), enable] * 2


def test_a_service_takes_the_place_of_the_daily_run_and_remove_takes_only_ours(tmp_path: Path) -> None:
    program = FakeProgram()
    systemd, other = Systemd(True, tmp_path, program), replace(DAILY, workspace=Path("/srv/otro"))
    systemd.install(DAILY)
    systemd.install(other)
    systemd.install(WATCH)
    assert ("systemctl", "disable", "--now", "--no-block", f"{DAILY.name}.timer") in program.calls
    assert {path.name for path in tmp_path.iterdir() if DAILY.name in path.name} == {f"{DAILY.name}.service"}
    assert systemd.remove(DAILY.name)
    assert not systemd.remove(DAILY.name)
    assert {path.name for path in tmp_path.iterdir()} == {f"{other.name}.service", f"{other.name}.timer"}


def test_units_that_systemd_refuses_are_taken_back_and_its_words_are_told(tmp_path: Path) -> None:
    systemd = Systemd(True, tmp_path, FakeProgram({"enable": Answer(1, b"", b"Unit is\nmasked.")}))
    with pytest.raises(RobotError, match="Unit is masked"):
        systemd.install(DAILY)
    assert list(tmp_path.iterdir()) == []


def test_a_user_who_wants_runs_without_a_session_lingers(tmp_path: Path) -> None:
    program = FakeProgram()
    Systemd(False, tmp_path, program).install(replace(DAILY, without_session=True))
    assert ("loginctl", "enable-linger") in program.calls


def test_systemd_says_when_it_runs_next_and_how_it_ended(tmp_path: Path) -> None:
    timer = Answer(0, b"ActiveState=active\nNextElapseUSecRealtime=Tue 2026-11-24 13:30:00 UTC\n", b"")
    service = Answer(
        0, b"ActiveState=inactive\nExecMainStatus=3\nExecMainExitTimestamp=Mon 2026-11-23 13:41:00 UTC\n", b""
    )
    program = FakeProgram({f"{DAILY.name}.timer": timer, f"{DAILY.name}.service": service})
    systemd = Systemd(True, tmp_path, program)
    assert systemd.registered(DAILY.name) is None
    systemd.install(DAILY)
    found = systemd.registered(DAILY.name)
    assert found is not None
    assert (found.next_run, found.last_run, found.exit_code, found.trouble) == (
        "Tue 2026-11-24 13:30:00 UTC", "Mon 2026-11-23 13:41:00 UTC", 3, "",
    )  # fmt: skip
    assert found.title == DAILY.title


def test_the_windows_task_is_utf_16_and_in_the_order_that_the_schema_wants() -> None:
    """learn.microsoft.com, Task Scheduler Schema: triggerBaseType, calendarTriggerType, logonTriggerType (2018-05-31,
    read 2026-11): Enabled, StartBoundary, EndBoundary, Repetition, ExecutionTimeLimit, then RandomDelay or UserId, then
    the schedule."""
    order = ["StartBoundary", "Repetition", "UserId", "ScheduleByDay", "ScheduleByWeek"]
    for run in (DAILY, replace(DAILY, here=EVERY_DAY), WATCH, replace(WATCH, without_session=True)):
        (definition,) = WindowsTasks(unused).definitions(run)
        assert definition.content.startswith(b"\xff\xfe<\x00?\x00x\x00m\x00l\x00")
        task = ET.fromstring(definition.content)
        assert {element.tag.partition("}")[0] for element in task.iter()} == {"{" + NAMESPACE}
        plain = [child.tag.rpartition("}")[2] for child in task.find("{*}Triggers/*") or ()]
        assert plain and plain == sorted(plain, key=order.index)
        assert task.findtext("{*}Settings/{*}MultipleInstancesPolicy") == "IgnoreNew"
        assert task.findtext("{*}Settings/{*}StartWhenAvailable") == "true"
        assert task.findtext("{*}Actions/{*}Exec/{*}WorkingDirectory") == str(run.workspace)
        assert task.findtext("{*}Actions/{*}Exec/{*}Arguments", "").endswith(f'--workspace "{run.workspace}"')
        assert task.findtext("{*}RegistrationInfo/{*}Description") == run.title
        logon = "S4U" if run.without_session else "InteractiveToken"
        assert task.findtext("{*}Principals/{*}Principal/{*}LogonType") == logon


def test_windows_is_handed_the_task_as_a_file_and_asked_by_name(tmp_path: Path) -> None:
    seen: list[bytes] = []
    row = '"PC","\\x","24/11/2026 07:30:00","Listo","Sólo interactivo","23/11/2026 07:30:00","3"\r\n'

    def schtasks(arguments: Sequence[str], given: bytes) -> Answer:
        if "/Create" in arguments:
            seen.append(Path(arguments[arguments.index("/XML") + 1]).read_bytes())
        if "/V" in arguments:
            return Answer(0, row.encode("oem" if sys.platform == "win32" else "utf-8"), b"")
        return Answer(0, b"<Description>Robot &amp; L-V 07:30</Description>" if "/XML" in arguments else b"", b"")

    run = replace(DAILY, workspace=tmp_path)
    (tmp_path / "temp").mkdir()
    tasks = WindowsTasks(schtasks)
    tasks.install(run)
    assert seen == [tasks.definitions(run)[0].content]
    assert list((tmp_path / "temp").iterdir()) == []
    found = tasks.registered(run.name)
    assert found is not None
    assert (found.title, found.next_run, found.last_run, found.exit_code) == (
        "Robot & L-V 07:30", "24/11/2026 07:30:00", "23/11/2026 07:30:00", 3,
    )  # fmt: skip
    assert tasks.remove(run.name)


def test_a_windows_watch_is_started_at_once_and_ended_when_it_is_removed(tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    program = FakeProgram({"/Query": Answer(0, b"<Arguments>-m robot run --watch</Arguments>", b"")})
    tasks, run = WindowsTasks(program), replace(WATCH, workspace=tmp_path)
    tasks.install(run)
    tasks.remove(run.name)
    acts = [call[1] for call in program.calls if call[1] != "/Query"]
    assert acts == ["/Create", "/Run", "/End", "/Delete"]


def test_what_a_definition_cannot_carry_is_refused() -> None:
    with pytest.raises(RobotError, match="no lleva variables: INFONAVIT_ROBOT_VAULT_KEY_FILE"):
        WindowsTasks(unused).definitions(replace(DAILY, environment=KEYS))
    for scheduler, odd in ((WindowsTasks(unused), "%USERNAME%"), (Cron(unused), "a\\b"), (Cron(unused), "a\nb")):
        with pytest.raises(RobotError, match="no admite"):
            scheduler.definitions(replace(DAILY, workspace=Path("/srv", odd)))
    with pytest.raises(RobotError, match="no admite"):
        Systemd(True, Path("x"), unused).definitions(replace(DAILY, workspace=Path("/srv/a\nExecStart=b")))


def test_a_program_that_is_not_there_or_says_nothing_is_an_answer_too() -> None:
    assert run_program(["no-such-program-here"]).code == 127
    assert not WindowsTasks().available() or sys.platform == "win32"
