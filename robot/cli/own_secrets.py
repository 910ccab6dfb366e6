"""The secrets that a report on an NRP is held against before it leaves. Called by whatever writes one."""

from collections import defaultdict

from robot.assembly import Workspace
from robot.model.employer import Employer
from robot.model.secret import Secret, SecretKind

_PUBLIC = SecretKind.EFIRMA_CER.value


class OwnSecrets:
    """Of the NRPs of one workspace, as the vault holds them when this is made."""

    def __init__(self, workspace: Workspace) -> None:
        self._vault = workspace.vault
        self._kinds: dict[str, list[str]] = defaultdict(list)
        for owner, kind in self._vault.fingerprints():
            if kind != _PUBLIC:
                self._kinds[owner].append(kind)

    def of(self, employer: Employer) -> tuple[Secret, ...]:
        """Its own and its certificate's; old service passwords and the kept session, too."""
        owned = [(owner, kind) for owner in (employer.nrp, employer.certificate) for kind in self._kinds[owner]]
        found = [secret for own in owned if (secret := self._vault.get(*own)) is not None]
        return (*found, *(old.secret for old in self._vault.history(employer.nrp, SecretKind.SERVICE_PASSWORD)))
