"""The secrets that a report on an NRP is held against before it leaves. Called by whatever writes one."""

from robot.assembly import Workspace
from robot.model.employer import Employer
from robot.model.secret import Secret, SecretKind


def own_secrets(workspace: Workspace, employer: Employer) -> tuple[Secret, ...]:
    """Its own and its certificate's; old service passwords and the kept session, too."""
    owned = [workspace.vault.everything(owner) for owner in (employer.nrp, employer.certificate)]
    return tuple(secret for kinds in owned for kind, secret in kinds if kind != SecretKind.EFIRMA_CER)  # public
