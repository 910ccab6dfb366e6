"""Takes a roster in: secrets into the vault, wishes into the ledger, and only what changed. Called by `import`.

Starts no browser. A row that is gone from the roster is reported and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from robot.engine.ports import Ledger, Vault
from robot.model.efirma import EfirmaReport
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.roster import Roster, RosterRow
from robot.model.secret import Secret, SecretKind
from robot.model.state import CommitState, Event, Record
from robot.rules.advice import block_for
from robot.rules.efirma import certificate_facts, check_efirma, to_der_certificate, to_der_key, typed_passphrase
from robot.rules.efirma_fit import problem_for

_CER, _KEY = SecretKind.EFIRMA_CER, SecretKind.EFIRMA_KEY
_PASSPHRASE = SecretKind.EFIRMA_PASSPHRASE


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: `saved` is new, changed or same; `problem` and `warnings` are of its e.firma."""

    nrp: Nrp
    saved: str
    problem: str
    warnings: tuple[str, ...]
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class Intake:
    taken: tuple[Taken, ...]
    gone: tuple[Nrp, ...]

    def count(self, saved: str) -> int:
        return sum(one.saved == saved for one in self.taken)


class Importer:
    def __init__(self, ledger: Ledger, vault: Vault, *, live_portal: bool) -> None:
        self._ledger = ledger
        self._vault = vault
        self._live = live_portal

    def take_in(self, roster: Roster, now: datetime, *, whole: bool = True) -> Intake:
        """`whole` False: the roster had rows with mistakes, which say nothing of who is gone."""
        known = {record.employer.nrp: record for record in self._ledger.records()}
        taken = tuple(self._take(row, known.get(row.employer.nrp), now) for row in roster.rows)
        written = {row.nrp for row in roster.table.rows} | {row.employer.nrp for row in roster.rows}
        gone = tuple(nrp for nrp, record in known.items() if whole and nrp not in written and not record.removed)
        if gone:
            self._ledger.mark_removed(gone)
        return Intake(taken, gone)

    def _take(self, row: RosterRow, old: Record | None, now: datetime) -> Taken:
        employer = row.employer
        secrets = _as_typed(row.secrets)
        report = check_efirma(
            row.secrets[_CER].reveal(), row.secrets[_KEY].reveal(), row.secrets[_PASSPHRASE], rfc=employer.rfc, at=now
        )
        problem = problem_for(report, live_portal=self._live)
        to_confirm = self._ask_to_confirm(row, old, report, now)  # before the new e.firma can be used by anyone
        given = self._store(row, secrets, now)
        ends = report.certificate.not_after if report.certificate else None
        saved = self._ledger.save_employer(replace(employer, efirma_ends=ends), given, now)
        self._ledger.set_efirma_problem(employer.nrp, problem)
        if saved != "same":
            self._ledger.add_event(Event(employer.nrp, now, "imported", {"saved": str(saved), "row": row.number}))
        return Taken(employer.nrp, str(saved), problem, tuple(one.text for one in report.warnings), to_confirm)

    def _store(self, row: RosterRow, secrets: Mapping[SecretKind, Secret], now: datetime) -> Mapping[str, str]:
        """Puts what the roster gives anew. What it gave before is left: the vault may hold something newer since."""
        before = self._ledger.given(row.employer.nrp)
        given: dict[str, str] = {}
        for kind, secret in secrets.items():
            owner = row.employer.certificate if kind.of_certificate else row.employer.nrp
            given[kind.value] = self._vault.fingerprint_of(owner, kind, secret)
            if before.get(kind.value) != given[kind.value] or not self._vault.fingerprint(owner, kind):
                self._vault.put(owner, kind, secret, now)
                if kind is SecretKind.SERVICE_PASSWORD:
                    close_requests(self._ledger, row.employer.nrp, now)
        return given

    def _ask_to_confirm(self, row: RosterRow, old: Record | None, report: EfirmaReport, now: datetime) -> bool:
        """Another e.firma in place of a usable one, or another representative, is not used before someone says so."""
        employer = row.employer
        if old is None or old.employer.certificate == employer.certificate:
            return False
        before, after = self._representative(old.employer.certificate), report.certificate
        changed = before is not None and after is not None and before != (after.representative_rfc or "")
        if old.efirma_problem and not changed:
            return False
        who = f"Antes {before}, ahora {after.representative_rfc}." if changed and after else ""
        block = block_for(Reason.CHANGED, nrp=employer.nrp, since=now, detail=who)
        self._ledger.set_block(employer.nrp, block)
        return True

    def _representative(self, certificate: str) -> str | None:
        cer = self._vault.get(certificate, _CER)
        facts = certificate_facts(cer.reveal()) if cer else None
        return (facts.representative_rfc or "") if facts else None


def close_requests(ledger: Ledger, nrp: Nrp, now: datetime) -> None:
    """The password that was asked for has come, by whatever way: no mail is waited for any more."""
    for record in ledger.waiting_for_mail():
        for commit in record.commits if record.employer.nrp == nrp else ():
            if commit.unresolved and commit.kind in (CommitKind.SERVICE_PASSWORD, CommitKind.RECOVER):
                ledger.resolve_by_hand(nrp, commit.id, CommitState.CONFIRMED, now)


def _as_typed(secrets: Mapping[SecretKind, Secret]) -> Mapping[SecretKind, Secret]:
    """The files as SAT delivers them and the passphrase as it must be typed, where that can be told."""
    cer = to_der_certificate(secrets[_CER].reveal())
    key = to_der_key(secrets[_KEY].reveal())
    words = typed_passphrase(secrets[_KEY].reveal(), secrets[_PASSPHRASE])
    better = {_CER: Secret(cer) if cer else None, _KEY: Secret(key) if key else None, _PASSPHRASE: words}
    return {kind: better.get(kind) or secret for kind, secret in secrets.items()}
