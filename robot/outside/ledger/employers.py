"""What is wanted for whom: roster rows going in, and what a person says about one NRP (stop, forget, deliver...).

Called by the command line. Nothing here needs a claim: a worker that is busy with the NRP hears of it at its next
write or decision; what it must not hear of in the middle of a visit raises AtWork.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Update, case, delete, func, insert, select, update

from robot.model.employer import Employer
from robot.model.errors import WorkspaceError
from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.state import Block, Phase, Seen
from robot.outside.ledger.codecs import block_to_json, employer_to_json, seen_to_json
from robot.outside.ledger.part import NO_LEASE, LedgerPart, refuse_if_at_work
from robot.outside.ledger.records import employer_of
from robot.outside.ledger.tables import COMMIT, EMPLOYER, EVENT, MAIL_USED, VAULT


class Saved(StrEnum):
    """What an import did with one row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Employers(LedgerPart):
    """Rows are added and changed by imports; only `forget` deletes."""

    def save_employer(self, employer: Employer, given: Mapping[str, str], now: datetime) -> Saved:
        """Stores what the roster wants. New and changed ones are due now; a changed one loses its block, but for
        the one that asks a person whether an e.firma changed rightly.

        `given`: fingerprints, by secret kind, of the secrets the roster gave. A kind it leaves out is not a change.
        A mere change of the order is kept without counting as one. Raises AtWork for another RFC while a robot is at
        work on the NRP: its visit is under way for the old one, and keeps that RFC to itself until it has ended.
        """
        with self._database.write_alone() as connection:
            row = connection.execute(select(EMPLOYER).where(EMPLOYER.c.nrp == str(employer.nrp))).first()
            if row is None:
                connection.execute(insert(EMPLOYER).values(**_new_row(employer, given, now)))
                return Saved.NEW
            merged = {**row.given, **given}
            same = replace(employer_of(row), order=employer.order) == employer and merged == row.given
            values: dict[str, Any] = {"place": employer.order, "wanted": employer_to_json(employer), "given": merged}
            if not same or row.removed:
                block = _still_to_confirm(row.block)
                values |= {"removed": False, "due_at": now, "woken_at": now, "block": block, "failures": 0}
            if row.rfc != str(employer.rfc):
                refuse_if_at_work(connection, employer.nrp, now)
                values |= {"rfc": str(employer.rfc)} | NO_LEASE
            connection.execute(_row(employer.nrp).values(**values))
            return Saved.SAME if same and not row.removed else Saved.CHANGED

    def given(self, nrp: Nrp) -> Mapping[str, str]:
        """Fingerprints of the secrets as the roster last gave them: what the vault holds may be newer."""
        with self._database.read() as connection:
            found = connection.execute(select(EMPLOYER.c.given).where(EMPLOYER.c.nrp == str(nrp))).scalar()
        return found or {}

    def mark_removed(self, nrps: Collection[Nrp]) -> None:
        """They are gone from the roster; nothing of them is dropped."""
        with self._database.write_alone() as connection:
            connection.execute(update(EMPLOYER).where(self._database.among(EMPLOYER.c.nrp, nrps)).values(removed=True))

    def set_stopped(self, nrp: Nrp, stopped: bool, now: datetime) -> None:
        """A stopped NRP is not claimed any more. Started again, it is due now."""
        due: dict[str, Any] = {} if stopped else {"due_at": now, "woken_at": now}
        self._set(nrp, stopped=stopped, **due)

    def lift_block(self, nrp: Nrp, now: datetime) -> None:
        """A person did what was asked: decide again now, as if nothing had failed."""
        self._set(nrp, block=None, failures=0, due_at=now, woken_at=now)

    def set_block(self, nrp: Nrp, block: Block) -> None:
        """A person must decide before anything more is done: whoever works on the NRP may write nothing more.

        The lease stays until it runs out, without an owner of its token: nobody else is let in for that RFC while the
        old visit winds down.
        """
        nobodys = case((EMPLOYER.c.lease_token.is_not(None), secrets.token_hex(16)), else_=None)
        parked = {"due_at": None, "phase": Phase.NEEDS_PERSON.value, "phase_text": block.text}
        self._set(nrp, block=block_to_json(block), woken_at=None, lease_token=nobodys, **parked)

    def set_delivered(self, nrp: Nrp, at: datetime) -> None:
        """Payroll got the service password that is now in the vault. Forgotten when a new one takes its place."""
        fingerprint = select(VAULT.c.fingerprint).where(
            VAULT.c.owner == str(nrp), VAULT.c.kind == SecretKind.SERVICE_PASSWORD.value, VAULT.c.current.is_(True)
        )
        self._set(nrp, delivered_at=at, delivered=func.coalesce(fingerprint.scalar_subquery(), ""))

    def set_efirma_problem(self, nrp: Nrp, problem: str) -> None:
        """What the offline check said, in Spanish; "" when nothing speaks against signing."""
        self._set(nrp, efirma_problem=problem)

    def forget(self, nrp: Nrp, now: datetime) -> bool:
        """Deletes all of it for ever, secrets included. False when there was nothing.

        The e.firma goes too unless another NRP signs with it. What stays: that an NRP was forgotten, without
        naming it, and the ids of mails used, without whose they were. Raises AtWork while a robot is at work on it:
        what that may just have sent would be known to nobody.
        """
        with self._database.write_alone() as connection:
            row = connection.execute(select(EMPLOYER.c.wanted).where(EMPLOYER.c.nrp == str(nrp))).first()
            if row is None:
                return False
            refuse_if_at_work(connection, nrp, now)
            owners = [str(nrp)]
            certificate = row.wanted["certificate"]
            if not _shared(connection, nrp, certificate):
                owners.append(certificate)
            _delete_all(connection, nrp, owners)
            connection.execute(insert(EVENT).values(nrp=None, at=now, kind="forgotten", details={}))
        self._database.tidy()
        return True

    def _set(self, nrp: Nrp, **values: Any) -> None:
        with self._database.write() as connection:
            if connection.execute(_row(nrp).values(**values)).rowcount != 1:
                raise WorkspaceError(f"el NRP {nrp} no está en el libro de registro", where=self._database.place)


