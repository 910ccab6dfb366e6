"""Small fakes of the outside: a portal as a state machine behind the Driver promise, a mailbox, a clock, an evidence.

The ledger and the vault are the real ones. A fault is aimed by name: `portal.faults["press continue"] = ...`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from robot.engine.house import PartEnd
from robot.model.employer import Employer
from robot.model.faults import TargetFault
from robot.model.flow import Dialog
from robot.model.identifiers import Nrp
from robot.model.mailbox import DoubtfulMail, MailNews, NoMailYet, PasswordRequest, Picked
from robot.model.relation import RawTable
from robot.model.screen import TableSpec, Target
from robot.model.secret import Secret
from robot.model.sight import Sight, Used
from robot.model.state import MailMark, Record
from robot.model.terms import TermsRow

_COMMITS = ("final_terms", "password")  # where a click may be the one that cannot be taken back
START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
_ADVANCE = {
    ("home", "enter"): "login",
    ("inside", "menu"): "menu_open",
    ("password_terms", "continue"): "password",
    ("relations_terms", "continue"): "relations",
    ("relations", "add"): "relation_form",
    ("relations", "view_terms"): "terms_shown",
    ("terms_shown", "close"): "relations",
}


class FakeClock:
    """Time passes only when someone waits. The worker's tick leaps to what is due next, unless a visit is under way;
    its heartbeat, which would leap over everything, never comes."""

    def __init__(self) -> None:
        self.at = START
        self.next_due: Callable[[], datetime | None] = lambda: None
        self.at_work: Callable[[], bool] = lambda: False

    def now(self) -> datetime:
        return self.at

    async def wait(self, seconds: float) -> None:
        if seconds >= 60:
            await asyncio.Event().wait()
        if seconds != 1:
            self.at += timedelta(seconds=seconds)
        elif self.at_work():
            await asyncio.sleep(0.001)  # noqa: TID251  a real moment for the visit's threads
        else:
            due = self.next_due() or self.at
            self.at = max(self.at + timedelta(seconds=1), due if due < self.at + timedelta(days=2) else self.at)


@dataclass
class FakePortal:
    """The ground truth of one NRP. `submitted` and `requested` count what truly arrived."""

    clock: FakeClock
    portal_password: str = "portal-pw"
    service_password: str | None = None
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    ready_after: timedelta = timedelta(minutes=10)
    accepts_efirma: bool = True
    captcha: bool = False
    asks_again: bool = False  # "are you sure?" after a click that asks for something
    announcement: bool = False  # a window that lies over the page until it is closed
    announces_over_menu: bool = False  # the same, before the press in the menu
    announces_over_terms: bool = False  # the same, when the terms are read: then its own words are
    announces_late: bool = False  # the same, when the menu was just opened: it closes again
    terms: str = "Términos de prueba"
    submitted: list[datetime] = field(default_factory=list)
    requested: list[datetime] = field(default_factory=list)
    logins: int = 0
    mails: list[str] = field(default_factory=list)
    faults: dict[str, Exception] = field(default_factory=dict)
    sends_mail: bool = True

    def table(self) -> tuple[tuple[str, ...], ...]:
        shown = list(self.rows)
        for at in self.submitted:
            if self.clock.at >= at + self.ready_after:
                end = at.date() + timedelta(days=365)
                shown.append(("Avisos", "CAC840428RH1", f"{at:%d/%m/%Y}", f"{end:%d/%m/%Y}"))
        return tuple(shown)

    def request_password(self) -> None:
        self.requested.append(self.clock.at)
        self.service_password = f"Servicio-{len(self.requested)}"
        if self.sends_mail:
            self.mails.append(self.service_password)

    def submit(self) -> None:
        self.submitted.append(self.clock.at)

    def cancel_password(self) -> None:
        self.service_password = None

    def log_in(self) -> None:
        self.logins += 1

    def meet(self, point: str) -> None:
        """Raises the fault aimed at this point, once."""
        fault = self.faults.pop(point, None)
        if fault is not None:
            raise fault


class FakeDriver:
    def __init__(self, portal: FakePortal) -> None:
        self.portal = portal
        self.screen = "nowhere"
        self.typed: dict[str, Secret] = {}
        self.asked = ""
        self.said: tuple[str, ...] = ()

    def guard(self, check: Callable[[], Awaitable[None]]) -> None:
        self.check = check

    async def open(self, address: str) -> None:
        self.portal.meet("open")
        self.screen = "home"

    async def await_screen(self, expected: Collection[str], limit: timedelta) -> Sight:
        self.portal.meet(f"see {self.screen}")
        if self.portal.announcement and self.screen.endswith("_terms"):
            return Sight("announcement", also=(self.screen,))
        name = "password_exists" if self.screen == "password" and self.portal.service_password else self.screen
        name = "password_form" if name == "password" else name
        return Sight(name, said=self.said, also=("announcement",) if self.covered else ())

    async def show(self, target: Target | None) -> None: ...

    async def until_changed(self, expected: Collection[str], limit: timedelta) -> Sight:
        self.portal.logins += 1
        self.screen = "inside"  # the person typed the captcha and pressed the button
        return Sight("inside")

    async def sight(self) -> Sight:
        return await self.await_screen((), timedelta(0))

    @property
    def covered(self) -> bool:
        return self.portal.announcement and self.screen == "inside" and "press menu" not in self.portal.faults

    async def lacking(self, targets: Collection[Target]) -> tuple[Target, ...]:
        return ()

    async def open_section(self, target: Target) -> bool:
        return False

    async def ready(self, target: Target) -> None:
        self.portal.meet(f"ready {target.name}")

    async def press(self, target: Target, *, dialog: Dialog | None = None) -> Used:
        self.portal.meet(f"press {target.name}")
        if target.name == "service_entry" and self.portal.announces_over_menu:
            self.portal.announces_over_menu, self.portal.announcement, self.screen = False, True, "inside"
            raise TargetFault(target, "está tapado; no se pulsó nada")
        self.said = ()
        self._go(target.name)
        self.portal.meet(f"after {target.name}")
        return Used(target, 0, "button")

    def _go(self, name: str) -> None:
        portal = self.portal
        match name:
            case "enter":
                self.screen = "login_captcha" if portal.captcha else "login"
            case "submit":
                self._log_in()
            case "menu" if portal.announces_late:
                portal.announces_late, portal.announcement = False, True
            case "service_entry":
                self.screen = "intercommunication"
            case "password_tab":
                self.screen = "password_terms"
            case "relations_tab":
                self.screen = "relations_terms"
            case "accept":
                self._accept()
            case "validate":
                self._validate()
            case "recover" | "cancel" | "continue" if self.screen in _COMMITS:
                self._ask(name)
            case "yes":
                self._do(self.asked)
            case "finish":
                self.screen = "password"
            case "close" if self.screen != "terms_shown":
                self.portal.announcement = False
            case "log_out":
                self.screen = "home"
            case _:
                self.screen = _ADVANCE[(self.screen, name)]

    def _ask(self, name: str) -> None:
        self.asked = name
        if self.portal.asks_again:
            self.screen = "confirm_request" if name == "continue" else "confirm"
        else:
            self._do(name)

    def _do(self, asked: str) -> None:
        """Where the portal commits."""
        match asked:
            case "recover":
                self.portal.request_password()
                self.screen, self.said = "password_requested", ("La contraseña fue enviada a su correo",)
            case "cancel":
                self.portal.cancel_password()
                self.screen = "password_cancelled"
            case _:
                self.portal.submit()
                self.screen = "finish"

    def _log_in(self) -> None:
        self.portal.log_in()
        right = self.typed["portal"].reveal_text() == self.portal.portal_password
        self.screen = "inside" if right else "login_refused"
        self.said = () if right else ("Usuario o contraseña incorrectos",)

    def _accept(self) -> None:
        right = self.typed["relation"].reveal_text() == self.portal.service_password
        self.screen = "efirma" if right else "wrong_service_password"
        self.said = () if right else ("Contraseña incorrecta",)

    def _validate(self) -> None:
        if not self.portal.accepts_efirma:
            self.screen, self.said = "efirma_refused", ("La contraseña de la e.firma es incorrecta",)
        elif self.screen == "efirma":
            self.screen = "final_terms"
        else:
            self.portal.request_password()
            self.screen, self.said = "password_requested", ("La contraseña fue enviada a su correo",)

    async def fill(self, target: Target, text: str) -> Used:
        return Used(target, 0, "label")

    async def choose(self, target: Target, option: str) -> Used:
        return Used(target, 0, "label")

    async def tick(self, target: Target) -> Used | None:
        return None

    async def type_secret(self, target: Target, secret: Secret) -> Used:
        kind = "portal" if self.screen.startswith("login") else "relation" if self.screen == "relation_form" else "key"
        self.typed[kind] = secret
        return Used(target, 0, "label")

    async def upload_secret(self, target: Target, secret: Secret, file_name: str) -> Used:
        return Used(target, 0, "file")

    async def read_table(self, spec: TableSpec) -> RawTable:
        self.portal.meet("read")
        return RawTable(
            ("Servicio", "RFC del Desarrollador", "Inicio de vigencia", "Fin de vigencia"), self.portal.table()
        )

    async def terms_text(self, known: Callable[[str], Awaitable[bool]] | None = None) -> str:
        if self.portal.announces_over_terms:
            self.portal.announces_over_terms, self.portal.announcement = False, True
            return "¿Desea continuar trabajando?"
        return f"{self.portal.terms} {self.screen}"

    async def download(self, target: Target, *, dialog: Dialog | None = None) -> bytes:
        return b"%PDF-1.7"

    async def picture(self) -> bytes:
        return b"\xff\xd8\xff"

    async def portal_time(self) -> datetime | None:
        return self.portal.clock.at

    browser = "un navegador de pruebas"
    parts: tuple[bytes, ...] = ()

    def conceal(self, secrets: Collection[Secret]) -> None: ...

    async def tokens(self) -> tuple[Secret, ...]:
        return ()

    async def unrecorded(self) -> None: ...

    async def recorded(self) -> tuple[bytes, ...]:
        return self.parts

    async def kept_session(self) -> Secret:
        return Secret("{}")


class FakeBrowser:
    """Gives each visit a fresh driver on the portal of the one NRP under test."""

    def __init__(self, portal: FakePortal) -> None:
        self.portal = portal
        self.visits = 0

    @asynccontextmanager
    async def visit(self, kept_session: Secret | None, *, recorded: bool = False) -> AsyncIterator[FakeDriver]:
        self.visits += 1
        self.portal.meet("visit")
        driver = FakeDriver(self.portal)
        driver.parts = (b"part",) if recorded else ()
        yield driver


class FakeMail:
    """Mails of the portal since the mark. `error` is raised by every call while set."""

    def __init__(self, portal: FakePortal) -> None:
        self.portal = portal
        self.by_person = False
        self.one_at_a_time = False
        self.error: Exception | None = None
        self.doubtful: DoubtfulMail | None = None

    def mailbox_of(self, employer: Employer) -> str | None:
        return None if self.by_person else "firma"

    def exclusive(self, mailbox: str) -> bool:
        return self.one_at_a_time

    def marks(self, mailbox: str) -> tuple[MailMark, ...]:
        if self.error:
            raise self.error
        return (MailMark(mailbox, "INBOX", 1, len(self.portal.mails) + 1),)

    def news(self, mailbox: str, since: tuple[MailMark, ...], waiting: Collection[Employer]) -> MailNews:
        marks = self.marks(mailbox)
        came = marks[0].uidnext != since[0].uidnext
        return MailNews(marks, frozenset(one.nrp for one in waiting) if came else frozenset())

    def pick_up(self, request: PasswordRequest, used: Collection[str]) -> Picked | NoMailYet | DoubtfulMail:
        if self.error:
            raise self.error
        if self.doubtful:
            return self.doubtful
        new = self.portal.mails[request.marks[0].uidnext - 1 :]
        return Picked(Secret(new[-1]), f"mail-{len(self.portal.mails)}") if new else NoMailYet()


class FakeEvidence:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.kept: dict[str, bytes] = {}

    @property
    def path(self) -> str:
        return "evidence/visit"

    def open_visit(self, nrp: Nrp, at: datetime, secrets: Collection[Secret]) -> "FakeEvidence":
        return self

    def event(self, kind: str, **details: Any) -> None:
        self.events.append({"kind": kind, **details})

    def learn(self, *secrets: Secret) -> None: ...

    def trace(self, raw: bytes) -> None:
        self.kept["trace"] = raw

    def picture(self, name: str, jpeg: bytes) -> None:
        self.kept[name] = jpeg

    def keep(self, name: str, content: bytes) -> str:
        self.kept[name] = content
        return name

    def close(self, outcome: str) -> None:
        self.events.append({"kind": "closed", "outcome": outcome})


class FakePerson:
    def __init__(self, *, present: bool = False, approves: bool = True) -> None:
        self.present = present
        self.approves = approves

    def shown(self, record: Record, reason: str, times: int) -> None: ...

    async def skip(self) -> None:
        await asyncio.Event().wait()

    def over(self, end: PartEnd) -> None: ...

    async def approve(self, row: TermsRow, before: TermsRow | None) -> bool:
        return self.approves


class Silence:
    def visit_started(self, record: Record) -> None: ...

    def flow_started(self, record: Record, title: str) -> None: ...

    def released(self, record: Record) -> None: ...

    def told(self, text: str) -> None: ...
