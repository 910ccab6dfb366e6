"""What a probe found, as tables for the terminal. Drawn from values only."""

from robot.console.paper import Paper
from robot.model.probed import Walk
from robot.report.probe_told import ACTS, control_told, flow_told, left_out, proposed, screen_counts, verdict
from robot.rules.places import without_folders


def show_walk(paper: Paper, walk: Walk) -> None:
    screens = [
        (one.title, one.name or "ninguna conocida", *(str(count or "") for count in screen_counts(one)))
        for one in walk.screens
    ]
    headers = ("Pantalla", "Archivo", "Por el primer candidato", "Por otro", "Faltan")
    paper.table("Pantallas vistas", headers, screens)
    paper.table(
        "Recorridos",
        ("Flujo", "Hasta dónde"),
        [(one.title, flow_told(one)) for one in walk.flows if one.outcome],
    )
    broken = [
        (
            one.name,
            f"{ACTS[one.use.act]}: {control_told(one)}",
            proposed(one),
            without_folders(str(one.use.target.place)),
        )
        for one in walk.breaks
    ]
    if broken:
        paper.table("Lo que fallaría", ("Control", "Para", "YAML propuesto", "Dónde"), broken)
    for why, titles in left_out(walk):
        paper.line(f"Sin recorrer, porque {why}: {'; '.join(titles)}.", style="dim")
    if walk.unseen:
        paper.line(f"{len(walk.unseen)} pantallas de los flujos no salieron en este recorrido; el informe las nombra.")
    paper.line("El robot no envió nada al portal ni usó la e.firma, y el NRP quedó como estaba.")
    paper.line(verdict(walk), style="bold red" if walk.breaks or walk.unknown else "bold")
