"""The desk of a visit that must change nothing: it hands out the secret that lets in and no other, and keeps nothing of
what the portal shows but its terms. Called by the probe."""

from datetime import datetime

from robot.engine.desk import VisitDesk
from robot.model.flow import CommitKind
from robot.model.relation import Relation
from robot.model.secret import Secret, SecretKind


class DryDesk(VisitDesk):
    """The flows that are run here ask for nothing else; this makes sure."""

    async def secret(self, kind: SecretKind) -> Secret | None:
        return await super().secret(kind) if kind is SecretKind.PORTAL_PASSWORD else None

    async def intend(self, kind: CommitKind, portal_time: datetime | None) -> None:  # noqa: ARG002
        raise AssertionError(f"a probe does not commit: {kind}")

    async def saw_password(self, exists: bool) -> None:
        """One walk on a portal that nobody knows yet is no observation."""

    async def saw_relations(self, rows: tuple[Relation, ...]) -> None:
        """Nor is its table."""
