"""Who works on which NRP: claims with an expiring lease and a token, and when something is next due.

Called by the worker. Per RFC at most one lease is alive; a unique index of the database holds that even if this
code were wrong. Times are the caller's; where
machines share a database, by that database's clock (outside/clock).
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, exists, func, literal, select, true, update
from sqlalchemy.exc import IntegrityError

from robot.model.identifiers import Nrp
from robot.model.state import Block, Claim
from robot.outside.ledger.codecs import block_to_json
from robot.outside.ledger.part import NO_LEASE, LedgerPart, fence
from robot.outside.ledger.tables import AWAITS_MAIL, EMPLOYER, UtcDateTime

_TRIES = 3
_SIBLING = EMPLOYER.alias("sibling")


class Claims(LedgerPart):
    """The queue of due NRPs."""

    def claim(
        self, worker: str, now: datetime, lease: timedelta, only: Collection[Nrp] | None, visits: int | None = None
    ) -> Claim | None:
        """The next NRP that is due, unleased, not stopped, and whose RFC no one else is at work on.

        `visits`: where so many NRPs are at work, in all processes, only one that waits for its mail is given.
        """
        for _ in range(_TRIES):
            try:
                with self._database.write_alone() as connection:
                    mail_only = visits is not None and _at_visits(connection, now) >= visits
                    row = self._first_due(connection, now, only, mail_only)
                    return None if row is None else _lease(connection, row, worker, (now, now + lease))
            except IntegrityError:  # a lease that had run out was extended meanwhile: that RFC is taken after all
                continue
        return None

    def _first_due(self, connection: Connection, now: datetime, only: Collection[Nrp] | None, mail_only: bool) -> Any:
        """The row to take (nrp, rfc, awaits_mail), or None."""
        at_work = exists().where(_SIBLING.c.rfc == EMPLOYER.c.rfc, _SIBLING.c.lease_token.is_not(None))
        return connection.execute(
            select(EMPLOYER.c.nrp, EMPLOYER.c.rfc, EMPLOYER.c.awaits_mail)
            .where(EMPLOYER.c.stopped.is_(False), EMPLOYER.c.due_at <= now, AWAITS_MAIL if mail_only else true())
            .where(~at_work.where(_SIBLING.c.lease_until > now), self._wanted(only))
            .order_by(EMPLOYER.c.due_at, EMPLOYER.c.place)
            .limit(1)
            .with_for_update(skip_locked=True, of=EMPLOYER)
        ).first()

    def extend(self, claim: Claim, now: datetime, lease: timedelta) -> Claim:
        """Holds on for another `lease` from now, even when it had run out, as long as nobody took the RFC over."""
        with self._database.write() as connection:
            fence(connection, claim)
            connection.execute(_row(claim).values(lease_until=now + lease))
        return replace(claim, until=now + lease)

    def release(
        self, claim: Claim, *, due_at: datetime | None, phase: str, text: str, block: Block | None, failures: int,
        awaits_mail: bool = False,
    ) -> None:  # fmt: skip
        """Lets go. When someone woke the NRP since the claim, it stays due whatever `due_at` says.

        `awaits_mail`: when it is due, its mailbox is to be looked at and no visit is needed.
        """
        with self._database.write() as connection:
            fence(connection, claim)
            connection.execute(
                _row(claim).values(
                    due_at=func.coalesce(EMPLOYER.c.woken_at, literal(due_at, UtcDateTime())),
                    woken_at=None,
                    phase=phase,
                    phase_text=text,
                    block=block_to_json(block),
                    failures=failures,
                    awaits_mail=awaits_mail,
                    **NO_LEASE,
                )
            )

    def next_due(self, only: Collection[Nrp] | None, *, mail_only: bool = False) -> datetime | None:
        """When `claim` can next give something, as far as is known now; a leased RFC counts from its lease's end.

        `mail_only`: something that needs no visit.
        """
        taken = exists().where(_SIBLING.c.rfc == EMPLOYER.c.rfc, _SIBLING.c.lease_token.is_not(None))
        kind = AWAITS_MAIL if mail_only else true()
        waiting = (EMPLOYER.c.stopped.is_(False), EMPLOYER.c.due_at.is_not(None), kind, self._wanted(only))
        with self._database.read() as connection:
            free = select(EMPLOYER.c.due_at).where(*waiting, ~taken).order_by(EMPLOYER.c.due_at).limit(1)
            times = list(connection.execute(free).scalars())
            leased = select(EMPLOYER.c.rfc, EMPLOYER.c.lease_until).where(EMPLOYER.c.lease_token.is_not(None))
            until = {row.rfc: row.lease_until for row in connection.execute(leased)}
            held = (
                select(EMPLOYER.c.rfc, func.min(EMPLOYER.c.due_at).label("due_at"))
                .where(*waiting, self._database.among(EMPLOYER.c.rfc, until))
                .group_by(EMPLOYER.c.rfc)
            )
            times += [max(row.due_at, until[row.rfc]) for row in connection.execute(held)]
        return min(times, default=None)

    def wake(self, nrps: Collection[Nrp], now: datetime) -> None:
        """Makes them due now, so that they are decided again."""
        with self._database.write_alone() as connection:
            connection.execute(
                update(EMPLOYER).where(self._database.among(EMPLOYER.c.nrp, nrps)).values(due_at=now, woken_at=now)
            )

    def forget_leases_of(self, owner: str) -> int:
        """Frees the leases of workers whose name starts with `owner` ("": all). Only when they are surely dead."""
        with self._database.write_alone() as connection:
            freed = connection.execute(
                update(EMPLOYER)
                .where(EMPLOYER.c.lease_token.is_not(None), EMPLOYER.c.lease_owner.startswith(owner, autoescape=True))
                .values(**NO_LEASE)
            )
        return freed.rowcount

    def at_work(self, now: datetime) -> Mapping[Nrp, str]:
        """The NRPs with a lease that is alive, and who holds it."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(EMPLOYER.c.nrp, EMPLOYER.c.lease_owner)
                .where(EMPLOYER.c.lease_token.is_not(None), EMPLOYER.c.lease_until > now)
                .order_by(EMPLOYER.c.place)
            ).all()
        return {Nrp(row.nrp): row.lease_owner for row in rows}

    def skew(self, now: datetime) -> timedelta:
        """How far the database server's clock is ahead of `now`; zero on SQLite, where all share one clock."""
        there = self._database.now()
        return timedelta(0) if there is None else there - now

    def _wanted(self, only: Collection[Nrp] | None) -> ColumnElement[bool]:
        return true() if only is None else self._database.among(EMPLOYER.c.nrp, only)


