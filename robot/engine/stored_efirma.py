"""The offline check of an e.firma as the vault holds it. Called by the reconciler before a visit, and by `check`."""

from datetime import datetime

from robot.engine.ports import Vault
from robot.model.efirma import EfirmaReport
from robot.model.employer import Employer
from robot.model.secret import SecretKind
from robot.rules.efirma import check_efirma


def check_stored(vault: Vault, employer: Employer, at: datetime) -> EfirmaReport | None:
    """None: the vault lacks a part of it."""
    cer = vault.get(employer.certificate, SecretKind.EFIRMA_CER)
    key = vault.get(employer.certificate, SecretKind.EFIRMA_KEY)
    passphrase = vault.get(employer.certificate, SecretKind.EFIRMA_PASSPHRASE)
    if cer is None or key is None or passphrase is None:
        return None
    return check_efirma(cer.reveal(), key.reveal(), passphrase, rfc=employer.rfc, at=at)
