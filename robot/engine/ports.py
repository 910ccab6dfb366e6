"""What the engine needs from the outside, as promises. Rooms in robot/outside keep them; tests hand in small fakes.

Times are aware UTC datetimes. Nothing here returns a secret except as `Secret`.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from robot.model.employer import Employer
from robot.model.flow import CommitKind, Dialog
from robot.model.identifiers import Nrp
from robot.model.mailbox import DoubtfulMail, MailNews, NoMailYet, PasswordRequest, Picked
from robot.model.relation import RawTable, Relation
from robot.model.screen import TableSpec, Target
from robot.model.secret import Secret
from robot.model.settings import Pace
from robot.model.sight import Sight, Used
from robot.model.state import Block, Claim, Commit, CommitState, Event, MailMark, Record, Seen
from robot.model.terms import TermsRow
from robot.rules.circuit import Circuit


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, UTC."""

    async def wait(self, seconds: float) -> None: ...


class Driver(Protocol):
    """The hands and eyes of one visit. Every call has a limit of its own and raises only model.faults."""

    def guard(self, check: Callable[[], Awaitable[None]]) -> None:
        """`check` is awaited at the last moment before every act; what it raises stops the act and passes through."""

    async def open(self, address: str) -> None: ...

    async def await_screen(self, expected: Collection[str], limit: timedelta) -> Sight:
        """Races the screens named `expected`; gives what is there when one is recognised or the limit has passed. A
        known screen that is not expected is given early once the page has been still for a while."""

    async def sight(self) -> Sight:
        """What is there now, without waiting."""

    async def ready(self, target: Target) -> None:
        """Asked before what cannot be taken back: waits until it takes a press. Raises TargetFault when it does not,
        OriginRefused when it is only on pages of other origins."""

    async def lacking(self, targets: Collection[Target]) -> tuple[Target, ...]:
        """Those that a person could not use now."""

    async def open_section(self, target: Target) -> bool:
        """Opens the closed section, or the inner tab, that holds it; False when there is none."""

    async def press(self, target: Target, *, dialog: Dialog | None = None) -> Used:
        """One click, never repeated. A native dialog it raises is answered as told and kept in `said`."""

    async def fill(self, target: Target, text: str) -> Used: ...

    async def choose(self, target: Target, option: str) -> Used:
        """By the option's whole text, in plain and custom selects; proves afterwards that it is the one chosen."""

    async def tick(self, target: Target) -> Used | None:
        """Ticks a checkbox unless it is ticked; None when it is not there."""

    async def type_secret(self, target: Target, secret: Secret) -> Used: ...

    async def upload_secret(self, target: Target, secret: Secret, file_name: str) -> Used: ...

    async def read_table(self, spec: TableSpec) -> RawTable:
        """Raises OriginRefused for a table of another origin: it proves nothing."""

    async def terms_text(self, known: Callable[[str], Awaitable[bool]] | None = None) -> str:
        """The longest running text of the screen, without controls and menus; what is not `known` must stand still."""

    async def download(self, target: Target, *, dialog: Dialog | None = None) -> bytes:
        """The file that pressing `target` gives, attached or inline."""

    async def picture(self) -> bytes:
        """A JPEG of the page with every field masked."""

    async def portal_time(self) -> datetime | None:
        """The HTTP Date of the portal's last answer."""

    async def kept_session(self) -> Secret:
        """Cookies and storage of this context, to be tried before the next login."""

    async def tokens(self) -> tuple[Secret, ...]:
        """Whatever in cookies and storage lets its holder in."""

    def conceal(self, secrets: Collection[Secret]) -> None:
        """What is never told of a page nor seen in a picture of it, typed in this visit or not."""

    async def unrecorded(self) -> None:
        """Nothing is recorded from here to the next screen."""

    async def recorded(self) -> tuple[bytes, ...]:
        """Ends the recording: its parts, not redacted."""

    @property
    def browser(self) -> str:
        """Its name and version."""

    async def show(self, target: Target | None) -> None:
        """Brings the window to the front for a person, with the focus on `target`; what the page says now is old."""

    async def until_changed(self, expected: Collection[str], limit: timedelta) -> Sight:
        """For a person's part: waits, without touching anything, until one of `expected` is there."""


