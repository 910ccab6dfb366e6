"""The next act for one NRP, from what is wanted, seen and still open. Pure; called by the reconciler before and
after every flow. Order matters: what was sent is cleared up first, and nothing is signed on a guess.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from robot.model.flow import CommitKind
from robot.model.outcome import Reason
from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.model.relation import Relation, RelationState
from robot.model.secret import SecretKind
from robot.model.state import Block, Commit, CommitState, Record
from robot.rules.advice import block_for, said
from robot.rules.calendar import start_of_day
from robot.rules.flow_stop import Troubles
from robot.rules.proof import is_wanted, next_look, under_another_name
from robot.rules.renewal import is_enough, renewal_day, tries_overlap

_A_LOOK = timedelta(seconds=1)  # one look for all tells of new mails; their own looks are one a second together
# The flows that every visit starts with, before the one it is made for.
WAY_IN = ("log_in",)


@dataclass(frozen=True, slots=True)
class Visit:
    flow: str


@dataclass(frozen=True, slots=True)
class WaitUntil:
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class NeedsPerson:
    block: Block


@dataclass(frozen=True, slots=True)
class Settled:
    until: datetime
    why: str


Decision = Visit | WaitUntil | NeedsPerson | Settled


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is true for every NRP at this moment. `mail_by_person`: this NRP's mail goes to a person.

    `mail_waiting`: how many NRPs wait for a mail.
    """

    now: datetime
    today: date
    policy: Policy
    approved_terms: Collection[str] = ()
    quarantined: Mapping[str, str] = field(default_factory=dict)  # the portal's words by fingerprint of the secret
    flows: Mapping[str, str] = field(default_factory=dict)  # fingerprint by flow name
    attended: bool = False
    mail_by_person: bool = False
    mail_waiting: int = 0
    overlap: Overlap = Overlap()
    troubles: Troubles = field(default_factory=dict)  # of flows


def decide(record: Record, now: Situation) -> Decision:
    """See DESIGN, "look, decide, act". The first rule that has an answer gives it."""
    for rule in (_standing_block, _open_commits, _satisfied, _fit_to_visit, _next_flow):
        decision = rule(record, now)
        if decision is not None:
            return (_stopped(decision, record, now) if isinstance(decision, Visit) else None) or decision
    raise AssertionError("the last rule always answers")


def wanted_relation(record: Record) -> Relation | None:
    """The seen row of the wanted developer and service that ends last."""
    rows = [row for row in record.seen.relations or () if is_wanted(row, record.employer.developer)]
    alive = [row for row in rows if row.state in (RelationState.IN_FORCE, RelationState.PROCESSING)]
    return max(alive, key=lambda row: row.end or date.max, default=None)


def _needs(record: Record, now: Situation, reason: Reason, detail: str = "", **more: Any) -> NeedsPerson:
    """`more`: see block_for."""
    since = record.block.since if record.block and record.block.reason is reason else now.now
    return NeedsPerson(block_for(reason, nrp=record.employer.nrp, since=since, detail=detail, **more))


def _standing_block(record: Record, now: Situation) -> Decision | None:
    if record.stopped:
        return _needs(record, now, Reason.STOPPED)
    block = record.block
    if block is not None and _stands(block, record, now):
        return NeedsPerson(block)
    return None


def _stands(block: Block, record: Record, now: Situation) -> bool:
    """Whether what blocked is still as it was. Causes that decide computes afresh never stand by themselves."""
    match block.reason:
        case Reason.TERMS:
            return block.fingerprint not in now.approved_terms
        case Reason.CAPTCHA:
            return not now.attended
        case Reason.CREDENTIAL:
            return block.fingerprint in record.fingerprints.values()
        case Reason.PASSWORD_UNKNOWN:  # until it is known, or was asked for again
            return SecretKind.SERVICE_PASSWORD not in record.fingerprints and not any(
                commit.unresolved for commit in record.commits
            )
        case Reason.PORTAL_PASSWORD:
            return SecretKind.PORTAL_PASSWORD not in record.fingerprints
        case Reason.PASSWORD_BY_PERSON | Reason.MAIL_MISSING | Reason.MAIL_DOUBTFUL:
            return SecretKind.SERVICE_PASSWORD not in record.fingerprints
        case Reason.SCREEN_UNKNOWN | Reason.FLOW_FAULT | Reason.ORIGIN:
            return block.fingerprint in now.flows.values() or not block.fingerprint
        case Reason.EFIRMA | Reason.AUTHORISATION | Reason.MAILBOX:
            return False
        case Reason.STOPPED | Reason.FLOW_STOPPED | Reason.PORTAL_DOWN:
            return False
        case _:
            return True


