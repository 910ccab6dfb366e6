"""What the acts of a visit need to be durable, kept for one claimed NRP. Writes carry the lease's token."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from robot.engine.acts_desk import Stop
from robot.engine.cancelled import finish_cancel
from robot.engine.house import House, PartEnd, in_thread
from robot.engine.lessons import overlap_of
from robot.engine.mail_turn import TAKEN, came_first
from robot.engine.ports import CommitPending
from robot.engine.turn import Turn, persons_turn
from robot.model.employer import Employer
from robot.model.errors import MailError
from robot.model.flow import CommitKind
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.relation import Relation
from robot.model.secret import Secret, SecretKind
from robot.model.state import Claim, Commit, CommitState, Event, MailMark, Record
from robot.model.terms import TermsRow
from robot.rules.calendar import day_in_mexico
from robot.rules.compare_export import difference
from robot.rules.decide import wanted_relation
from robot.rules.renewal import is_enough
from robot.rules.scrub import Scrubber
from robot.rules.scrub_report import scrubbed
from robot.rules.terms_changed import in_short, replaced
from robot.rules.terms_text import common_text, fingerprint

LEASE = timedelta(minutes=3)


class VisitDesk:
    """Keeps the Desk promise of engine.acts."""

    def __init__(self, house: House, claim: Claim, record: Record) -> None:
        self.claim = claim
        self._house = house
        self._record = record
        self._commit: Commit | None = None
        self.helped = False
        self._handed: dict[SecretKind, str] = {}
        self._scrubber = Scrubber(())
        self._secrets: set[Secret] = set()

    @property
    def employer(self) -> Employer:
        return self._record.employer

    def refresh(self, record: Record) -> None:
        self._record = record

    async def hold(self) -> None:
        """Raises LeaseLost when this worker stood still for so long that another one took the NRP over: the heart
        of a frozen process does not beat, and only the clock tells it. Awaited before every act on the portal."""
        now = self._house.clock.now()
        if now >= self.claim.until:
            self.claim = await in_thread(self._house.ledger.extend, self.claim, now, LEASE)

    async def secret(self, kind: SecretKind) -> Secret | None:
        owner = self.employer.owner_of(kind)
        secret = await in_thread(self._house.vault.get, owner, kind)
        if secret is not None:
            self._handed[kind] = self._house.vault.fingerprint_of(owner, kind, secret)
            self.learn(secret)
        return secret

    def fingerprint(self, kind: SecretKind) -> str:
        """Of what was typed in this visit: the vault may hold another one by the time the portal answers."""
        return self._handed.get(kind) or self._record.fingerprints.get(kind, "")

    def learn(self, *secrets: Secret) -> None:
        self._secrets.update(secrets)
        self._scrubber = Scrubber(self._secrets)

    @property
    def secrets(self) -> frozenset[Secret]:
        """All that this visit knows of."""
        return frozenset(self._secrets)

    @property
    def committed(self) -> bool:
        """Whether this visit sent something, or may have."""
        return self._commit is not None

    def clean(self, text: str) -> str:
        """The portal's words, as far as they may be kept: some portals repeat what was typed."""
        return self._scrubber.text(text)

    def clean_outcome(self, outcome: Outcome) -> Outcome:
        """The same for all that an outcome tells of the page."""
        words, detail, drift = scrubbed((outcome.words, outcome.detail, outcome.drift), self._scrubber)
        return replace(outcome, words=words, detail=detail, drift=drift)

    async def knows_terms(self, text: str) -> bool:
        return _is_approved(self._terms_row("", text), await in_thread(self._house.ledger.terms))

    def _terms_row(self, name: str, text: str) -> TermsRow:
        common = common_text(self.clean(text), self.employer)
        return TermsRow(fingerprint(common), name, common, self._house.clock.now())

    async def terms_approved(self, name: str, text: str) -> Outcome | None:
        row = self._terms_row(name, text)
        known = await in_thread(self._house.ledger.terms)
        if _is_approved(row, known):
            return None
        await in_thread(self._house.ledger.remember_terms, row)
        before = replaced(row, known)
        if await self._approve(row, before):
            return None
        detail = in_short(row, before)
        return Outcome(Ending.NEEDS_PERSON, reason=Reason.TERMS, fingerprint=row.fingerprint, detail=detail)

    async def _approve(self, row: TermsRow, before: TermsRow | None) -> bool:
        """On the spot. Who stood in line may find that it was approved meanwhile."""
        ledger = self._house.ledger
        async with self._house.front:
            if _is_approved(row, await in_thread(ledger.terms)):
                return True
            if not await self._house.attendant.approve(row, before):
                return False
            await in_thread(ledger.approve_terms, row.fingerprint, self._house.machine, self._house.clock.now())
            return True

    async def intend(self, kind: CommitKind, portal_time: datetime | None) -> None:
        marks = await self._marks(portal_time) if kind.by_mail else ()
        now = self._house.clock.now()
        ledger = self._house.ledger
        self.claim = await in_thread(ledger.extend, self.claim, now, LEASE)
        before = self._record.seen.relations or ()
        try:
            self._commit = await in_thread(ledger.open_commit, self.claim, kind, before, marks, now)
        except CommitPending:
            raise Stop(Outcome(Ending.WAITING, detail="Hay una solicitud anterior sin resolver.")) from None
        if not await in_thread(came_first, self._house, self._commit):
            await in_thread(ledger.resolve, self.claim, self._commit.id, CommitState.WITHDRAWN, now)
            self._commit = None
            raise Stop(Outcome(Ending.PORTAL_DOWN, detail=TAKEN, ours=True))
        await self.hold()  # who has lost the lease will not sign
        await self._audit(kind)

    async def _audit(self, kind: CommitKind) -> None:
        """Each signing: NRP, certificate, purpose, machine, operating-system user."""
        details = {"purpose": kind.value, "certificate": self.employer.certificate[:16], "by": self._house.machine}
        event = Event(self.employer.nrp, self._house.clock.now(), "signing", details)
        await in_thread(self._house.ledger.add_event, event)

    async def _marks(self, portal_time: datetime | None) -> tuple[MailMark, ...]:
        """No mail access, no request: what cannot be picked up is not asked for."""
        try:
            mailbox = self._house.mail.mailbox_of(self.employer)
            marks = await in_thread(self._house.mail.marks, mailbox) if mailbox else ()
            return tuple(replace(mark, portal_time=portal_time) for mark in marks)
        except MailError as error:
            if error.retry:
                raise Stop(Outcome(Ending.PORTAL_DOWN, detail=error.in_line, ours=True)) from None
            raise Stop(Outcome(Ending.NEEDS_PERSON, reason=Reason.MAILBOX, detail=error.in_line)) from None

    async def answered(self, receipt: str) -> None:
        if self._commit is None:
            return
        now = self._house.clock.now()
        await in_thread(self._house.ledger.sent, self.claim, self._commit.id, self.clean(receipt), now)
        if self._commit.kind is CommitKind.SERVICE_PASSWORD:
            await self.saw_password(True)
        if self._commit.kind is CommitKind.CANCEL:
            await in_thread(finish_cancel, self._house, self.claim, self._record, self._commit.id)

    async def turned_down(self) -> None:
        if self._commit is None:
            return
        now = self._house.clock.now()
        ledger = self._house.ledger
        await in_thread(ledger.resolve, self.claim, self._commit.id, CommitState.REFUSED, now)

    async def saw_password(self, exists: bool) -> None:
        now = self._house.clock.now()
        await self._observe(service_password=exists, service_password_at=now)

    async def saw_relations(self, rows: tuple[Relation, ...]) -> None:
        await self._observe(relations=rows, relations_at=self._house.clock.now())

    async def _observe(self, **changes: object) -> None:
        seen = replace(self._record.seen, **changes)  # type: ignore[arg-type]  # fields of Seen
        self._record = replace(self._record, seen=seen)
        await in_thread(self._house.ledger.observe, self.claim, seen)

    async def beyond_horizon(self, rows: tuple[Relation, ...]) -> bool:
        read = replace(self._record, seen=replace(self._record.seen, relations=rows))
        today = day_in_mexico(self._house.clock.now())
        overlap = await in_thread(overlap_of, self._house.ledger, self._house.book.portal.address)
        return is_enough(wanted_relation(read), self.employer.nrp, today, self._house.policy, overlap)

    async def compare_export(self, content: bytes, rows: tuple[Relation, ...]) -> str:
        return difference(rows, await in_thread(self._house.read_export, content), self._house.book.portal.statuses)

    @property
    def attended(self) -> bool:
        return self._house.attendant.present

    @asynccontextmanager
    async def turn(self, reason: str) -> AsyncIterator[Turn]:
        async with persons_turn(self._house, self._record, reason) as turn:
            yield turn
            self.helped = self.helped or turn.end is PartEnd.DONE


def _is_approved(row: TermsRow, known: Collection[TermsRow]) -> bool:
    return any(one.fingerprint == row.fingerprint and one.approved_by for one in known)