def _at_visits(connection: Connection, now: datetime) -> int:
    """The NRPs that are at a visit or about to decide on one, in all processes."""
    alive = (EMPLOYER.c.lease_token.is_not(None), EMPLOYER.c.lease_until > now, EMPLOYER.c.awaits_mail.is_(False))
    return int(connection.execute(select(func.count()).select_from(EMPLOYER).where(*alive)).scalar_one())


def _row(claim: Claim) -> Update:
    return update(EMPLOYER).where(EMPLOYER.c.nrp == str(claim.nrp), EMPLOYER.c.lease_token == claim.token)


def _lease(connection: Connection, row: Any, worker: str, span: tuple[datetime, datetime]) -> Claim:
    """Takes the lease from `now` to `until`, and the token from whoever let one of the same RFC run out."""
    now, until = span
    token = secrets.token_hex(16)
    connection.execute(
        update(EMPLOYER)
        .where(EMPLOYER.c.rfc == row.rfc, EMPLOYER.c.lease_token.is_not(None), EMPLOYER.c.lease_until <= now)
        .values(**NO_LEASE)
    )
    connection.execute(
        update(EMPLOYER)
        .where(EMPLOYER.c.nrp == row.nrp)
        .values(lease_owner=worker, lease_token=token, lease_until=until, woken_at=None)
    )
    return Claim(Nrp(row.nrp), token, until, row.awaits_mail)
