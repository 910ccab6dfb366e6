"""What goes into a support bundle, one file after the other, as it is found: nothing is taken out of it here.

Called by bundle, which does that. What cannot be read is told and left out; nothing here ends the others.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from robot.cli.salvage import Salvaged, tried
from robot.engine.lessons import troubles_of
from robot.model.errors import FlowFilesError, MistakesError
from robot.model.identifiers import Nrp
from robot.outside.evidence.read import failed_visit, told_files
from robot.outside.flow_files.compare import changes, compared
from robot.outside.flow_files.load import shipped_flows
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.settings.read import read_settings
from robot.outside.settings.shown import dependencies, shown, versions
from robot.report.bundle import Part, as_json, as_lines, bare_line, bare_record, chosen, errors_of
from robot.report.portal import portal_lines
from robot.report.status import standing
from robot.report.story import story
from robot.rules.bug import account_of, bug_of, places_of
from robot.rules.calendar import day_in_mexico

Lines = Sequence[dict[str, Any]]


def parts_of(found: Salvaged, log: Lines, nrp: str, error: Exception | None, wrong: list[str]) -> Iterator[Part]:
    """The most telling first: what does not fit is at the end. `wrong` grows with what cannot be read."""
    makers: list[tuple[str, Callable[[], Iterator[Part]]]] = [
        ("El error", lambda: _error(error)),
        ("Las versiones", _versions),
        ("La bitácora", lambda: _log(log, nrp)),
        ("Los ajustes", lambda: _settings(found)),
        ("El estado", lambda: _state(found)),
        ("Los flujos", lambda: _flows(found)),
        ("La historia del NRP", lambda: _story(found, nrp)),
        ("La evidencia", lambda: _evidence(found, nrp)),
    ]
    for what, make in makers:
        yield from tried(what, wrong, partial(_all, make)) or ()


def _all(make: Callable[[], Iterator[Part]]) -> tuple[Part, ...]:
    return tuple(make())


def _ours(name: str, about: str, content: Any) -> Part:
    told = as_json(content)
    return Part(name, about, told, told)


def _error(error: Exception | None) -> Iterator[Part]:
    if error is None:
        return
    bug = bug_of(error)
    head = f"{bug.number} {bug.kind}\n{bug.where}\n\n"
    places = (head + "\n".join(places_of(error))).encode()
    about, text = "La falla: dónde ocurrió y qué dijo.", (head + account_of(error)).encode()
    yield Part("error.txt", about, text, places, talkative=True)


def _versions() -> Iterator[Part]:
    found = {**versions(), "dependencies": dependencies()}
    yield _ours("versiones.json", "Versiones del robot, de Python, del sistema y de lo que usan.", found)


def _log(log: Lines, nrp: str) -> Iterator[Part]:
    if not log:
        return
    about = "Los errores internos de la bitácora: número, lugar, cuántas veces, cuándo y para quién."
    yield _ours("errores.json", about, errors_of(log))
    lines = chosen(log, nrp)
    about = "Lo último de la bitácora: el final, lo de este NRP y los últimos avisos y errores."
    yield Part("bitacora.jsonl", about, as_lines(lines), as_lines(map(bare_line, lines)), talkative=True)


def _settings(found: Salvaged) -> Iterator[Part]:
    if found.settings is None:
        yield Part("ajustes_errores.txt", "Los errores de settings.yaml.", _mistakes(found).encode())
        return
    told = shown(found.settings)
    about = "Los ajustes que no son los de fábrica, sin secretos."
    yield Part("ajustes.json", about, as_json(told), as_json(sorted(told)))


def _mistakes(found: Salvaged) -> str:
    try:
        read_settings(found.workspace.folder.settings, found.workspace.environ)
    except MistakesError as error:
        return str(error)
    except Exception as error:
        return type(error).__name__
    return ""


def _state(found: Salvaged) -> Iterator[Part]:
    """Of the whole workspace: the disk, the portal's pause and circuit, flows that are stopped."""
    folder = found.workspace.folder
    disk = shutil.disk_usage(folder.root)
    bare: dict[str, Any] = {"disk_free_mb": disk.free // 1_000_000, "disk_mb": disk.total // 1_000_000}
    bare["ledger_kb"] = folder.ledger.stat().st_size // 1000 if folder.ledger.is_file() else None
    bare["flow_files"] = len([*folder.flows.rglob("*.y*ml")])
    full = dict(bare)
    if found.ledger is not None:
        now, ledger = found.workspace.clock.now(), found.ledger
        bare |= _numbers(ledger, now)
        full = {**bare, "told": portal_lines(ledger.circuit(), troubles_of(ledger).values(), now)}
    about = "Estado general: disco, pausa, portal, flujos detenidos, cuántos NRP hay en cada estado."
    yield Part("estado.json", about, as_json(full), as_json(bare))


def _numbers(ledger: SqlLedger, now: datetime) -> dict[str, Any]:
    circuit, troubles = ledger.circuit(), troubles_of(ledger)
    phases: dict[str, int] = {}
    for record in ledger.each():
        phases[record.phase or "pending"] = phases.get(record.phase or "pending", 0) + 1
    return {
        "phases": phases, "paused": circuit.held(now), "portal_down": circuit.down, "closed_until": circuit.open_until,
        "stopped_flows": sum(one.stopped for one in troubles.values()), "quarantined": len(ledger.quarantined()),
        "next_due": ledger.next_due(None),
    }  # fmt: skip


def _flows(found: Salvaged) -> Iterator[Part]:
    shipped, own = shipped_flows(), found.workspace.folder.flows
    files = compared(shipped, own)
    told = [{**asdict(one), "differs": one.differs} for one in files]
    bare = [one for one in told if one["shipped"]]
    about = "Los archivos de flujos: sus huellas (SHA-256), y cuáles no son los de fábrica."
    yield Part("flujos.jsonl", about, as_lines(told), as_lines(bare))
    if any(one.differs for one in files):
        yield Part("flujos.diff", "Lo que cambian los flujos propios.", changes(shipped, own, files).encode())
    try:
        found.workspace.book  # noqa: B018
    except FlowFilesError as error:
        yield Part("flujos_errores.txt", "Los errores de los flujos propios.", str(error).encode())


def _story(found: Salvaged, nrp: str) -> Iterator[Part]:
    ledger = found.ledger
    record = ledger.find(Nrp(nrp)) if ledger and nrp else None
    if ledger is None or record is None:
        return
    events, now = ledger.events(record.employer.nrp), found.workspace.clock.now()
    yield _ours("nrp/estado.json", f"Cómo está {nrp} en el libro de registro.", bare_record(record, events))
    chapters = story(standing(record, day_in_mexico(now)), events)
    text = "\n\n".join("\n".join((chapter.title, *chapter.lines)) for chapter in chapters)
    yield Part("nrp/historia.txt", f"La historia de {nrp}, como la cuenta `explain`.", text.encode())


def _evidence(found: Salvaged, nrp: str) -> Iterator[Part]:
    folder = failed_visit(found.workspace.folder.evidence, nrp) if nrp else None
    for file in told_files(folder) if folder else ():
        name = f"evidencia/{file.parent.name}/{file.name}"
        yield Part(name, f"Lo que quedó de la última visita fallida de {nrp}.", file.read_bytes())
