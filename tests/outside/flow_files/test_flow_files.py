"""Flow files: the golden folder of broken ones, and how folders become a book."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from robot.model.errors import FlowFilesError, RobotError
from robot.model.flow import Click, CommitKind, Fill, Template, TypeSecret, Variable
from robot.model.outcome import Ending
from robot.model.screen import By
from robot.model.secret import SecretKind
from robot.model.settings import PortalSettings
from robot.outside.flow_files import load
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.flow_files.schema import SCHEMAS, schema_text
from robot.outside.flow_files.watch import FlowWatch

HERE = Path(__file__).parent
GOOD = HERE / "good"
CASES = sorted(folder for folder in (HERE / "broken").iterdir() if folder.is_dir())
CHECKOUT = HERE.parents[2]


def write(folder: Path, **files: str) -> Path:
    """Files by name, `screens__x` for one in screens/."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def try_flow(*steps: str) -> str:
    return "flow: try\ntitle: Probar\nsteps:\n" + "".join(f"  {line}\n" for line in steps)


def mistakes(*folders: Path) -> list[str]:
    with pytest.raises(FlowFilesError) as caught:
        load_book(folders)
    return [mistake.title for mistake in caught.value.mistakes]


# --- what is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_file_is_told_in_exactly_these_words(case: Path) -> None:
    with pytest.raises(FlowFilesError) as caught:
        load_book([GOOD, case])
    told = "\n\n".join(str(mistake) for mistake in caught.value.mistakes)

    assert told.replace(str(case), "").replace("\\", "/").replace("  /", "  ") + "\n" == (
        (case / "expected.txt").read_text(encoding="utf-8")
    )


def test_at_least_thirty_kinds_of_mistake_are_kept_as_cases() -> None:
    titles = {(case / "expected.txt").read_text(encoding="utf-8").splitlines()[0] for case in CASES}

    assert len(titles) >= 30


def test_the_error_counts_its_mistakes_and_holds_them_all(tmp_path: Path) -> None:
    write(tmp_path, a=try_flow("- on: lista", "  click: add", "  then: form"), screens__b="screen: b\n")
    with pytest.raises(FlowFilesError) as caught:
        load_book([GOOD, tmp_path])

    assert caught.value.title == f"Los archivos de flujos tienen {len(caught.value.mistakes)} errores."
    assert all(mistake.title in str(caught.value) for mistake in caught.value.mistakes)
    assert len({mistake.where.rsplit(":", 2)[0] for mistake in caught.value.mistakes}) == 2


def test_a_folder_without_portal_file_is_told(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == ["falta el archivo `portal.yaml`"]


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "try.yaml").write_bytes("flow: try\ntitle: Contraseña\n".encode("cp1252"))

    assert mistakes(GOOD, tmp_path) == ["el archivo no está guardado en UTF-8"]


def test_what_editors_hide_in_the_folder_is_no_flow_file_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".#verify.yaml").touch()
    (tmp_path / "._home.yaml").write_bytes(b"\x00\x05\x16\x07")
    load_book([GOOD, tmp_path])
    (tmp_path / "try.yaml").mkdir()
    [told] = mistakes(GOOD, tmp_path)
    assert told.startswith("no se puede leer: ")


def test_what_stands_where_a_secret_is_named_is_never_shown(tmp_path: Path) -> None:
    write(tmp_path, a=try_flow("- on: home", "  type_secret: {password: Hunter2}", "  click: enter", "  then: list"))
    with pytest.raises(FlowFilesError) as caught:
        load_book([GOOD, tmp_path])

    assert "Hunter2" not in str(caught.value)


def test_a_file_that_is_broken_does_not_make_others_look_broken(tmp_path: Path) -> None:
    write(tmp_path, screens__list="screen: list\ntitle: Lista\nsen: [add]\n")

    assert mistakes(GOOD, tmp_path) == ["no conozco `sen`"]


# --- what is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["012", "yes", "1e3", "null", "2026-11-23", "on"])
def test_what_looks_like_a_number_or_a_yes_stays_text(tmp_path: Path, text: str) -> None:
    box = f"screen: box\ntitle: {text}\nseen: [{{button: {text}}}]\n"
    flow = try_flow("- on: home", f"  fill: {{user: {text}}}", "  click: enter", "  then: list")
    book = load_book([GOOD, write(tmp_path, screens__box=box, **{"try": flow})])

    assert book.screens["box"].title == text
    assert book.screens["box"].seen[0].candidates[0].value == text
    fill = book.flows["try"].steps[0].actions[0]
    assert isinstance(fill, Fill)
    assert fill.text == Template((text,))


def test_a_list_of_words_is_a_candidate_each_in_order(tmp_path: Path) -> None:
    box = "screen: box\ntitle: Caja\nseen: [ok]\ntargets:\n  ok:\n    - {button: [Sí, Aceptar]}\n    - {id: ok}\n"
    target = load_book([GOOD, write(tmp_path, screens__box=box)]).screens["box"].targets["ok"]

    assert [(one.by, one.value) for one in target.candidates] == [
        (By.BUTTON, "Sí"),
        (By.BUTTON, "Aceptar"),
        (By.ID, "ok"),
    ]
    assert str(target.candidates[1].place).endswith("box.yaml:6:21")


