"""A run of many NRPs, made up: three visits each with the flows, screens and acts of real ones; some fail or drift."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from robot.model.drift import Drift, Sought
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.state import Phase
from robot.model.summary import RunFacts
from robot.report.page import Look, employer_part, foot_of, head_of
from robot.report.run_report import EmployerPart, RunReport, drifts_in, ends_by_month, faults_in
from robot.report.status import Standing, standing
from robot.report.summary import summarise
from robot.report.timeline import visit_story
from robot.report.visits import VisitStory
from robot.rules.advice import block_for
from robot.rules.drift import drift_to_plain
from tests.rules.records import EMPLOYER, NOW, TODAY, record, relation, seen

FAULT = "No se encontró «add». ¿Quiso decir {button: Nueva}?"
SOUGHT = Sought(
    "relations.add", "screens/relations.yaml:9:5",
    (("button: Adicionar relación", 0), ("button_with: agregar", 2)), ("button: Nueva",),
)  # fmt: skip
PATCH = "--- a/screens/relations.yaml\n+++ b/screens/relations.yaml\n@@ -1,2 +1,2 @@\n+b\n a\n-b\n"
_WAY = ("login", "inside", "menu_open", "intercommunication", "relations_terms", "relations", "relation_form", "efirma")
TITLES = {name: f"Pantalla {name}" for name in _WAY}
_FLOWS = ("log_in", "register_relation", "log_out")


def events(number: int = 0, *, fails: bool = False, words: str = "") -> list[dict[str, Any]]:
    """What evidence keeps of one visit."""
    told: list[dict[str, Any]] = []

    def tell(kind: str, **details: Any) -> None:
        at = NOW + timedelta(seconds=number * 30 + len(told) * 0.4)
        told.append({"at": at.isoformat(), "kind": kind, **details})

    for flow in _FLOWS:
        tell("flow", flow=flow, title=f"Flujo {flow}")
        for place, screen in enumerate(_WAY if flow == "register_relation" else _WAY[:2]):
            tell("screen", screen=screen, said=["Portal Empresarial"])
            tell("picture", file=f"{len(told):03}_{screen}.jpg")
            tell("step", where=f"/home/ana/flows/infonavit/{flow}.yaml:{place + 7}:5")
            for name in ("first", "second"):
                rank = int(number % 10 == 0 and screen == "relations" and name == "first")
                tell(
                    "press", target=f"{screen}.{name}", by=f"button: Control {name}", rank=rank,
                    where=f"C:\\Users\\Ana Ruiz\\flows\\screens\\{screen}.yaml:{place + 12}:9",
                )  # fmt: skip
        failed = fails and flow == "register_relation"
        tell(
            "outcome", flow=flow, ending="flow fault" if failed else "done", detail=FAULT if failed else "",
            words=words, where="/home/ana/flows/infonavit/register_relation.yaml:14:5", reason=None,
            drift=drift_to_plain(Drift(SOUGHT)) if failed else None,
        )  # fmt: skip
    tell("closed", outcome="flow fault" if fails else "done")
    return told


def visit(number: int, nrp: str, **changes: Any) -> VisitStory:
    story = visit_story(nrp, f"{nrp}/2026-11-23_1200{number:02}_1", events(number, **changes), TITLES, whole=True)
    assert story is not None
    return story


def one_standing(number: int) -> Standing:
    nrp = Nrp(f"A{number:010}")
    employer = replace(EMPLOYER, nrp=nrp, name=f"COMPAÑÍA NÚMERO {number} & HIJOS SA DE CV")
    if number % 20 == 0:
        block = block_for(Reason.CAPTCHA, nrp=nrp, since=NOW)
        return standing(record(employer=employer, phase="needs_person", phase_text=block.text, block=block), TODAY)
    end = date(2027, 1, 4) + timedelta(days=number % 320)
    text = f"Relación vigente hasta el {end:%d/%m/%Y}."
    row = seen(relations=(relation(end),))
    return standing(record(employer=employer, phase="in_force", phase_text=text, seen=row), TODAY)


def part(one: Standing, visits: tuple[VisitStory, ...]) -> EmployerPart:
    employer, end = one.record.employer, one.relation.end if one.relation else None
    return EmployerPart(
        str(employer.nrp), employer.name, Phase(one.state), one.reason, one.text, "El robot", one.next_action, end,
        visits, ("22/11/2026 23:11  Importado del padrón por primera vez (fila 2).",),
    )  # fmt: skip


def run_of(count: int, visits: int = 3) -> RunReport:
    standings = [one_standing(number) for number in range(count)]
    parts = []
    for number, one in enumerate(standings):
        nrp = str(one.record.employer.nrp)
        told = tuple(visit(at, nrp, fails=number % 20 == 0 and at == visits - 1) for at in range(visits))
        parts.append(part(one, told))
    all_visits = [each for one in parts for each in one.visits]
    summary = summarise(standings, {}, RunFacts(NOW, TODAY, NOW - timedelta(minutes=80)))
    return RunReport(
        NOW, NOW - timedelta(minutes=80), summary, tuple(parts), ends_by_month(standings),
        drifts_in(all_visits, lambda *_: PATCH), faults_in(all_visits, lambda *_: PATCH), TODAY, "0.1.0",
    )  # fmt: skip


def page_of(report: RunReport, look: Look) -> str:
    return "".join((head_of(report), *(employer_part(one, look) for one in report.employers), foot_of(report)))
