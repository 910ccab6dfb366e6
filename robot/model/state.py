"""What the ledger knows of one NRP."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from robot.model.employer import Employer
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.relation import Relation
from robot.model.secret import SecretKind


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit last saw on the portal; None: never looked. Times are UTC."""

    service_password: bool | None = None
    service_password_at: datetime | None = None
    relations: tuple[Relation, ...] | None = None
    relations_at: datetime | None = None


class Phase(StrEnum):
    """Where an NRP stands, in one word; `status --json` gives these words."""

    PENDING = "pending"
    WAITING = "waiting"
    NEEDS_PERSON = "needs_person"
    IN_FORCE = "in_force"
    RETRYING = "retrying"
    FAILED = "failed"
    STOPPED = "stopped"


class CommitState(StrEnum):
    """OPEN: intent written, nothing known of the click. SENT: the portal's answer was seen. The rest are final.
    WITHDRAWN: nothing was clicked after all. LOST: a person looked at the portal, and it never arrived."""

    OPEN = "open"
    SENT = "sent"
    CONFIRMED = "confirmed"
    ABSENT = "absent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class MailMark:
    """Where a mailbox folder stood before a password was asked for.

    `portal_time`: HTTP Date of the portal's last answer before the click, by the portal's own clock: no mail written
    before it is the one.
    """

    mailbox: str
    folder: str
    uidvalidity: int
    uidnext: int
    portal_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """One attempt of an act that cannot be taken back. `before`: the rows seen just before the click."""

    id: int
    nrp: Nrp
    kind: CommitKind
    attempt: int
    state: CommitState
    opened_at: datetime
    sent_at: datetime | None = None
    resolved_at: datetime | None = None
    receipt: str = ""
    before: tuple[Relation, ...] = ()
    marks: tuple[MailMark, ...] = ()
    looked_at: datetime | None = None

    @property
    def unresolved(self) -> bool:
        return self.state in (CommitState.OPEN, CommitState.SENT)


@dataclass(frozen=True, slots=True)
class Block:
    """Why an NRP waits for a person. `fingerprint`: of the terms, secret or flow whose change lifts the block."""

    reason: Reason
    text: str
    todo: str
    since: datetime
    fingerprint: str = ""
    secret: SecretKind | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything of one NRP that decide looks at. `fingerprints` name the secrets now in the vault."""

    employer: Employer
    seen: Seen
    commits: tuple[Commit, ...]
    block: Block | None
    due_at: datetime | None
    failures: int
    stopped: bool
    fingerprints: dict[SecretKind, str] = field(default_factory=dict)
    phase: str = ""
    phase_text: str = ""
    delivered_at: datetime | None = None  # when the service password was handed to payroll
    efirma_problem: str = ""  # Spanish; empty when the offline check found no reason to refuse
    removed: bool = False  # gone from the last roster


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one NRP until `until`; every write carries the token.

    `awaits_mail`: for a look into its mailbox only, not for a visit.
    """

    nrp: Nrp
    token: str
    until: datetime
    awaits_mail: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an NRP's story. `details` holds no secret."""

    nrp: Nrp
    at: datetime
    kind: str
    details: dict[str, Any]
