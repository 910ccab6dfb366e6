"""Everything of one NRP, or of all, as decide and the reports look at it. Only reads.

Called by the reconciler (one) and by status, plan and the workbook (all, in three queries however many there are).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, cast, func, select, true

from robot.model.employer import Employer
from robot.model.errors import WorkspaceError
from robot.model.flow import CommitKind
from robot.model.identifiers import Nrp
from robot.model.secret import SecretKind
from robot.model.state import Commit, Record
from robot.outside.ledger.codecs import block_from_json, employer_from_json, seen_from_json
from robot.outside.ledger.commits import UNRESOLVED, commit_of
from robot.outside.ledger.database import Database
from robot.outside.ledger.part import LedgerPart
from robot.outside.ledger.tables import COMMIT, EMPLOYER, EVENT, VAULT

Fingerprints = Mapping[tuple[str, str], str]

_PAGE = 100
_IN_ORDER = select(EMPLOYER).order_by(EMPLOYER.c.place, EMPLOYER.c.nrp)
_BY_MAIL = tuple(kind.value for kind in CommitKind if kind.by_mail)
_KINDS = tuple((kind, kind.value, kind.of_certificate) for kind in SecretKind)


class Records(LedgerPart):
    """Records are read whole."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._waiting: tuple[tuple[object, ...], tuple[Record, ...]] = ((), ())

    def record(self, nrp: Nrp) -> Record:
        """Raises WorkspaceError when the NRP was never imported."""
        found = self.find(nrp)
        if found is None:
            raise WorkspaceError(
                f"el NRP {nrp} no está en el libro de registro",
                where=self._database.place,
                fix="Revise que esté bien escrito, o impórtelo con: infonavit-robot import",
            )
        return found

    def find(self, nrp: Nrp) -> Record | None:
        with self._database.read() as connection:
            row = connection.execute(select(EMPLOYER).where(EMPLOYER.c.nrp == str(nrp))).first()
            if row is None:
                return None
            owners = VAULT.c.owner.in_([row.nrp, row.wanted["certificate"]])
            commits = _commits(connection, COMMIT.c.nrp == row.nrp)
            return _record(row, commits.get(row.nrp, ()), _fingerprints(connection, owners))

    def waiting_for_mail(self) -> tuple[Record, ...]:
        """The NRPs with an unresolved request whose answer comes by mail. Asked for at every look into a mailbox:
        read anew only when something happened since, for whatever changes an NRP leaves an event."""
        asked = (COMMIT.c.state.in_(UNRESOLVED), COMMIT.c.kind.in_(_BY_MAIL))
        happened = select(func.max(EVENT.c.id)).scalar_subquery()
        mark = select(happened, func.count(COMMIT.c.id), func.sum(COMMIT.c.id)).where(*asked)
        with self._database.read() as connection:
            known = tuple(connection.execute(mark).one())
            if known != self._waiting[0]:
                nrps = select(COMMIT.c.nrp).where(*asked)
                rows = connection.execute(_IN_ORDER.where(EMPLOYER.c.nrp.in_(nrps))).all()
                self._waiting = known, self._told(connection, rows)
        return self._waiting[1]

    def parked(self, after: str = "") -> tuple[Record, ...]:
        """NRPs of the roster that wait for no time, by number, from the one behind `after`: a page of many."""
        return self._page(after, EMPLOYER.c.due_at.is_(None), EMPLOYER.c.removed.is_(False))

    def each(self) -> Iterator[Record]:
        """All of them by number, read in pages: of many, only a few are in memory at once."""
        after = ""
        while page := self._page(after):
            yield from page
            after = page[-1].employer.nrp

    def _page(self, after: str, *which: ColumnElement[bool]) -> tuple[Record, ...]:
        with self._database.read() as connection:
            behind = (EMPLOYER.c.nrp > after, *which)
            rows = connection.execute(select(EMPLOYER).where(*behind).order_by(EMPLOYER.c.nrp).limit(_PAGE)).all()
            return self._told(connection, rows)

    def _told(self, connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Record, ...]:
        commits = _commits(connection, self._database.among(COMMIT.c.nrp, [row.nrp for row in rows]))
        owners = {row.nrp for row in rows} | {row.wanted["certificate"] for row in rows}
        fingerprints = _fingerprints(connection, self._database.among(VAULT.c.owner, owners))
        return tuple(_record(row, commits.get(row.nrp, ()), fingerprints) for row in rows)

    def stamp(self) -> int:
        """The same as long as none of them stands otherwise: within this process, and without reading them."""
        block = cast(EMPLOYER.c.block, String)
        told = select(EMPLOYER.c.nrp, EMPLOYER.c.phase, EMPLOYER.c.phase_text, EMPLOYER.c.stopped, block)
        with self._database.read() as connection:
            rows = connection.execute(told.order_by(EMPLOYER.c.nrp))
            return reduce(lambda known, row: hash((known, *row)), rows, 0)

    def records(self) -> tuple[Record, ...]:
        """In the order of the roster."""
        with self._database.read() as connection:
            rows = connection.execute(_IN_ORDER).all()
            commits = _commits(connection, true())
            fingerprints = _fingerprints(connection, true())
        return tuple(_record(row, commits.get(row.nrp, ()), fingerprints) for row in rows)


def employer_of(row: Row[Any]) -> Employer:
    return employer_from_json({**row.wanted, "order": row.place})


def _record(row: Row[Any], commits: tuple[Commit, ...], fingerprints: Fingerprints) -> Record:
    employer = employer_of(row)
    own = _own(employer, fingerprints)
    handed_over = row.delivered == own.get(SecretKind.SERVICE_PASSWORD, "")
    return Record(
        employer=employer,
        seen=seen_from_json(row.seen),
        commits=commits,
        block=block_from_json(row.block),
        due_at=row.due_at,
        failures=row.failures,
        stopped=row.stopped,
        fingerprints=own,
        phase=row.phase,
        phase_text=row.phase_text,
        delivered_at=row.delivered_at if handed_over else None,
        efirma_problem=row.efirma_problem,
        removed=row.removed,
    )


def _own(employer: Employer, fingerprints: Fingerprints) -> dict[SecretKind, str]:
    """The secrets of this NRP and of its certificate that are in the vault."""
    owned = {kind: (employer.certificate if shared else employer.nrp, value) for kind, value, shared in _KINDS}
    return {kind: fingerprints[owner] for kind, owner in owned.items() if owner in fingerprints}


def _commits(connection: Connection, which: ColumnElement[bool]) -> Mapping[str, tuple[Commit, ...]]:
    """By NRP, oldest first."""
    grouped = defaultdict(list)
    for row in connection.execute(select(COMMIT).where(which).order_by(COMMIT.c.id)):
        grouped[row.nrp].append(commit_of(row))
    return {nrp: tuple(commits) for nrp, commits in grouped.items()}


def _fingerprints(connection: Connection, which: ColumnElement[bool]) -> Fingerprints:
    rows = connection.execute(
        select(VAULT.c.owner, VAULT.c.kind, VAULT.c.fingerprint).where(VAULT.c.current.is_(True), which)
    )
    return {(row.owner, row.kind): row.fingerprint for row in rows}
