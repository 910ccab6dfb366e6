"""What a flow's outcome means for the NRP: go on, try again later, or wait for a person. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from robot.model.flow import Flow
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.policy import Policy
from robot.model.state import Block, Record
from robot.rules.advice import block_for, said_by_portal
from robot.rules.calendar import day_in_mexico
from robot.rules.renewal import refused_overlap

_UNANSWERED = "Queda una solicitud enviada cuyo resultado no se ha podido ver: no se envía otra sin saberlo."


@dataclass(frozen=True, slots=True)
class Aftermath:
    """`go_on`: decide again in this visit. `retry_at`: not before then. `failures` in a row, this one included."""

    go_on: bool = False
    block: Block | None = None
    retry_at: datetime | None = None
    failures: int = 0


def after(outcome: Outcome, flow: Flow, record: Record, now: datetime, policy: Policy) -> Aftermath:
    match outcome.ending:
        case Ending.DONE | Ending.NOTHING_TO_DO | Ending.WAITING:
            return Aftermath(go_on=True)
        case Ending.REFUSED if refused_overlap(outcome, record, day_in_mexico(now)) is not None:
            return Aftermath(go_on=True)  # it is in force still: decide knows when to ask again
        case Ending.REFUSED:
            return Aftermath(block=_block(Reason.REFUSED, outcome, record, now))
        case Ending.CREDENTIAL:
            return Aftermath(block=_block(Reason.CREDENTIAL, outcome, record, now))
        case Ending.NEEDS_PERSON:
            flows = flow.fingerprint if outcome.reason is Reason.ORIGIN else ""  # its files name the origins
            return Aftermath(block=_block(outcome.reason or Reason.REFUSED, outcome, record, now, flows))
        case Ending.PORTAL_DOWN:
            return _again(record, now, policy)
        case Ending.SCREEN_UNKNOWN | Ending.FLOW_FAULT:
            return _faulted(outcome, flow, record, now, policy)


def _faulted(outcome: Outcome, flow: Flow, record: Record, now: datetime, policy: Policy) -> Aftermath:
    """An act that was sent and not answered has its result looked for about a day before a person is asked."""
    unanswered = any(commit.unresolved for commit in record.commits)
    failures = record.failures + 1
    if failures < (policy.tries_of_a_look if unanswered else policy.tries_of_a_fault):
        return _again(record, now, policy)
    reason = Reason.SCREEN_UNKNOWN if outcome.ending is Ending.SCREEN_UNKNOWN else Reason.FLOW_FAULT
    told = replace(outcome, detail=f"{outcome.detail} {_UNANSWERED}".strip()) if unanswered else outcome
    return Aftermath(block=_block(reason, told, record, now, flow.fingerprint), failures=failures)


def _again(record: Record, now: datetime, policy: Policy) -> Aftermath:
    failures = record.failures + 1
    return Aftermath(retry_at=now + policy.pause_after(failures), failures=failures)


def _block(reason: Reason, outcome: Outcome, record: Record, now: datetime, fingerprint: str = "") -> Block:
    return block_for(
        reason, nrp=record.employer.nrp, since=now, detail=said_by_portal(outcome), secret=outcome.secret,
        fingerprint=fingerprint or outcome.fingerprint, where=outcome.where,
    )  # fmt: skip
