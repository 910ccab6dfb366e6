"""Sends mails over SMTP. cli/telling hands it letters that are already written; `check` only asks it to log in.

A refused password is not tried again in this process until it changes, because providers lock accounts. TLS is always
verified.
"""

import base64
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from robot.model.errors import MailError
from robot.model.mailbox import LoginKind, Security
from robot.model.secret import Secret
from robot.model.settings import PostSettings
from robot.outside.postbox.trouble import post_error, told

_ACCEPTED = 235


class Post:
    """`limit`: seconds for the connection and for each answer."""

    def __init__(self, settings: PostSettings, limit: float = 30) -> None:
        self._settings = settings
        self._limit = limit
        self._refused: tuple[Secret, MailError] | None = None

    @property
    def to(self) -> tuple[str, ...]:
        return self._settings.to

    def check(self) -> None:
        """Connects and logs in. Raises MailError."""
        with self._open():
            pass

    def send(self, letters: Iterator[tuple[bytes, Callable[[], None]]]) -> tuple[str, ...]:
        """Each letter and what to do when the server has taken it, over one connection. Gives the recipients that
        were refused while others were not. Raises MailError; what was taken before stays taken."""
        refused: dict[str, object] = {}
        with self._open() as server:
            for content, taken in letters:
                refused |= server.sendmail(self._settings.sender, self._settings.to, content)
                taken()
        return tuple(refused)

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        secret = self._settings.present_secret
        if self._refused and self._refused[0] == secret:
            raise self._refused[1]
        server: smtplib.SMTP | None = None
        try:
            server = self._connected()
            self._log_in(server, secret)
            yield server
        except Exception as error:
            told_error = post_error(error, self._settings)
            if secret and told_error.code == "POST_AUTH":
                self._refused = (secret, told_error)
            raise told_error from None
        finally:
            if server is not None:
                _leave(server)

    def _connected(self) -> smtplib.SMTP:
        own = self._settings
        if own.security is Security.SSL:
            return smtplib.SMTP_SSL(own.host, own.present_port, timeout=self._limit, context=self._trust())
        server = smtplib.SMTP(own.host, own.present_port, timeout=self._limit)
        if own.security is Security.STARTTLS:
            try:
                server.starttls(context=self._trust())
            except Exception:
                server.close()
                raise
        return server

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca_file is not None:
            try:
                context.load_verify_locations(self._settings.ca_file)
            except OSError:
                fix = f"Revise «ca_file»: {self._settings.ca_file}"
                title = "no se pudo leer la autoridad certificadora"
                raise told(self._settings, "CONFIG_POST_CA", title, fix) from None
        return context

    def _log_in(self, server: smtplib.SMTP, secret: Secret | None) -> None:
        user = self._settings.user
        if not user:
            return
        if not secret:
            fix = "Indique en «summary» de settings.yaml de dónde se toma: password_file o password_env."
            raise told(self._settings, "POST_AUTH", "falta la contraseña del correo de salida", fix)
        server.ehlo_or_helo_if_needed()
        offered = server.esmtp_features.get("auth", "").upper().split()
        if self._settings.auth is LoginKind.XOAUTH2:
            _authenticate(server, "XOAUTH2", f"user={user}\1auth=Bearer {secret.reveal_text()}\1\1")
        elif "PLAIN" in offered:  # smtplib's own cannot carry letters outside ASCII
            _authenticate(server, "PLAIN", f"\0{user}\0{secret.reveal_text()}")
        else:
            server.login(user, secret.reveal_text())


def _authenticate(server: smtplib.SMTP, mechanism: str, words: str) -> None:
    code, _ = server.docmd("AUTH", f"{mechanism} {base64.b64encode(words.encode()).decode()}")
    if code != _ACCEPTED:
        raise smtplib.SMTPAuthenticationError(code, "")


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
