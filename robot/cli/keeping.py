"""What is kept and what is known to be secret: used by run (tidying the evidence) and by `evidence verify`."""

from robot.assembly import Workspace
from robot.model.identifiers import Nrp
from robot.model.relation import Relation
from robot.model.secret import SESSION, Secret, SecretKind
from robot.model.state import Record
from robot.outside.evidence.retention import delete_old
from robot.rules.retention import Keep
from robot.rules.tokens import hidden_of

_NAMES: dict[str, str] = {
    SecretKind.PORTAL_PASSWORD: "contraseña del portal",
    SecretKind.SERVICE_PASSWORD: "contraseña de intercomunicación",
    SecretKind.EFIRMA_KEY: "archivo .key",
    SecretKind.EFIRMA_PASSPHRASE: "contraseña de la e.firma",
    SESSION: "sesión del portal",
}


def tidy_evidence(workspace: Workspace) -> None:
    """Closes the visits that a kill cut off and deletes what settings do not keep. The caller holds the workspace."""
    find = workspace.ledger.find  # one at a time: a service would keep what all of them take

    def secrets_of(nrp: Nrp) -> list[Secret]:
        known = secrets_by_kind(workspace, find(nrp))
        return [secret for secrets in known.values() for secret in secrets]

    workspace.evidence.close_interrupted(secrets_of)
    own = workspace.settings.evidence
    keep = Keep(own.keep_days, own.keep_visits)

    def seen(nrp: Nrp) -> tuple[Relation, ...]:
        record = find(nrp)
        return (record.seen.relations or ()) if record else ()

    if keep != Keep():
        delete_old(workspace.folder.evidence, keep, seen, workspace.clock.now())


def secrets_by_kind(workspace: Workspace, record: Record | None) -> dict[str, set[Secret]]:
    """Those of an NRP with all their versions, what lets in of its kept session, and those of no NRP."""
    known = {name: set(secrets) for name, secrets in workspace.shared_secrets.items()}
    owners = (record.employer.nrp, record.employer.certificate) if record else ()
    for owner in owners:
        for kind, secret in workspace.vault.everything(owner):
            if kind in _NAMES:
                known.setdefault(_NAMES[kind], set()).update(hidden_of(kind, secret))
    return known
