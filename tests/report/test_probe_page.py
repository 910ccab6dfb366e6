"""What a probe found, told in Spanish: words, the table of what would break, and a page that stands by itself."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from robot.model.drift import Alike, Sought
from robot.model.faults import Tried
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.probed import ProbedControl, ProbedFlow, ProbedScreen, Use, Walk
from robot.model.screen import By, Candidate, Place, Target
from robot.report.probe_page import Proposal, probe_page
from robot.report.probe_told import control_told, flow_told, left_out, proposed, verdict

AT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HERE = Place("/home/ana/flows/screens/relations.yaml", 20, 3)
EXPORT = Target(
    "relations", "export", (Candidate(By.BUTTON, "Exportar", HERE), Candidate(By.LINK, "Exportar", HERE)), HERE
)
SOUGHT = Sought(
    "relations.export", "screens/relations.yaml:20:3", (("button: Exportar", 0),), ("button: <b>Bajar</b>",)
)


def control(*matches: int, **more: object) -> ProbedControl:
    tried = tuple(
        Tried(f"{one.by.value}: {one.value}", count) for one, count in zip(EXPORT.candidates, matches, strict=True)
    )
    return ProbedControl(Use(EXPORT, "press"), tried, **more)  # type: ignore[arg-type]


LOST = control(0, 0, needed=True, sought=SOUGHT, fits="button: <b>Bajar</b>")
SCREEN = ProbedScreen("relations", "Relaciones", AT, "Exportar", (), (LOST,), tree="- heading", picture=b"\xff\xd8\xff")
FALLEN = Outcome(Ending.NEEDS_PERSON, reason=Reason.TERMS)
WALK = Walk(
    "A1234567890", "TORNILLOS & CÍA", "https://portal.example/", AT, "Chromium 1",
    (ProbedFlow("log_in", "Entrar", Outcome(Ending.DONE)), ProbedFlow("x", "Otro", why="no hizo falta")), (SCREEN,),
    ("Firma",),
)  # fmt: skip


def test_a_control_is_told_with_the_candidate_that_would_be_used() -> None:
    assert control_told(control(1, 1)) == "button: Exportar"
    assert control_told(control(0, 1)) == "link: Exportar (candidato 2 de 2)"
    assert control_told(control(2, 0)) == "coincide con varios"
    assert control_told(control(0, 0, needed=True)) == "no está"
    assert "no hizo falta" in control_told(control(0, 0))


def test_a_line_of_yaml_is_proposed_but_never_for_what_sends_something() -> None:
    assert proposed(LOST) == '- {button: "<b>Bajar</b>"}'
    sends = replace(LOST, use=replace(LOST.use, guarded=True), fits="")
    assert proposed(sends) == 'A la vista: {button: "<b>Bajar</b>"}. Decídalo usted: envía algo o recibe un secreto'


def test_how_far_each_flow_came_and_what_is_to_be_done() -> None:
    assert flow_told(WALK.flows[0]) == "Completo."
    assert "presiona «Validar»" in flow_told(ProbedFlow("f", "F", Outcome(Ending.DONE), held="presiona «Validar»"))
    assert "terms approve" in flow_told(ProbedFlow("f", "F", FALLEN))
    assert left_out(WALK) == (("no hizo falta", ("Otro",)),)


def test_the_verdict_counts_what_is_to_be_mended_and_who_is_waited_for() -> None:
    assert verdict(WALK) == "Por corregir o atender: 1 control que falta."
    fine = replace(SCREEN, controls=(control(1, 0, needed=True),))
    assert verdict(replace(WALK, screens=(fine,))) == "Hasta donde se llegó, nada fallaría."
    waits = replace(WALK, screens=(fine, replace(fine, name=None)), flows=(ProbedFlow("f", "F", FALLEN),))
    assert verdict(waits).endswith("1 pantalla desconocida, 1 recorrido que espera a una persona.")


def test_the_page_stands_by_itself_and_shows_pictures_trees_and_yaml_as_text() -> None:
    unknown = replace(
        SCREEN, name=None, title="Pantalla desconocida 1", controls=(), alike=(Alike("login", "Acceso", ("nrp",), ()),)
    )
    page = probe_page(replace(WALK, screens=(SCREEN, unknown)), [Proposal("screens/relations.yaml", "+ uno")], "1.0")
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page) and "<script" not in page
    assert "data:image/jpeg;base64,/9j/" in page and "- heading" in page and "+ uno" in page
    assert "<b>Bajar" not in page and "&lt;b&gt;Bajar" in page and "TORNILLOS &amp; CÍA" in page
    assert "Se parece a «Acceso» (login)" in page
