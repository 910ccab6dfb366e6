"""What was learned once and holds for all NRPs: refused secrets, terms and their approval, mails already used.

Called by the reconciler, the mail pick-up and the command line. Texts of secrets never come here, only fingerprints.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Update, delete, select, update

from robot.model.errors import WorkspaceError
from robot.model.state import Claim
from robot.model.terms import TermsRow
from robot.outside.ledger.part import LedgerPart, fence
from robot.outside.ledger.tables import EMPLOYER, MAIL_USED, QUARANTINE, TERMS


class Lessons(LedgerPart):
    """The first word counts: what is known already is not written over."""

    def quarantine(self, fingerprint: str, words: str, now: datetime) -> None:
        """The portal refused this secret, saying `words`: nobody types it again."""
        with self._database.write() as connection:
            row = self._database.insert(QUARANTINE).values(fingerprint=fingerprint, words=words, at=now)
            connection.execute(row.on_conflict_do_nothing())

    def quarantined(self) -> Mapping[str, str]:
        with self._database.read() as connection:
            rows = connection.execute(select(QUARANTINE.c.fingerprint, QUARANTINE.c.words)).all()
        return {row.fingerprint: row.words for row in rows}

    def lift_quarantine(self, fingerprint: str, now: datetime) -> None:
        """A person vouches for the secret (the portal itself was wrong): it may be tried once more."""
        with self._database.write_alone() as connection:
            connection.execute(delete(QUARANTINE).where(QUARANTINE.c.fingerprint == fingerprint))
            connection.execute(_released(fingerprint, now))

    def lift_blocks(self, fingerprint: str, now: datetime) -> None:
        """What blocked these NRPs (terms, a secret, a flow) blocks no more: due now."""
        with self._database.write_alone() as connection:
            connection.execute(_released(fingerprint, now))

    def remember_terms(self, row: TermsRow) -> None:
        with self._database.write() as connection:
            connection.execute(self._database.insert(TERMS).values(**asdict(row)).on_conflict_do_nothing())

    def terms(self) -> tuple[TermsRow, ...]:
        """Oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(TERMS).order_by(TERMS.c.first_seen, TERMS.c.fingerprint)).all()
        return tuple(TermsRow(**row._mapping) for row in rows)

    def approve_terms(self, fingerprint: str, by: str, now: datetime) -> None:
        """Releases every NRP that these terms stopped: no block any more, due now."""
        with self._database.write_alone() as connection:
            approved = connection.execute(
                update(TERMS).where(TERMS.c.fingerprint == fingerprint).values(approved_by=by, approved_at=now)
            )
            if approved.rowcount != 1:
                raise WorkspaceError(
                    f"no se conocen términos con la huella {fingerprint}",
                    where=self._database.place,
                    fix="Vea las huellas con: infonavit-robot terms show",
                )
            connection.execute(_released(fingerprint, now))

    def used_mails(self) -> frozenset[str]:
        """Ids of the mails whose password was taken."""
        with self._database.read() as connection:
            return frozenset(connection.execute(select(MAIL_USED.c.mail_id)).scalars())

    def use_mail(self, claim: Claim, mail_id: str, now: datetime) -> None:
        with self._database.write() as connection:
            fence(connection, claim)
            row = self._database.insert(MAIL_USED).values(mail_id=mail_id, nrp=str(claim.nrp), at=now)
            connection.execute(row.on_conflict_do_nothing())


def _released(fingerprint: str, now: datetime) -> Update:
    """All NRPs that this blocked are due."""
    blocked = update(EMPLOYER).where(EMPLOYER.c.block["fingerprint"].as_string() == fingerprint)
    return blocked.values(block=None, due_at=now, woken_at=now)
