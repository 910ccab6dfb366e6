"""Takes a roster in: secrets into the vault, wishes into the ledger, and only what changed. Called by `import`.

Starts no browser. A row that is gone from the roster is reported and kept.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from robot.engine.ports import Clock, Ledger, Vault
from robot.model.efirma import EfirmaReport
from robot.model.errors import AtWork
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
_PATIENCE = timedelta(minutes=4)  # longer than a visit, and than the lease of a robot that was killed
_LOOK = 2.0  # seconds


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
    """`at_work`: the rows that were left as they were, since a robot went on visiting the portal for them."""

    taken: tuple[Taken, ...]
    gone: tuple[Nrp, ...]
    at_work: tuple[Nrp, ...] = ()

    def count(self, saved: str) -> int:
        return sum(one.saved == saved for one in self.taken)


class Importer:
    """Needs no robot to rest: a row that would change what a visit under way is working with waits for its end."""

    def __init__(self, ledger: Ledger, vault: Vault, clock: Clock, *, live_portal: bool) -> None:
        self._ledger = ledger
        self._vault = vault
        self._clock = clock
        self._live = live_portal

    async def take_in(self, roster: Roster, *, whole: bool, waiting: Callable[[int], None] = lambda _: None) -> Intake:
        """`whole` False: the roster had rows with mistakes, which say nothing of who is gone. `waiting` is told once
        for how many rows a visit's end is waited for."""
        now = self._clock.now()
        known = {record.employer.nrp: record for record in self._ledger.records()}
        taken, left = self._take_free(roster.rows, known)
        if left:
            waiting(len(left))
        while left and self._clock.now() < now + _PATIENCE:
            await self._clock.wait(_LOOK)
            more, left = self._take_free(left, known)
            taken += more
        written = {row.nrp for row in roster.table.rows} | {row.employer.nrp for row in roster.rows}
        gone = tuple(nrp for nrp, record in known.items() if whole and nrp not in written and not record.removed)
        if gone:
            self._ledger.mark_removed(gone)
        return Intake(taken, gone, tuple(row.employer.nrp for row in left))

    def _take_free(
        self, rows: Sequence[RosterRow], known: Mapping[Nrp, Record]
    ) -> tuple[tuple[Taken, ...], tuple[RosterRow, ...]]:
        """What became of them, and those that a robot is at work on."""
        tried = [(row, self._take_if_free(row, known.get(row.employer.nrp))) for row in rows]
        return tuple(one for _, one in tried if one), tuple(row for row, one in tried if one is None)

    def _at_work(self, row: RosterRow, old: Record | None) -> bool:
        """Its e.firma belongs to the RFC, so a visit for any NRP of that RFC counts."""
        rfcs = {row.employer.rfc, old.employer.rfc if old else row.employer.rfc}
        busy = self._ledger.at_work(self._clock.now())
        return any(self._ledger.record(nrp).employer.rfc in rfcs for nrp in busy)

    def _same(self, row: RosterRow, old: Record | None) -> bool:
        """Whether taking the row in changes nothing that a visit works with."""
        if old is None:
            return False
        given = {
            kind.value: self._vault.fingerprint_of(row.employer.owner_of(kind), kind, secret)
            for kind, secret in _as_typed(row.secrets).items()
        }
        before = self._ledger.given(row.employer.nrp)
        read_by_us = replace(row.employer, order=old.employer.order, efirma_ends=old.employer.efirma_ends)
        same = read_by_us == old.employer and not old.removed
        return same and before == {**before, **given}

    def _take_if_free(self, row: RosterRow, old: Record | None) -> Taken | None:
        """None: a robot is at work on it, or began just now. What was stored already is stored again the next time."""
        if self._at_work(row, old) and not self._same(row, old):
            return None
        try:
            return self._take(row, old)
        except AtWork:
            return None

    def _take(self, row: RosterRow, old: Record | None) -> Taken:
        now, employer = self._clock.now(), row.employer
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
            owner = row.employer.owner_of(kind)
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
    """The password that was asked for has come, by whatever way: no mail is waited for any more. Raises AtWork."""
    for record in ledger.waiting_for_mail():
        for commit in record.commits if record.employer.nrp == nrp else ():
            if commit.unresolved and commit.kind.by_mail:
                with suppress(LookupError):  # a robot has just picked it up itself
                    ledger.resolve_by_hand(nrp, commit.id, CommitState.CONFIRMED, now)


def _as_typed(secrets: Mapping[SecretKind, Secret]) -> Mapping[SecretKind, Secret]:
    """The files as SAT delivers them and the passphrase as it must be typed, where that can be told."""
    cer = to_der_certificate(secrets[_CER].reveal())
    key = to_der_key(secrets[_KEY].reveal())
    words = typed_passphrase(secrets[_KEY].reveal(), secrets[_PASSPHRASE])
    better = {_CER: Secret(cer) if cer else None, _KEY: Secret(key) if key else None, _PASSPHRASE: words}
    return {kind: better.get(kind) or secret for kind, secret in secrets.items()}
