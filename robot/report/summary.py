"""What a run came to, for whoever comes in the morning: one cause is told once, however many NRPs it holds up. Pure.

Called by cli/telling after a run and by the bulletins of `run --watch`; shown by the terminal, the mail, the workbook.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from robot.model.outcome import OF_FLOWS, Reason
from robot.model.roster import Colour
from robot.model.state import Block, Phase
from robot.model.summary import Group, Member, Outage, RunFacts, Section, Summary
from robot.report.status import Standing
from robot.report.summary_words import FAULT, counts, facts_of, subject
from robot.rules.advice import advice
from robot.rules.places import without_folders

SOON = timedelta(days=15)  # a relation that ends before then and is not renewed yet
LONG = timedelta(hours=1)  # an outage of the portal that is worth a mail of its own
# Blocks whose cause is in what was said, not in their kind alone.
_TOLD_APART = (Reason.REFUSED, Reason.MAILBOX, Reason.EFIRMA, Reason.CREDENTIAL)


@dataclass(frozen=True, slots=True)
class Stood:
    """As much of how an NRP stood as tells what is new since; small, for a service keeps it of all."""

    state: Phase
    reason: str
    alive: bool  # a relation of it was
    end: date | None


Before = Mapping[str, Stood]


def stood(one: Standing) -> Stood:
    return Stood(one.state, one.reason, one.relation is not None, _end(one))


def summarise(after: Collection[Standing], before: Before, run: RunFacts) -> Summary:
    """`before`: how the same NRPs stood when the run started, by NRP; empty: nothing counts as new."""
    failed = _grouped(_in(after, Phase.FAILED), before, _blocked)
    retrying = _grouped(_in(after, Phase.RETRYING), before, _waiting)
    person = _grouped(_in(after, Phase.NEEDS_PERSON), before, _blocked)
    sections = (
        Section("Fallaron", Colour.FAILED, failed),
        Section("No salieron a la primera: se reintentan solos", Colour.WAITING, retrying),
        Section("Necesitan a una persona", Colour.PERSON, person),
        Section("Vencidos o por vencer sin renovar", Colour.PERSON, _ending(after, run.today)),
        Section("Impedirá la próxima renovación", Colour.PERSON, _foreseen(after)),
        Section("Quedaron vigentes", Colour.GOOD, _reached(after, before, renewed=False)),
        Section("Se renovaron", Colour.GOOD, _reached(after, before, renewed=True)),
        Section("Siguen su curso", Colour.WAITING, _grouped(_in(after, Phase.WAITING, Phase.PENDING), {}, _waiting), 0),
    )
    trouble = frozenset(_name(one) for one in _in(after, Phase.FAILED, Phase.NEEDS_PERSON))
    if long_down(run.outages, run.now):
        trouble |= {Reason.PORTAL_DOWN.value}
    numbers = counts(one.state for one in after)
    return Summary(
        run.now,
        subject(numbers),
        facts_of(numbers, run, captchas=sum(one.reason == Reason.CAPTCHA for one in after)),
        tuple(section for section in sections if section.groups),
        needs_attention=bool(failed or retrying or person or sections[3].groups or run.bugs),
        trouble=trouble,
    )


def long_down(outages: Iterable[Outage], now: datetime) -> bool:
    return any(outage.end is None and now - outage.start >= LONG for outage in outages)


def _in(standings: Iterable[Standing], *phases: Phase) -> list[Standing]:
    return [one for one in standings if one.state in phases]


def _grouped(
    standings: list[Standing], before: Before, told: Callable[[Standing], tuple[str, str, str]]
) -> tuple[Group, ...]:
    """Largest first. `told` gives the cause, what to do, and what is this NRP's own."""
    found: dict[Hashable, list[Standing]] = {}
    for one in standings:
        found.setdefault(_name(one), []).append(one)
    groups = []
    for members in found.values():
        cause, todo, _ = told(members[0])
        alone = len(members) == 1
        groups.append(
            Group(
                cause,
                tuple(_member(one, told(one)[2]) for one in members),
                members[0].next_action if alone and todo else todo,
                sum(_is_new(one, before) for one in members),
            )
        )
    return tuple(sorted(groups, key=lambda group: -len(group.members)))


