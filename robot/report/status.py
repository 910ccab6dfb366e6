"""How each NRP stands, as records for `status --json`, the console's table and the result workbook.

The keys and the words of `state` are a contract (README, "Driven from outside"). Reads nothing by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from robot.model.outcome import OF_FLOWS, Reason
from robot.model.relation import Relation, RelationState
from robot.model.secret import SecretKind
from robot.model.state import Phase, Record
from robot.rules.decide import wanted_relation
from robot.rules.foresee import Foreseen
from robot.rules.places import without_folders

# What each state is called in the console and the workbook.
STATE_NAMES = {
    Phase.PENDING: "Pendiente",
    Phase.WAITING: "En espera",
    Phase.NEEDS_PERSON: "Necesita a una persona",
    Phase.IN_FORCE: "Vigente",
    Phase.RETRYING: "Se reintenta",
    Phase.FAILED: "Falló",
    Phase.STOPPED: "Detenido",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One NRP for a reader. `next_action` is for a person, Spanish; `warnings`: what will stop its renewal."""

    record: Record
    state: Phase
    reason: str
    text: str
    next_action: str
    relation: Relation | None
    evidence: str
    warnings: tuple[Foreseen, ...] = ()


def standing(record: Record, today: date, evidence: str = "", warnings: tuple[Foreseen, ...] = ()) -> Standing:
    relation = wanted_relation(record)
    block = record.block
    state = _state(record, relation, today)
    return Standing(
        record,
        state,
        Reason.STOPPED.value if state is Phase.STOPPED else block.reason.value if block else "",
        without_folders(" ".join((_text(record, state), *(warning.text for warning in warnings)))),
        block.todo if block and state is not Phase.STOPPED else _next_action(record, state, warnings),
        relation,
        evidence,
        warnings,
    )


def _text(record: Record, state: Phase) -> str:
    """Why it stands so; where the YAML is to be mended, the line too."""
    if state is Phase.STOPPED:
        return "Alguien detuvo este NRP."
    if not record.phase_text and state is Phase.PENDING:
        return "Todavía no se ha visitado el portal."
    if state is Phase.PENDING and _released(record):
        return "Alguien atendió lo que lo detenía; se intentará en la siguiente ejecución."
    mend = record.block is not None and record.block.reason in OF_FLOWS
    return f"{record.phase_text} [{record.block.where}]" if mend and record.block else record.phase_text


def _state(record: Record, relation: Relation | None, today: date) -> Phase:
    """The ledger's phase, but a stop shows at once and a relation that has ended since is no longer in force."""
    if record.stopped:
        return Phase.STOPPED
    phase = Phase(record.phase) if record.phase else Phase.PENDING
    if _released(record):
        return Phase.PENDING
    lapsed = relation is None or (relation.end is not None and relation.end < today)
    return Phase.PENDING if phase is Phase.IN_FORCE and lapsed else phase


def _released(record: Record) -> bool:
    """A person dealt with what it waited for, and no run has come by since."""
    waited = record.phase in (Phase.NEEDS_PERSON, Phase.FAILED, Phase.STOPPED)
    return waited and record.block is None and record.due_at is not None


def _next_action(record: Record, state: Phase, warnings: tuple[Foreseen, ...]) -> str:
    match state:
        case Phase.IN_FORCE if warnings:
            return warnings[0].todo
        case Phase.IN_FORCE if not handed_over(record):
            return f"Entregue la contraseña a nóminas: `infonavit-robot password show {record.employer.nrp}`."
        case Phase.PENDING | Phase.WAITING | Phase.RETRYING:
            return "Nada: sigue el robot (`infonavit-robot run`)."
        case Phase.STOPPED | Phase.NEEDS_PERSON | Phase.FAILED:
            return f"Para intentarlo otra vez: `infonavit-robot retry {record.employer.nrp}`."
        case _:
            return ""


def handed_over(record: Record) -> bool:
    """Whether payroll has the service password; one that nobody here knows is payroll's own."""
    return record.delivered_at is not None or SecretKind.SERVICE_PASSWORD not in record.fingerprints


def status_record(one: Standing) -> dict[str, Any]:
    """Dates ISO (days of Mexico), times ISO in UTC; null where unknown."""
    record, relation = one.record, one.relation
    return {
        "nrp": record.employer.nrp,
        "rfc": record.employer.rfc,
        "name": record.employer.name,
        "state": one.state.value,
        "reason": one.reason,
        "text": one.text,
        "next_action": one.next_action,
        "due": _iso(record.due_at),
        "start": _iso(relation.start if relation else None),
        "end": _iso(relation.end if relation else None),
        "relations": [_relation_record(row, row is relation) for row in record.seen.relations or ()],
        "seen_at": _iso(record.seen.relations_at),
        "service_password": {
            "known": SecretKind.SERVICE_PASSWORD in record.fingerprints,
            "on_portal": record.seen.service_password,
            "delivered_at": _iso(record.delivered_at),
        },
        "warnings": [_warning_record(warning) for warning in one.warnings],
        "where": record.block.where if record.block else "",
        "evidence": one.evidence,
        "in_roster": not record.removed,
    }


def _warning_record(warning: Foreseen) -> dict[str, Any]:
    return {
        "reason": warning.reason.value,
        "text": warning.text,
        "todo": warning.todo,
        "before": warning.before.isoformat(),
    }


def _relation_record(row: Relation, wanted: bool) -> dict[str, Any]:
    return {
        "service": row.service,
        "developer_rfc": row.developer_rfc,
        "developer_name": row.developer_name,
        "start": _iso(row.start),
        "end": _iso(row.end),
        "status": row.status,
        "in_force": row.state is RelationState.IN_FORCE,
        "state": row.state.value.replace(" ", "_"),
        "folio": row.folio,
        "wanted": wanted,
    }


def exit_code(standings: tuple[Standing, ...]) -> int:
    """0 all well, 3 people needed, 4 failed; those that somebody stopped count as well."""
    states = {one.state for one in standings}
    if states & {Phase.FAILED, Phase.RETRYING}:
        return 4
    return 3 if Phase.NEEDS_PERSON in states else 0


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
