"""What README.md and GUIA.md say, held against the code: commands, settings, words, columns, floors, chores."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer

from robot.cli.main import commands as typed_commands
from robot.model import settings as settings_model
from robot.model.employer import CONTPAQI, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Reason
from robot.model.overlap import Overlap
from robot.model.relation import Relation, RelationState
from robot.model.settings import Settings, VaultKeyFrom
from robot.model.state import Phase, Record, Seen
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.roster_file.columns import REQUIRED, Column, recognise
from robot.outside.settings import shape as settings_shape
from robot.outside.settings.read import read_settings
from robot.outside.workbook.write import COLUMNS
from robot.report.plan import plan_record, planned, week_record, weeks_ahead
from robot.report.status import standing, status_record
from robot.rules.foresee import Foreseen

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIA = (ROOT / "GUIA.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DEFAULT = (ROOT / "robot" / "outside" / "settings" / "default.yaml").read_text(encoding="utf-8")
ROSTER_ALSO = re.compile(r"^\| `(?P<column>[^`]+)` \| (?P<needed>yes|no|to sign) \| (?P<also>[^|;]+)", re.MULTILINE)


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command one can call, by its words, with what typer knows of it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
        return
    for name, child in inner.items():
        yield from commands(child, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(typed_commands())))


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next of its rank."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no heading «{title}»"
    return found[2]


def first_cells(table: str) -> set[str]:
    """What stands in backticks in the first column of the tables of a text."""
    rows = re.findall(r"^\| ([^|]*) \|", table, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def documented_commands() -> set[str]:
    """The commands of README's table, without their arguments."""
    return {re.match(r"[a-z ]+", cell)[0].strip() for cell in first_cells(section(README, "Commands"))}  # type: ignore[index]


def test_the_readmes_table_has_every_command_and_no_other() -> None:
    assert documented_commands() == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_in_spanish_what_it_does(name: str) -> None:
    assert len(COMMANDS[name].help or "") > 20
    assert (COMMANDS[name].help or "").rstrip().endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_option_of_a_command(name: str) -> None:
    row = next(line for line in section(README, "Commands").splitlines() if line.startswith(f"| `{name}"))
    shared = {"--workspace", "--help"}  # told once above the table
    options = {word for each in COMMANDS[name].params for word in each.opts if word.startswith("--")} - shared

    assert {option for option in options if option not in row} == set()


@pytest.mark.parametrize("text", [README, GUIA], ids=["README", "GUIA"])
def test_every_command_line_that_is_shown_can_be_called(text: str) -> None:
    groups = {name.split()[0] for name in COMMANDS if " " in name}
    lines = re.findall(r"infonavit-robot(?:\.exe)? ([a-z][a-z -]*)", text)
    lines += [line for line in re.findall(r"`([a-z]+ [a-z -]*)", text) if line.split()[0] in groups]
    lines = [line for line in lines if line not in set(Reason)]
    assert lines
    for line in lines:
        words = line.split(" -")[0].split()
        name = " ".join(words[:2]) if words[0] in groups else words[0]
        assert name in COMMANDS, line


