"""A visit's events become a story with times, lines and candidates; drift, faults and ends are told once each."""

from datetime import date, timedelta

from robot.model.outcome import Ending
from robot.report.run_report import drifts_in, ends_by_month, faults_in, side_by_side
from robot.report.timeline import visit_story
from tests.report.crowd import FAULT, TITLES, events, one_standing, visit
from tests.rules.records import NOW

NRP = "A0000000001"


def test_a_visit_is_told_by_flow_and_screen_with_times_lines_candidates_and_pictures() -> None:
    story = visit(0, NRP)
    scene = story.flows[1].scenes[5]

    assert [flow.name for flow in story.flows] == ["log_in", "register_relation", "log_out"]
    assert (story.ending, story.whole, round(story.seconds, 1)) == ("done", True, 26.4)
    assert (scene.screen, scene.steps, len(scene.pictures)) == (
        "Pantalla relations", ("register_relation.yaml:12:5",), 1,
    )  # fmt: skip
    assert round(scene.seconds, 1) == 2.0  # until the next screen
    assert [(act.target, act.by, act.rank, act.where) for act in scene.acts] == [
        ("relations.first", "button: Control first", 1, "screens/relations.yaml:17:9"),
        ("relations.second", "button: Control second", 0, "screens/relations.yaml:17:9"),
    ]


def test_a_visit_that_was_cut_off_or_of_another_robot_is_told_as_far_as_it_goes() -> None:
    told = [{**event, "unheard": 1} for event in events()[:9]]
    told += [{"kind": "screen"}, {"at": NOW.isoformat(), "kind": "something new"}, {"at": NOW.isoformat()}]

    story = visit_story(NRP, "x", told, {}, whole=False)

    assert story is not None
    assert (story.ending, story.whole, story.flows[0].ending) == ("", False, None)
    assert visit_story(NRP, "x", [], TITLES, whole=False) is None


def test_a_secret_that_was_typed_is_told_by_its_kind() -> None:
    typed = {"kind": "secret portal_password", "target": "login.password", "by": "id: pwd", "rank": 0}
    begun = [
        {"at": NOW.isoformat(), **each} for each in ({"kind": "flow", "flow": "log_in"}, {"kind": "screen"}, typed)
    ]

    story = visit_story(NRP, "x", begun, {}, whole=False)

    assert story is not None
    assert story.flows[0].scenes[0].acts[0].text == "escribió la contraseña del portal"


def test_drift_is_told_once_a_control_with_how_often_and_its_patch() -> None:
    visits = [visit(0, NRP), visit(10, NRP), visit(20, "A0000000002"), visit(1, NRP)]

    (drift,) = drifts_in(visits, lambda target, by: f"{target} {by}")

    assert (drift.rank, drift.count, drift.nrps) == (1, 3, (NRP, "A0000000002"))
    assert (drift.where, drift.patch) == ("screens/relations.yaml:17:9", "relations.first button: Control first")


def test_faults_are_told_once_a_place_with_the_candidates_and_what_would_have_matched() -> None:
    failed = [visit(1, NRP, fails=True), visit(2, "A0000000002", fails=True), visit(3, NRP)]

    (fault,) = faults_in(failed, lambda target, by: f"{target} {by}")

    assert (fault.nrps, fault.where) == ((NRP, "A0000000002"), "register_relation.yaml:14:5")
    assert fault.lines[0].endswith("button: Adicionar relación (0); button_with: agregar (2)")
    assert (fault.text, fault.patches) == (FAULT, (("relations.add", "relations.add button: Nueva"),))


def test_tries_stand_side_by_side_with_a_gap_where_a_flow_did_not_run() -> None:
    short = visit_story(NRP, "y", events(1)[:9], TITLES, whole=False)
    assert short is not None

    rows = {row.title: row.cells for row in side_by_side([short, visit(2, NRP, fails=True)])}

    assert rows["Flujo register_relation"][0] is None
    failed = rows["Flujo register_relation"][1]
    assert failed is not None and failed[0] is Ending.FLOW_FAULT


def test_ends_are_by_month_and_week() -> None:
    months = ends_by_month([one_standing(number) for number in (1, 2, 8, 40, 20)])

    assert [(month.first, month.count) for month in months] == [(date(2027, 1, 1), 3)]  # 20 and 40 have none
    assert [week.monday for week in months[0].weeks] == [date(2027, 1, 4), date(2027, 1, 11)]
    assert months[0].weeks[0].ends[0][0] == date(2027, 1, 4) + timedelta(days=1)