def _stopped(visit: Visit, record: Record, now: Situation) -> NeedsPerson | None:
    """A flow that failed for several NRPs is not tried with the next one, unless a person asked for that."""
    nrp = record.employer.nrp
    for flow in (*WAY_IN, visit.flow):
        fingerprint = now.flows.get(flow, "")
        trouble = now.troubles.get(fingerprint)
        if trouble is None or not trouble.stopped or nrp in trouble.trials:
            continue
        if nrp in trouble.nrps:
            return _needs(record, now, trouble.reason, trouble.detail, fingerprint=fingerprint, where=trouble.where)
        return _needs(record, now, Reason.FLOW_STOPPED, f"«{trouble.title}».", fingerprint=fingerprint)
    return None


def _open_commits(record: Record, now: Situation) -> Decision | None:
    unresolved = [commit for commit in record.commits if commit.unresolved]
    for commit in unresolved:
        if commit.kind is CommitKind.RELATION:
            return _relation_on_its_way(commit, record, now)
        if commit.kind is CommitKind.CANCEL:
            return _needs(record, now, Reason.UNPROVEN, "Se pidió cancelar la contraseña.")
    return _password_on_its_way(unresolved[-1], record, now) if unresolved else None


def _relation_on_its_way(commit: Commit, record: Record, now: Situation) -> Decision:
    other = under_another_name(commit, record)
    if other is not None:
        wanted = record.employer.developer.service
        detail = f"Apareció una relación nueva con el servicio «{other.service}»; se pidió «{wanted}»."
        return _needs(record, now, Reason.UNPROVEN, detail)
    return _look_for(commit, "look_relations", record, now)


def _look_for(commit: Commit, flow: str, record: Record, now: Situation) -> Decision:
    due = next_look(commit, now.policy)
    if due is None:
        return _needs(record, now, Reason.UNPROVEN)
    if due <= now.now:
        return _barred(record, now, SecretKind.PORTAL_PASSWORD) or Visit(flow)
    return WaitUntil(due, "El portal procesa la solicitud; se vuelve a mirar entonces.")


def _password_on_its_way(commit: Commit, record: Record, now: Situation) -> Decision:
    waited = now.now - (commit.sent_at or commit.opened_at)
    given_up = waited >= now.policy.mail_give_up
    if commit.state is CommitState.OPEN and commit.kind is CommitKind.RECOVER:  # its mail is the only proof
        if given_up or now.mail_by_person:
            return _needs(record, now, Reason.UNPROVEN, "Se pidió recuperar la contraseña.")
    elif commit.state is CommitState.OPEN:
        looked = _look_for(commit, "look_password", record, now)
        if not isinstance(looked, WaitUntil):
            return looked
        given_up = False
    if now.mail_by_person:
        return _needs(record, now, Reason.PASSWORD_BY_PERSON)
    if given_up:
        return _needs(record, now, Reason.MAIL_MISSING)
    poll = now.policy.mail_poll if waited < now.policy.mail_limit else now.policy.mail_slow_poll
    return WaitUntil(now.now + max(poll, now.mail_waiting * _A_LOOK), "Se espera el correo con la contraseña.")


def _satisfied(record: Record, now: Situation) -> Decision | None:
    relation, nrp = wanted_relation(record), record.employer.nrp
    if relation is None or not is_enough(relation, nrp, now.today, now.policy, now.overlap):
        return None
    if relation.state is RelationState.PROCESSING:
        seen_at = record.seen.relations_at or now.now
        due = seen_at + now.policy.looks[min(1, len(now.policy.looks) - 1)]
        if due <= now.now:
            return _barred(record, now, SecretKind.PORTAL_PASSWORD) or Visit("look_relations")
        return WaitUntil(due, "El portal muestra la relación en proceso.")
    day = renewal_day(relation, nrp, now.policy, now.overlap)
    if relation.end is None or day is None:
        return _without_end(record, now)
    until = f"Relación vigente hasta el {relation.end:%d/%m/%Y}"
    if day <= now.today:
        tomorrow = start_of_day(now.today + timedelta(days=1))
        return Settled(tomorrow, f"{until}; hoy otro NRP averigua si el portal ya permite renovarla.")
    return Settled(start_of_day(day), f"{until}; se renueva el {day:%d/%m/%Y}.")