class Browser(Protocol):
    """One browser, one context a visit; starts again by itself when it was lost."""

    def visit(self, kept: Secret | None, *, recorded: bool = False) -> AbstractAsyncContextManager[Driver]: ...


class Evidence(Protocol):
    """The folder of one visit. What is handed in is redacted before it is kept. Every call may raise EvidenceError."""

    @property
    def path(self) -> str: ...

    def event(self, kind: str, **details: Any) -> None: ...

    def learn(self, *secrets: Secret) -> None:
        """Secrets that came up during the visit: they are taken out of what was kept before, too."""

    def picture(self, name: str, jpeg: bytes) -> None: ...

    def keep(self, name: str, content: bytes) -> str:
        """Stores a download; gives its path."""

    def trace(self, raw: bytes) -> None:
        """Stores one part of a recording, redacted; what is in doubt is not kept."""

    def close(self, outcome: str) -> None: ...


class EvidenceRoom(Protocol):
    def open_visit(self, nrp: Nrp, at: datetime, secrets: Collection[Secret]) -> Evidence: ...


class Ledger(Protocol):
    """What is wanted, what was seen, what was done. Synchronous: the engine calls it in a thread.

    Each method is one durable transaction. Those with a Claim raise LeaseLost when another worker took over.
    """

    def record(self, nrp: Nrp) -> Record: ...

    def records(self) -> tuple[Record, ...]: ...

    def parked(self, after: str = "") -> tuple[Record, ...]:
        """NRPs of the roster that wait for no time, by number, from the one behind `after`: a page of many."""

    def claim(
        self, worker: str, now: datetime, lease: timedelta, only: Collection[Nrp] | None, visits: int | None = None
    ) -> Claim | None:
        """The next NRP that is due, unleased, not stopped, and whose RFC no one else is at work on. `visits`: where so
        many NRPs are at work, in all processes, only one that waits for its mail is given."""

    def extend(self, claim: Claim, now: datetime, lease: timedelta) -> Claim: ...

    def release(
        self, claim: Claim, *, due_at: datetime | None, phase: str, text: str, block: Block | None, failures: int,
        awaits_mail: bool = False,
    ) -> None:  # fmt: skip
        """`awaits_mail`: when it is due, its mailbox is to be looked at and no visit is needed."""

    def next_due(self, only: Collection[Nrp] | None, *, mail_only: bool = False) -> datetime | None: ...

    def wake(self, nrps: Collection[Nrp], now: datetime) -> None:
        """Makes them due now, so that they are decided again."""

    def observe(self, claim: Claim, seen: Seen) -> None: ...

    def open_commit(
        self, claim: Claim, kind: CommitKind, before: tuple[Relation, ...], marks: tuple[MailMark, ...], now: datetime
    ) -> Commit:
        """The intent, durable before this returns. Raises CommitPending when one of the kind is unresolved."""

    def sent(self, claim: Claim, commit: int, receipt: str, now: datetime) -> None: ...

    def resolve(self, claim: Claim, commit: int, state: CommitState, now: datetime) -> None: ...

    def looked(self, claim: Claim, commit: int, now: datetime) -> None: ...

    def save_employer(self, employer: Employer, given: Mapping[str, str], now: datetime) -> str:
        """new, changed or same; `given` are the fingerprints of the secrets the roster gave. May raise AtWork."""

    def given(self, nrp: Nrp) -> Mapping[str, str]: ...

    def at_work(self, now: datetime) -> Mapping[Nrp, str]:
        """The NRPs that a robot is visiting the portal for, and which robot."""

    def mark_removed(self, nrps: Collection[Nrp]) -> None: ...

    def set_block(self, nrp: Nrp, block: Block) -> None:
        """A person must decide before anything more is done."""

    def set_efirma_problem(self, nrp: Nrp, problem: str) -> None: ...

    def set_stopped(self, nrp: Nrp, stopped: bool, now: datetime) -> None: ...

    def resolve_by_hand(self, nrp: Nrp, commit: int, state: CommitState, now: datetime) -> None:
        """A person says how it ended. Raises AtWork while a robot is at work on the NRP."""

    def quarantine(self, fingerprint: str, words: str, now: datetime) -> None: ...

    def quarantined(self) -> Mapping[str, str]: ...

    def lift_blocks(self, fingerprint: str, now: datetime) -> None:
        """What blocked these NRPs (terms, a secret, a flow) blocks no more: due now."""

    def remember_terms(self, row: TermsRow) -> None: ...

    def terms(self) -> tuple[TermsRow, ...]: ...

    def approve_terms(self, fingerprint: str, by: str, now: datetime) -> None: ...

    def used_mails(self) -> frozenset[str]:
        """Ids of the mails whose password was taken."""

    def waiting_for_mail(self) -> tuple[Record, ...]:
        """The NRPs with an unresolved request whose answer comes by mail."""

    def use_mail(self, claim: Claim, mail_id: str, now: datetime) -> None: ...

    def add_event(self, event: Event) -> None: ...

    def events(self, nrp: Nrp) -> tuple[Event, ...]: ...

    def circuit(self) -> Circuit:
        """What all processes know of the portal."""

    def fact(self, name: str) -> Mapping[str, Any] | None:
        """A small fact of the installation; None when nothing of that name was learned."""

    def learn(self, name: str, change: Callable[[Mapping[str, Any] | None], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Puts what `change` makes of the fact in its place; nobody else changes it meanwhile."""

    def change_circuit(self, change: Callable[[Circuit], Circuit]) -> Circuit: ...

    def begin_visit(self, claim: Claim, now: datetime, pace: Pace, *, commanded: bool = False) -> datetime | None:
        """`now`: the visit starts, and the next one a pause later. A later moment: ask again then. None: not now.
        `commanded`: by a person, so that only a person's pause stops it."""


class LeaseLost(Exception):
    """Another worker holds this NRP now: stop, write nothing more."""


class CommitPending(Exception):
    """An unresolved commit of this kind exists: look, do not act."""


class Vault(Protocol):
    """Secrets at rest. `owner` is an NRP, a certificate or a mailbox; `kind` a SecretKind or another short name.

    Its rows lie on a robot.model.sealed.SecretShelf, which the ledger's database keeps.
    """

    def put(self, owner: str, kind: str, secret: Secret, now: datetime) -> None: ...

    def get(self, owner: str, kind: str) -> Secret | None: ...

    def fingerprint(self, owner: str, kind: str) -> str:
        """A keyed name of the secret that tells nothing of it; "" when there is none."""

    def fingerprint_of(self, owner: str, kind: str, secret: Secret) -> str:
        """The name `secret` would have there, without storing it."""

    def fingerprints(self) -> Mapping[tuple[str, str], str]: ...

    def forget(self, owner: str, kind: str | None = None) -> None: ...


class Mail(Protocol):
    """The mailboxes. Synchronous: called in a thread. Raises MailError."""

    def mailbox_of(self, employer: Employer) -> str | None:
        """The name of the settings' mailbox for this employer; None: a person hands the password over."""

    def marks(self, mailbox: str) -> tuple[MailMark, ...]:
        """Where each watched folder stands now."""

    def exclusive(self, mailbox: str) -> bool:
        """Whether only one NRP at a time may wait for a mail there."""

    def news(self, mailbox: str, since: tuple[MailMark, ...], waiting: Collection[Employer]) -> MailNews:
        """One look for all who wait there: which of them the mails above `since` may concern."""

    def pick_up(self, request: PasswordRequest, used: Collection[str]) -> Picked | NoMailYet | DoubtfulMail: ...
