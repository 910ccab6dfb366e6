"""What concerns all NRPs, in Spanish lines: a person's pause, a portal that is down, flows that are stopped. Pure."""

from collections.abc import Collection
from datetime import datetime

from robot.rules.calendar import moment_told
from robot.rules.circuit import Circuit
from robot.rules.flow_stop import FlowTrouble
from robot.rules.places import without_folders


def portal_lines(circuit: Circuit, troubles: Collection[FlowTrouble], now: datetime) -> tuple[str, ...]:
    lines = []
    if circuit.hold is not None and circuit.held(now):
        until = f"hasta {moment_told(circuit.hold.until)}" if circuit.hold.until else "hasta `infonavit-robot resume`"
        why = f" Motivo: {circuit.hold.why}." if circuit.hold.why else ""
        lines.append(f"EN PAUSA desde {moment_told(circuit.hold.since)}, {until}: no se inicia ninguna visita.{why}")
    if circuit.open_until is not None:
        lines.append(
            f"EL PORTAL NO RESPONDE: desde {moment_told(circuit.open_until)} se prueba con una visita. {circuit.why}"
        )
    lines += [
        f"FLUJO DETENIDO: «{one.title}» falló en el mismo lugar para {len(one.nrps)} NRP "
        f"[{without_folders(one.where)}]. {one.detail}"
        for one in troubles
        if one.stopped
    ]
    return tuple(lines)
