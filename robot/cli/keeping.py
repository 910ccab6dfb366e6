"""What is kept and what is known to be secret: used by run (tidying the evidence) and by `evidence verify`."""

from robot.assembly import Workspace
from robot.model.identifiers import Nrp
from robot.model.relation import Relation
from robot.model.secret import Secret, SecretKind
from robot.model.state import Record
from robot.outside.evidence.retention import delete_old
from robot.rules.retention import Keep
from robot.rules.tokens import tokens_in

_SESSION = "session"
_NAMES = {
    SecretKind.PORTAL_PASSWORD: "contraseña del portal",
    SecretKind.SERVICE_PASSWORD: "contraseña de intercomunicación",
    SecretKind.EFIRMA_KEY: "archivo .key",
    SecretKind.EFIRMA_PASSPHRASE: "contraseña de la e.firma",
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


def secrets_by_kind(workspace: Workspace, record: Record | None) -> dict[str, tuple[Secret, ...]]:
    """Those of an NRP with all their versions, the tokens of its kept session, and those of no NRP."""
    known = dict(workspace.shared_secrets)
    if record is None:
        return known
    nrp, vault = record.employer.nrp, workspace.vault
    for kind, name in _NAMES.items():
        owner = record.employer.certificate if kind.of_certificate else nrp
        known[name] = tuple(one.secret for one in vault.history(owner, kind))
    session = vault.get(nrp, _SESSION)
    known["sesión del portal"] = tokens_in(session) if session else ()
    return known