def test_every_option_that_the_guide_shows_exists() -> None:
    options = {word for each in COMMANDS.values() for param in each.params for word in param.opts}

    for line in re.findall(r"infonavit-robot ([^\n`]+)", GUIA):
        assert set(re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", line)) <= options, line


def test_every_flow_that_is_named_in_a_command_exists() -> None:
    flows = load_book([shipped_flows()]).flows
    named = set(re.findall(r"flows (?:run|show) ([a-z_]+)", README + GUIA))
    steps = section(GUIA, "16. La guía de CONTPAQi, paso por paso")
    named |= set(re.findall(r"`([a-z]+_[a-z_]+)`", steps)) - {"sign"}

    assert named
    assert named <= set(flows)


def rooms(folder: Path) -> set[str]:
    return {
        path.stem for path in folder.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }  # fmt: skip


def test_the_floors_of_the_readme_are_the_floors_that_exist() -> None:
    rows = re.findall(
        r"^\| (?:top|wing|rules|ground) \| ([^|]+) \|", section(README, "Floors of the house"), re.MULTILINE
    )

    assert {name for row in rows for name in re.findall(r"`([^`]+)`", row)} == rooms(ROOT / "robot")


def test_the_rooms_of_outside_in_the_readme_are_those_that_exist() -> None:
    table = section(README, "Floors of the house").split("| room of `outside/`")[1]

    assert first_cells(table) == rooms(ROOT / "robot" / "outside")


def shape_keys() -> set[str]:
    """`section` and `section.key` of everything that settings.yaml may hold."""
    found: set[str] = set()
    for name, info in settings_shape.SettingsShape.model_fields.items():
        inner = settings_shape.MailboxShape if name == "mailboxes" else info.annotation
        found |= {name} | {f"{name}.{key}" for key in inner.model_fields}  # type: ignore[union-attr]
    return found


def written_keys(text: str) -> set[str]:
    """The same of a YAML text whose keys may be commented out with a `#` right before them."""
    found: set[str] = set()
    top = ""
    for line in text.splitlines():
        if head := re.match(r"([a-z_]+):", line):
            top = head[1]
            found.add(top)
        elif key := re.match(r"\s+#?(?:- |  )?([a-z_]+):(?: |$)", line):
            found.add(f"{top}.{key[1]}")
    return found


def example() -> str:
    return re.search(r"```yaml\n(.*?)```", section(README, "settings.yaml"), re.DOTALL)[1]  # type: ignore[index]


def test_the_readmes_example_has_every_setting_there_is() -> None:
    assert written_keys(example()) == shape_keys()


def test_every_setting_of_the_first_settings_file_is_a_setting_and_is_in_the_guide() -> None:
    keys = written_keys(DEFAULT)
    table = section(GUIA, "14. Ajustes, uno por uno")

    assert len(keys) > 40
    assert keys <= shape_keys()
    assert {key for key in keys if f"`{key.split('.')[-1]}`" not in table} == set()


def test_the_readmes_example_is_read_without_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(example(), encoding="utf-8")

    read = read_settings(file, {})

    assert read.portal.origins == ("http://127.0.0.1:8400",)
    assert [mailbox.name for mailbox in read.mailboxes] == ["firma", "nube"]
    assert read.developer == CONTPAQI


def test_the_waits_of_the_readmes_example_are_the_defaults_it_says_they_are(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(example(), encoding="utf-8")
    read, default = read_settings(file, {}), Settings()

    assert read.policy == default.policy
    assert read.screen_limit == default.screen_limit
    assert (read.pace.visits_at_once, read.pace.pause) == (default.pace.visits_at_once, default.pace.pause)


@pytest.mark.parametrize(
    "number", range(sum(GUIA.count(f"```yaml\n{name}:") for name in ("mailboxes", "vault", "summary")))
)
def test_every_piece_of_settings_in_the_guide_is_read_without_a_mistake(number: int, tmp_path: Path) -> None:
    pieces = re.findall(r"```yaml\n((?:mailboxes|vault|summary):.*?)```", GUIA, re.DOTALL)
    file = tmp_path / "settings.yaml"
    file.write_text(pieces[number], encoding="utf-8")

    assert read_settings(file, {})


def test_the_piece_of_a_screen_in_the_guide_is_that_of_the_shipped_screen() -> None:
    """The worked example mends a file that exists, at a place that exists."""
    shipped = (shipped_flows() / "screens" / "login.yaml").read_text(encoding="utf-8")

    for line in ("seen: [nrp, password, submit]", "    - {button: Entrar}", "    - {button: Iniciar sesión}"):
        assert line in shipped
        assert line in GUIA


def test_every_environment_variable_of_the_robot_is_in_the_readme() -> None:
    names = [value for name, value in vars(settings_model).items() if name.startswith("ENV_")]

    assert len(names) >= 5
    assert [name for name in names if name not in README] == []


def a_record() -> Record:
    relation = Relation(
        "Avisos", CONTPAQI.rfc, CONTPAQI.name, date(2026, 11, 23), date(2027, 11, 23), "Vigente", RelationState.IN_FORCE
    )
    employer = Employer(Nrp("A1234567890"), Rfc("TNO010514AB8"), "TORNILLOS", "a@b.mx", CONTPAQI, "0" * 64)
    seen = Seen(True, datetime(2026, 11, 23, tzinfo=UTC), (relation,), datetime(2026, 11, 23, tzinfo=UTC))
    return Record(employer, seen, (), None, None, 0, False)


def documented_keys(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", text))


def test_the_keys_of_the_json_records_are_those_of_the_readme() -> None:
    contract = section(README, "status --json, plan --json")
    warning = Foreseen(Reason.EFIRMA, "", "", date(2027, 1, 1))
    one = standing(a_record(), date(2026, 11, 23), warnings=(warning,))
    coming = planned(one, Settings().policy, Overlap())
    status = status_record(one)
    plan = plan_record(coming)
    table = contract.split("| `state` | meaning")[0]

    assert first_cells(table) - set(plan) == set()
    assert set(status) == first_cells(table)
    assert set(plan) - set(status) <= documented_keys(table)
    inner = (status["relations"][0], status["service_password"], status["warnings"][0])
    assert {key for keys in inner for key in keys} <= documented_keys(table)
    assert set(week_record(weeks_ahead((coming,), date(2026, 11, 23), 1, 0)[0])) <= documented_keys(table)


def test_the_words_of_state_and_reason_are_those_of_the_readme_and_the_guide() -> None:
    contract = section(README, "status --json, plan --json")
    states = first_cells(contract.split("| `state` | meaning |")[1].split("| `reason` | meaning")[0])
    reasons = first_cells(contract.split("| `reason` | meaning | gone when |")[1])
    told = section(GUIA, "5. Qué significa cada estado y qué hacer")

    assert states == {phase.value for phase in Phase}
    assert reasons == {reason.value for reason in Reason}
    assert [word for word in (*Phase, *Reason) if f"(`{word.value}`)" not in told] == []


def test_the_states_of_a_relation_are_those_of_the_readme() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `relations` |"))

    assert {state.value.replace(" ", "_") for state in RelationState} <= documented_keys(row)


def test_the_columns_of_the_readme_are_the_rosters_with_what_is_needed() -> None:
    table = {row["column"]: row for row in ROSTER_ALSO.finditer(section(README, "The roster"))}

    assert set(table) == {column.value for column in Column}
    assert {name for name, row in table.items() if row["needed"] == "yes"} == {column.value for column in REQUIRED}
    assert all(f"| `{column}` |" in section(GUIA, "4.3 El padrón") for column in Column)


@pytest.mark.parametrize("column", Column)
def test_every_other_name_of_a_column_in_the_readme_is_recognised(column: Column) -> None:
    row = next(row for row in ROSTER_ALSO.finditer(section(README, "The roster")) if row["column"] == column)
    names = [name.strip() for name in row["also"].split(",")]

    assert names
    for name in (str(column), column.upper(), column.replace(" ", "_"), *names):
        assert recognise([name]).places == {column: 0}, name


def test_the_guide_names_the_columns_of_the_result_workbook_and_the_sources_of_the_vaults_key() -> None:
    results = section(GUIA, "4.6 Todos los demás")

    assert [name for name in COLUMNS if name.split()[0] not in results] == []
    assert all(f"| `{source.value}`" in section(GUIA, "10. Corridas desatendidas") for source in VaultKeyFrom)


@pytest.mark.parametrize("text", [README, GUIA], ids=["README", "GUIA"])
def test_every_chore_that_is_named_is_a_make_target(text: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`|^    make ([a-z]+)", text, re.MULTILINE))

    assert named
    assert {one or other for one, other in named} <= targets


def test_every_marker_of_the_tests_is_in_the_readme() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    markers = set(re.findall(r'^  "([a-z]+): ', project.split("markers = [")[1], re.MULTILINE))

    assert markers == first_cells(section(README, "Tests"))


@pytest.mark.parametrize("text", [README, GUIA], ids=["README", "GUIA"])
def test_every_link_leads_somewhere(text: str) -> None:
    titles = {anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}

    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (
            target.startswith("https://")
            or (target.startswith("#") and target[1:] in titles)
            or (ROOT / target).is_file()
        ), target


def anchor(title: str) -> str:
    """As the usual renderers make one of a heading."""
    plain = re.sub(r"[^\w\- ]", "", title.lower())
    return plain.replace(" ", "-")