def test_evidence_is_named_controls_single_candidates_and_lists_of_which_any_will_do(tmp_path: Path) -> None:
    box = "screen: box\ntitle: Caja\nseen: [enter, {text: Hola}, [enter, {text: Adiós}]]\ntargets_of: home\n"
    seen = load_book([GOOD, write(tmp_path, screens__box=box)]).screens["box"].seen

    assert [[one.value for one in target.candidates] for target in seen] == [["Entrar"], ["Hola"], ["Entrar", "Adiós"]]
    assert seen[0].screen == "home"


def test_acts_are_done_in_the_order_written(tmp_path: Path) -> None:
    flow = try_flow(
        "- on: home",
        "  type_secret: {password: portal_password}",
        "  fill: {user: a}",
        "  click: enter",
        "  then: list",
    )
    steps = load_book([GOOD, write(tmp_path, **{"try": flow})]).flows["try"].steps

    assert [type(action) for action in steps[0].actions] == [TypeSecret, Fill, Click]


def test_names_are_put_in_when_the_files_are_read(tmp_path: Path) -> None:
    flow = try_flow("- on: home", '  fill: {user: "NRP ${employer.nrp}."}', "  click: enter", "  then: list")
    action = load_book([GOOD, write(tmp_path, **{"try": flow})]).flows["try"].steps[0].actions[0]

    assert isinstance(action, Fill)
    assert action.text == Template(("NRP ", Variable.NRP, "."))


def test_a_used_flow_stands_in_place_with_its_own_file_and_line() -> None:
    steps = load_book([GOOD]).flows["add"].steps

    assert [Path(step.place.file).name for step in steps] == ["look.yaml"] * 3 + ["add.yaml", "sign.yaml"]
    assert steps[-1].on == ("form",)
    assert steps[-1].commits is CommitKind.RELATION
    assert [lead.ending for lead in steps[-1].then] == [Ending.WAITING, Ending.CREDENTIAL]
    assert steps[-1].secret is SecretKind.EFIRMA_PASSPHRASE


def test_a_piece_that_leads_nowhere_by_itself_is_no_flow_to_run() -> None:
    assert sorted(load_book([GOOD]).flows) == ["add", "look"]


def test_a_group_stands_for_its_screens_and_a_screen_named_by_itself_comes_first(tmp_path: Path) -> None:
    flow = try_flow("- on: adentro", "  then: {adentro: go on, form: refused}")
    portal = (GOOD / "portal.yaml").read_text(encoding="utf-8").replace("[list, form]", "[list, form, home]")
    step = load_book([GOOD, write(tmp_path, portal=portal, **{"try": flow})]).flows["try"].steps[0]

    assert step.on == ("list", "form", "home")
    assert {lead.screen: lead.ending for lead in step.then} == {"list": None, "form": Ending.REFUSED, "home": None}


def test_a_lost_session_is_where_any_step_may_land_but_in_flows_that_pass_there(tmp_path: Path) -> None:
    portal = (GOOD / "portal.yaml").read_text(encoding="utf-8") + "session_lost: home\n"
    flow = try_flow("- on: list", "  click: add", "  then: form")
    flows = load_book([GOOD, write(tmp_path, portal=portal, **{"try": flow})]).flows

    lost = flows["try"].steps[0].then[-1]
    assert (lost.screen, lost.ending, Path(lost.place.file).name) == ("home", Ending.PORTAL_DOWN, "portal.yaml")
    assert all(lead.ending is not Ending.PORTAL_DOWN for step in flows["look"].steps for lead in step.then)


def test_a_step_waits_as_long_as_it_says_or_as_long_as_all_do(tmp_path: Path) -> None:
    flow = try_flow(
        "- on: list", "  click: add", "  within: 2min", "  then: form", "- on: form", "  click: accept", "  then: list"
    )
    book = load_book([GOOD, write(tmp_path, **{"try": flow})], step_limit=timedelta(seconds=7))

    assert [step.within for step in book.flows["try"].steps] == [timedelta(minutes=2), timedelta(seconds=7)]


def test_the_workspaces_portal_comes_before_the_files() -> None:
    own = load_book([GOOD], portal_overrides=PortalSettings("http://127.0.0.1:8080/x")).portal
    both = load_book([GOOD], portal_overrides=PortalSettings("https://a.example/", ("https://b.example",))).portal

    assert (own.address, own.origins) == ("http://127.0.0.1:8080/x", ("http://127.0.0.1:8080",))
    assert (both.address, both.origins) == ("https://a.example/", ("https://b.example",))
    assert load_book([GOOD]).portal.origins == ("https://portal.example",)