def _row(nrp: Nrp) -> Update:
    return update(EMPLOYER).where(EMPLOYER.c.nrp == str(nrp))


def _still_to_confirm(block: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return block if block and block["reason"] == Reason.CHANGED.value else None


def _new_row(employer: Employer, given: Mapping[str, str], now: datetime) -> dict[str, Any]:
    return {
        "nrp": str(employer.nrp),
        "rfc": str(employer.rfc),
        "place": employer.order,
        "wanted": employer_to_json(employer),
        "given": dict(given),
        "seen": seen_to_json(Seen()),
        "phase": "",
        "phase_text": "",
        "due_at": now,
        "failures": 0,
        "stopped": False,
        "removed": False,
        "delivered": "",
        "efirma_problem": "",
    }


def _shared(connection: Connection, nrp: Nrp, certificate: str) -> bool:
    """Whether another NRP has the same certificate."""
    others: Row[Any] | None = connection.execute(
        select(EMPLOYER.c.nrp)
        .where(EMPLOYER.c.nrp != str(nrp), EMPLOYER.c.wanted["certificate"].as_string() == certificate)
        .limit(1)
    ).first()
    return others is not None


def _delete_all(connection: Connection, nrp: Nrp, owners: Collection[str]) -> None:
    connection.execute(delete(VAULT).where(VAULT.c.owner.in_(owners)))
    connection.execute(delete(COMMIT).where(COMMIT.c.nrp == str(nrp)))
    connection.execute(delete(EVENT).where(EVENT.c.nrp == str(nrp)))
    connection.execute(update(MAIL_USED).where(MAIL_USED.c.nrp == str(nrp)).values(nrp=None))
    connection.execute(delete(EMPLOYER).where(EMPLOYER.c.nrp == str(nrp)))
