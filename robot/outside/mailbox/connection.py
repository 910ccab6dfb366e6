"""One connection to one mailbox, kept between calls and shared by all who wait on it.

robot.outside.mailbox.mail calls it from threads. Opened when first needed, opened again once when it was lost; a
refused login is never tried again with the same secret, because providers lock accounts.
"""

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from imapclient import IMAPClient, SocketTimeout

from robot.model.errors import MailError
from robot.model.mailbox import LoginKind, MailboxSettings, Security
from robot.model.secret import Secret
from robot.outside.mailbox.trouble import Stage, mail_error, told

_T = TypeVar("_T")
_LEFT_ALONE = timedelta(seconds=30)  # a server that is down: 300 NRPs must not wait for it one after the other
_LASTING = ("MAIL_AUTH", "MAIL_OAUTH_EXPIRED", "MAIL_OAUTH_NOT_CONNECTED")
# Microsoft turned passwords off for IMAP in every tenant (2022-10 to 2023-01).
_WITHOUT_PASSWORDS = ("outlook.office365.com", "outlook.office.com")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. Servers answer a login late after failures, so `read` must not be short."""

    connect: float = 10
    read: float = 30


class MailboxConnection:
    """`now`: see ImapMail."""

    def __init__(self, settings: MailboxSettings, limits: Limits, now: Callable[[], datetime] | None = None) -> None:
        self._now = now
        self._down: tuple[datetime, MailError] | None = None
        self._settings = settings
        self._limits = limits
        self._lock = threading.Lock()
        self._client: IMAPClient | None = None
        self._refused: tuple[Secret, MailError] | None = None

    def run(self, work: Callable[[IMAPClient], _T]) -> _T:
        """`work` on the open connection, one caller at a time. Raises MailError only."""
        with self._lock:
            was_open = self._client is not None
            try:
                return self._once(work)
            except MailError as error:
                if not (was_open and error.code == "MAIL_LOST"):
                    raise
            return self._once(work)

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _once(self, work: Callable[[IMAPClient], _T]) -> _T:
        if self._client is None:
            self._client = self._open()
        try:
            return work(self._client)
        except MailError:
            raise
        except Exception as error:
            self._drop()
            raise mail_error(error, self._settings, Stage.READ) from None

    def _drop(self) -> None:
        client, self._client = self._client, None
        _shut(client)

    def _open(self) -> IMAPClient:
        secret = self._settings.present_secret
        if not secret:
            fix = "Indique en settings.yaml de dónde se toma la contraseña del buzón."
            raise told(self._settings, "MAIL_AUTH", "falta la contraseña del buzón", fix=fix)
        if self._refused and self._refused[0] == secret:
            raise self._refused[1]
        if self._down and self._now and self._now() < self._down[0]:
            raise self._down[1]
        try:
            return opened(self._settings, secret, self._limits)
        except MailError as error:
            self._refused = (secret, error) if error.code in _LASTING else None
            self._down = (self._now() + _LEFT_ALONE, error) if self._now and error.retry else None
            raise


def opened(settings: MailboxSettings, secret: Secret, limits: Limits) -> IMAPClient:
    """A logged-in connection. Raises MailError."""
    # IMAPClient writes whole commands and mails to its log at level DEBUG: that log must never be written.
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    _require_password_login(settings)
    context = _trust(settings) if settings.security is not Security.PLAIN else None
    client = None
    stage = Stage.CONNECT
    try:
        client = _connected(settings, context, limits)
        stage = Stage.LOGIN
        _log_in(client, settings, secret)
    except Exception as error:
        _shut(client)
        raise mail_error(error, settings, stage) from None
    return client


def _connected(settings: MailboxSettings, context: ssl.SSLContext | None, limits: Limits) -> IMAPClient:
    is_tls = settings.security is Security.SSL
    client = IMAPClient(
        settings.host,
        port=settings.present_port,
        ssl=is_tls,
        ssl_context=context if is_tls else None,
        timeout=SocketTimeout(limits.connect, limits.read),
    )
    client.normalise_times = False
    # IMAPClient sends a command in pieces: without this each one waits 40 ms for the answer to the piece before.
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if settings.security is Security.STARTTLS:
        try:
            client.starttls(context)
        except Exception:
            _shut(client)
            raise
    return client


def _trust(settings: MailboxSettings) -> ssl.SSLContext:
    """The system's authorities, and the one of settings. There is no way to switch the check off."""
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(settings.ca_file)
        except OSError:  # ssl.SSLError, for a file that is no certificate, is one
            fix = f"Revise «ca_file»: {settings.ca_file}"
            raise told(settings, "CONFIG_MAIL_CA", "no se pudo leer la autoridad certificadora", fix=fix) from None
    return context


def _require_password_login(settings: MailboxSettings) -> None:
    if settings.auth is LoginKind.PASSWORD and settings.host.lower() in _WITHOUT_PASSWORDS:
        fix = "Use «auth: xoauth2» con un token de acceso."
        raise told(settings, "MAIL_AUTH_BASIC_OFF", "Microsoft 365 no admite contraseñas por IMAP", fix=fix)


def _log_in(client: Any, settings: MailboxSettings, secret: Secret) -> None:
    word = secret.reveal_text()
    if any(letter in word for letter in "\r\n\0"):
        fix = "Revise el archivo o la variable de donde se toma: debe tener una sola línea."
        raise told(settings, "MAIL_AUTH", "la contraseña del buzón tiene saltos de línea", fix=fix)
    if settings.auth is LoginKind.XOAUTH2:
        client.oauth2_login(settings.user, word)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(settings.user, word)  # LOGIN cannot carry letters outside ASCII, nor a user with blanks
    elif client.has_capability("LOGINDISABLED"):
        fix = "Use «auth: xoauth2», o pida al administrador que permita contraseñas."
        raise told(settings, "MAIL_AUTH_BASIC_OFF", "el servidor no admite contraseñas", fix=fix)
    else:
        client.login(settings.user, word)


def _shut(client: Any) -> None:
    """Ends a connection without a word: it may be dead, and a farewell would wait for an answer."""
    if client is None:
        return
    try:
        client.shutdown()
    except Exception:  # noqa: BLE001  nothing of it is of use any more
        return
