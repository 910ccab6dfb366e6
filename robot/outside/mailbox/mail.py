"""Keeps the `Mail` promise of engine.ports over IMAP, for all mailboxes of settings. assembly makes it.

Called from threads. Each mailbox has one connection, shared by all NRPs that wait on it. Which mail is the one is
decided in rules.pickup; nothing is ever changed on the server.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from imapclient import IMAPClient

from robot.model.employer import PERSON_MAILBOX, Employer
from robot.model.errors import MailError
from robot.model.identifiers import Nrp
from robot.model.mailbox import (
    DoubtfulMail,
    Identity,
    MailboxSettings,
    MailNews,
    NoMailYet,
    PasswordRequest,
    Picked,
    PickupPolicy,
)
from robot.model.state import MailMark
from robot.outside.mailbox.connection import Limits, MailboxConnection
from robot.outside.mailbox.folders import Read, arrived_since, forget_oldest, mark_of, watched
from robot.rules.mail_identity import same_address
from robot.rules.pickup import ArrivedMail, concerned, judge_eml, pick

_NOBODY = "Corrija la columna «buzón» o agregue el buzón en settings.yaml."


class ImapMail:
    """`now`: the present, so that a server that is down is left alone for a while; None: it is asked each time."""

    def __init__(
        self,
        mailboxes: Collection[MailboxSettings],
        limits: Limits = Limits(),
        *,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._settings = {settings.name: settings for settings in mailboxes}
        self._connections = {name: MailboxConnection(one, limits, now) for name, one in self._settings.items()}
        self._shared = _shared_policy(mailboxes)  # for a saved mail of an employer without a mailbox
        self._read: dict[str, Read] = {name: OrderedDict() for name in self._settings}

    def mailbox_of(self, employer: Employer) -> str | None:
        """By the roster's column, else by the address, else the one mailbox that serves all; None: a person."""
        if employer.mailbox:
            return self._named(employer.mailbox)
        by_address = [one.name for one in self._settings.values() if _takes(one, employer.email)]
        for_all = [one.name for one in self._settings.values() if not one.addresses]
        names = by_address or for_all
        if len(names) > 1:
            title = f"varios buzones sirven para {employer.email}: {', '.join(names)}"
            raise MailError("CONFIG_MAIL_AMBIGUOUS", title, where=f"NRP {employer.nrp}", fix=_NOBODY)
        return names[0] if names else None

    def exclusive(self, mailbox: str) -> bool:
        """Whether only one NRP at a time may wait for a mail there."""
        return self._known(mailbox).policy.identity is Identity.EXCLUSIVE

    def marks(self, mailbox: str) -> tuple[MailMark, ...]:
        settings = self._known(mailbox)
        return self._connections[mailbox].run(
            lambda client: tuple(mark_of(client, settings, folder) for folder in watched(client, settings))
        )

    def news(self, mailbox: str, since: tuple[MailMark, ...], waiting: Collection[Employer]) -> MailNews:
        """One look for all who wait there: which of them the mails above `since` may concern. A folder where nothing
        came is only asked where it stands."""
        settings = self._known(mailbox)
        return self._connections[mailbox].run(lambda client: self._news(client, settings, since, waiting))

    def _news(
        self, client: IMAPClient, settings: MailboxSettings, since: tuple[MailMark, ...], waiting: Collection[Employer]
    ) -> MailNews:
        read = self._read[settings.name]
        before = {mark.folder: replace(mark, portal_time=None) for mark in since}
        nrps: set[Nrp] = set()
        marks = []
        for folder in watched(client, settings):
            marks.append(mark_of(client, settings, folder))
            if before.get(folder) not in (None, marks[-1]):
                for one in arrived_since(client, settings, before[folder], read):
                    nrps |= concerned(one.mail, waiting, settings.policy)
        forget_oldest(read)
        return MailNews(tuple(marks), frozenset(nrps))

    def pick_up(self, request: PasswordRequest, used: Collection[str]) -> Picked | NoMailYet | DoubtfulMail:
        settings = self._known(request.mailbox)
        mails = self._connections[request.mailbox].run(lambda client: self._arrived(client, settings, request))
        return pick(mails, request, policy=settings.policy, used=used)

    def judge_eml(
        self, raw: bytes, request: PasswordRequest, used: Collection[str]
    ) -> Picked | NoMailYet | DoubtfulMail:
        """A mail that a person saved as a file, by the same checks. Opens no connection."""
        settings = self._settings.get(request.mailbox)
        return judge_eml(raw, request, policy=settings.policy if settings else self._shared, used=used)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def _arrived(self, client: IMAPClient, settings: MailboxSettings, request: PasswordRequest) -> list[ArrivedMail]:
        """All that came since the marks, of all folders. One caller at a time: the connection sees to it."""
        read = self._read[settings.name]
        marks = [mark for mark in request.marks if mark.mailbox == settings.name]
        mails = [mail for mark in marks for mail in arrived_since(client, settings, mark, read)]
        forget_oldest(read)
        return mails

    def _named(self, wanted: str) -> str | None:
        plain = wanted.strip().casefold()
        if plain == PERSON_MAILBOX:
            return None
        name = next((known for known in self._settings if known.casefold() == plain), None)
        if name is None:
            title = f"el buzón «{wanted}» no está en settings.yaml"
            raise MailError("CONFIG_MAIL_UNKNOWN", title, fix=_NOBODY)
        return name

    def _known(self, mailbox: str) -> MailboxSettings:
        if mailbox not in self._settings:
            raise MailError("CONFIG_MAIL_UNKNOWN", f"el buzón «{mailbox}» no está en settings.yaml", fix=_NOBODY)
        return self._settings[mailbox]


def _takes(settings: MailboxSettings, address: str) -> bool:
    """Whether mail to the address arrives in the mailbox, as far as settings say."""
    domain = address.rpartition("@")[2].casefold()
    return any(
        known.rpartition("@")[2].casefold() == domain if known.startswith(("*@", "@")) else same_address(known, address)
        for known in (*settings.addresses, settings.user)
    )


def _shared_policy(mailboxes: Collection[MailboxSettings]) -> PickupPolicy:
    """The senders that any mailbox believes; any sender when one of them does, or there is no mailbox."""
    domains = [one.policy.from_domains for one in mailboxes]
    known = dict.fromkeys(name for some in domains for name in some) if all(domains) else {}
    return PickupPolicy(from_domains=tuple(known))