def needs_pilot(record: Record, now: Situation) -> bool:
    """Whether a visit now would file again a relation so early that the portal's answer is not known."""
    relation = wanted_relation(record)
    due = not is_enough(relation, record.employer.nrp, now.today, now.policy, now.overlap)
    return due and tries_overlap(relation, now.today, now.overlap)


def _without_end(record: Record, now: Situation) -> Decision:
    """Only the portal can tell how long it lasts: it is looked at again after each renewal horizon."""
    due = (record.seen.relations_at or now.now) + now.policy.renewal
    if due <= now.now:
        return _barred(record, now, SecretKind.PORTAL_PASSWORD) or Visit("look_relations")
    return Settled(due, "Relación vigente, sin fecha de fin en el portal.")


def _fit_to_visit(record: Record, now: Situation) -> Decision | None:
    if record.efirma_problem:
        return _needs(record, now, Reason.EFIRMA, record.efirma_problem)
    return _barred(record, now, SecretKind.PORTAL_PASSWORD, SecretKind.EFIRMA_PASSPHRASE)


def _barred(record: Record, now: Situation, *kinds: SecretKind) -> NeedsPerson | None:
    """A secret that the portal refused is not typed again until it changes."""
    for kind in kinds:
        fingerprint = record.fingerprints.get(kind, "")
        words = now.quarantined.get(fingerprint)
        if words is not None:
            return _needs(record, now, Reason.CREDENTIAL, said(words), secret=kind, fingerprint=fingerprint)
    return None


def _next_flow(record: Record, now: Situation) -> Decision:
    seen, known = record.seen, SecretKind.SERVICE_PASSWORD in record.fingerprints
    lacking = not seen.service_password and not known
    if seen.service_password is None or (lacking and _stale(seen.service_password_at, now)):
        return Visit("look_password")
    if lacking:
        return _signing(record, now, CommitKind.SERVICE_PASSWORD) or Visit("generate_password")
    if _stale(seen.relations_at, now):
        return Visit("look_relations")
    if not known:
        return _needs(record, now, Reason.PASSWORD_UNKNOWN)
    return (
        _barred(record, now, SecretKind.SERVICE_PASSWORD)
        or _signing(record, now, CommitKind.RELATION)
        or Visit("register_relation")
    )


def _stale(seen_at: datetime | None, now: Situation) -> bool:
    return seen_at is None or now.now - seen_at > now.policy.fresh


def against_command(record: Record, now: Situation, *, signs: bool) -> NeedsPerson | None:
    """What stands against a flow that a person asked for: refused secrets are not typed on command either."""
    if signs and record.efirma_problem:
        return _needs(record, now, Reason.EFIRMA, record.efirma_problem)
    kinds = (SecretKind.PORTAL_PASSWORD, *((SecretKind.EFIRMA_PASSPHRASE,) if signs else ()))
    return (_unauthorised(record, now) if signs else None) or _barred(record, now, *kinds)


def _unauthorised(record: Record, now: Situation) -> NeedsPerson | None:
    allowed = record.employer.authorisation
    if allowed is None:
        return _needs(record, now, Reason.AUTHORISATION, "Nadie la ha dado.")
    if allowed.allows(now.today):
        return None
    until = f", hasta el {allowed.until:%d/%m/%Y}" if allowed.until else ""
    return _needs(record, now, Reason.AUTHORISATION, f"La última la dio {allowed.by}{until}.")


def _signing(record: Record, now: Situation, kind: CommitKind) -> NeedsPerson | None:
    """What stands against signing: no authorisation, or too many attempts that the portal never showed."""
    unauthorised = _unauthorised(record, now)
    if unauthorised:
        return unauthorised
    tries = [one for one in record.commits if one.kind is kind and one.state is not CommitState.WITHDRAWN]
    if tries and tries[-1].state is CommitState.ABSENT and tries[-1].attempt >= now.policy.attempts:
        return _needs(record, now, Reason.UNPROVEN)
    return None