def _name(one: Standing) -> str:
    """The same for all NRPs that wait for the same thing."""
    block = one.record.block
    if block is None:
        return _without_numbers(f"{one.state}|{one.text}")
    said = _without_numbers(_detail(block)) if block.reason in _TOLD_APART else ""
    terms = block.fingerprint if block.reason is Reason.TERMS else ""
    return "|".join((block.reason, block.secret or "", _line(block), terms, said))


def _blocked(one: Standing) -> tuple[str, str, str]:
    block = one.record.block
    if block is None:
        return one.text, one.next_action, ""
    text, todo = advice(block.reason, secret=block.secret)
    if block.reason in OF_FLOWS:
        return f"{text} {_line(block)}".rstrip(), todo, ""
    if block.reason in _TOLD_APART:
        return block.text, todo, ""
    return text, todo, _detail(block)


def _waiting(one: Standing) -> tuple[str, str, str]:
    return one.text, "", ""


def _detail(block: Block) -> str:
    """What is this NRP's own."""
    return block.text.removeprefix(advice(block.reason, secret=block.secret)[0]).strip()


def _line(block: Block) -> str:
    """file:line of the flow."""
    where = without_folders(block.where)
    return where.rpartition(":")[0] if FAULT.search(where) else where


def _without_numbers(text: str) -> str:
    """But with that of a bug, which tells it from others."""
    return re.sub(r"(?<!Error interno )\b\w*\d\w*", "#", text)


def _member(one: Standing, note: str = "") -> Member:
    return Member(one.record.employer.nrp, one.record.employer.name, note)


def _is_new(one: Standing, before: Before) -> bool:
    old = before.get(one.record.employer.nrp)
    return old is not None and (old.state, old.reason) != (one.state, one.reason)


def _ending(after: Collection[Standing], today: date) -> tuple[Group, ...]:
    ends = [(end, one) for one in after if one.state is not Phase.IN_FORCE and (end := _end(one)) is not None]
    members = tuple(
        _member(one, f"{'venció' if end < today else 'vence'} el {end:%d/%m/%Y}")
        for end, one in sorted(ends, key=lambda pair: pair[0]) if end <= today + SOON
    )  # fmt: skip
    return (Group("Su relación de confianza termina y todavía no hay otra.", members),) if members else ()


def _reached(after: Collection[Standing], before: Before, *, renewed: bool) -> tuple[Group, ...]:
    """In force now with a later end than before; renewed when one was alive before."""
    members = []
    for one in _in(after, Phase.IN_FORCE):
        old, end = before.get(one.record.employer.nrp), _end(one)
        if old is None or (old.state is Phase.IN_FORCE and old.end == end):
            continue
        was_alive = old.alive and old.end != end
        if was_alive == renewed:
            members.append(_member(one, f"hasta el {end:%d/%m/%Y}" if end else ""))
    cause = "La relación nueva ya está en el portal." if renewed else "La relación ya está vigente en el portal."
    return (Group(cause, tuple(members)),) if members else ()


def _foreseen(after: Collection[Standing]) -> tuple[Group, ...]:
    """What will stop a renewal weeks from now, the first day first; told with the others, no cause for a mail yet."""
    found: dict[Reason, list[tuple[date, Member, str]]] = {}
    for one in after:
        for warning in one.warnings:
            member = _member(one, f"antes del {warning.before:%d/%m/%Y}. {warning.text}")
            found.setdefault(warning.reason, []).append((warning.before, member, warning.todo))
    groups = []
    for rows in found.values():
        rows.sort(key=lambda row: row[0])
        _, first, todo = rows[0]
        cause = todo if len(rows) == 1 else todo.replace(first.nrp, "NRP")
        groups.append(Group(cause, tuple(member for _, member, _ in rows)))
    return tuple(groups)


def _end(one: Standing) -> date | None:
    return one.relation.end if one.relation else None