def test_the_example_of_the_design_is_legal() -> None:
    """register_relation and relation_form as DESIGN.md writes them, beside the least that they need."""
    flow = load_book([HERE / "design"]).flows["register_relation"]

    assert flow.commits == (CommitKind.RELATION,)
    assert flow.signs


# --- whose file counts ---------------------------------------------------------------------------------------------


def test_a_later_folder_shadows_file_by_file_and_says_what_it_misses(tmp_path: Path) -> None:
    write(
        tmp_path,
        screens__list="screen: list\ntitle: Mi lista\nseen: [add]\ntargets:\n  add: [{button: Agregar}]\n"
        "tables:\n  relations: {columns: {service: [Servicio]}}\n",
        look=(GOOD / "look.yaml").read_text(encoding="utf-8").replace("    read: relations\n", ""),
        portal=(GOOD / "portal.yaml")
        .read_text(encoding="utf-8")
        .replace("  - {screen: notice, click: close}\n", "  []\n"),
    )
    add = (GOOD / "add.yaml").read_text(encoding="utf-8").replace("    commits: relation\n", "")
    book = load_book([GOOD, write(tmp_path, add=add)])

    assert book.screens["list"].title == "Mi lista"
    assert book.screens["form"].title == "Formulario"
    lines = [report.split("screens")[-1].lstrip("/\\") for report in book.reports]
    assert any(line.endswith("no tiene el control `export`, el control `title`") for line in lines)
    assert any(line.endswith("no tiene la interrupción `notice`") for line in lines)
    assert len(book.reports) == 2


def test_a_step_that_a_shadow_no_longer_has_is_reported(tmp_path: Path) -> None:
    write(
        tmp_path,
        look=(GOOD / "look.yaml").read_text(encoding="utf-8").replace("    click: enter\n", "    click: user\n"),
    )
    book = load_book([GOOD, tmp_path])

    assert len(book.reports) == 1
    assert book.reports[0].endswith("no tiene el paso `on: home, click: enter`")


def test_a_shadow_that_misses_nothing_is_not_reported(tmp_path: Path) -> None:
    text = (GOOD / "look.yaml").read_text(encoding="utf-8")

    assert load_book([GOOD, write(tmp_path, look=text.replace("Mirar", "Ver"))]).reports == ()


def test_a_flow_changes_its_fingerprint_with_any_file_it_is_made_of_and_no_other(tmp_path: Path) -> None:
    def changed(**files: Callable[[str], str]) -> set[str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, change in files.items():
            path = GOOD / f"{name.replace('__', '/')}.yaml"
            write(folder, **{name: change(path.read_text(encoding="utf-8"))})
        after = load_book([GOOD, folder]).flows
        return {name for name, flow in load_book([GOOD]).flows.items() if flow.fingerprint != after[name].fingerprint}

    assert changed(sign=lambda text: text + "# other\n") == {"add"}
    assert changed(look=lambda text: text + "# other\n") == {"add", "look"}
    assert changed(screens__form=lambda text: text + "# other\n") == {"add", "look"}
    assert changed(look=lambda text: text.replace("\n", "\r\n")) == set()


def test_the_shipped_flows_are_found_beside_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "site" / "robot" / "outside" / "flow_files" / "load.py"
    monkeypatch.setattr(load, "_HERE", here)
    with pytest.raises(RobotError, match="no encuentra sus flujos"):
        shipped_flows()
    shipped = tmp_path / "site" / "robot" / "flows" / "infonavit"
    write(shipped, portal="portal: x\n")

    assert shipped_flows() == shipped


# --- for editors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_committed_schema_is_the_one_of_the_models(kind: str) -> None:
    assert (CHECKOUT / "flows" / f"{kind}.schema.json").read_text(encoding="utf-8") == schema_text(kind)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_block_of_a_schema_is_closed(kind: str) -> None:
    schema = json.loads(schema_text(kind))

    assert all(
        each["additionalProperties"] is False for each in (schema, *schema["$defs"].values()) if "properties" in each
    )


def test_every_shipped_file_points_an_editor_to_its_schema() -> None:
    for path in shipped_flows().rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        kind = "screen" if path.parent.name == "screens" else "portal" if path.name == "portal.yaml" else "flow"
        pointed = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert pointed.resolve() == shipped_flows().parent / f"{kind}.schema.json", path


def test_a_mended_file_is_noticed_once_and_so_is_a_mistake(tmp_path: Path) -> None:
    own = tmp_path / "flows"
    own.mkdir()
    folders = (shipped_flows(), own)
    watch = FlowWatch(folders, lambda: load_book(folders))
    before = load_book(folders).flows["log_in"].fingerprint
    assert watch.newer() is None
    mended = own / "log_in.yaml"
    mended.write_text((shipped_flows() / "log_in.yaml").read_text("utf-8") + "# mended\n", "utf-8")
    book = watch.newer()
    assert book is not None and book.flows["log_in"].fingerprint != before
    assert watch.newer() is None
    mended.write_text("flow: [", "utf-8")
    with pytest.raises(FlowFilesError):
        watch.newer()
    assert watch.newer() is None
