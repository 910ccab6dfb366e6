"""What the acts of a step need beyond the driver: secrets, whatever must be durable, and a person's eyes.

VisitDesk keeps these promises; Stop is how an act ends its flow.
"""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from robot.engine.turn import Turn
from robot.model.employer import Employer
from robot.model.flow import CommitKind
from robot.model.outcome import Outcome
from robot.model.relation import Relation
from robot.model.secret import Secret, SecretKind


class Stop(Exception):
    """The flow ends here, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.ending)
        self.outcome = outcome


class Desk(Protocol):
    """What acts need beyond the driver: secrets, and everything that must be durable before or after a press."""

    @property
    def employer(self) -> Employer: ...

    async def secret(self, kind: SecretKind) -> Secret | None: ...

    def fingerprint(self, kind: SecretKind) -> str: ...

    async def knows_terms(self, text: str) -> bool:
        """Whether exactly these are approved."""

    async def terms_approved(self, name: str, text: str) -> Outcome | None:
        """None when approved; else why and for which fingerprint a person is needed."""

    async def intend(self, kind: CommitKind, portal_time: datetime | None) -> None:
        """The intent, durable. `portal_time`: the portal's own clock. Raises Stop when it must not be done now."""

    async def answered(self, receipt: str) -> None:
        """The portal took what was intended."""

    async def turned_down(self) -> None:
        """The portal refused what was intended, so it did not happen."""

    async def saw_password(self, exists: bool) -> None: ...

    async def saw_relations(self, rows: tuple[Relation, ...]) -> None: ...

    async def beyond_horizon(self, rows: tuple[Relation, ...]) -> bool: ...

    async def compare_export(self, content: bytes, rows: tuple[Relation, ...]) -> str:
        """Empty when the exported table says the same as the page, else the difference in Spanish."""

    @property
    def attended(self) -> bool:
        """Whether a person is there to do a part."""

    def turn(self, reason: str) -> AbstractAsyncContextManager[Turn]:
        """The person's eyes, when it is this visit's turn to have them."""
