"""Each way a mailbox may fail, with its code, its words and whether to try again; and whose mailbox is whose."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.mail_server.mails import password_mail
from robot.model.employer import CONTPAQI, Employer
from robot.model.errors import MailError
from robot.model.identifiers import Nrp, Rfc
from robot.model.mailbox import (
    Authenticity,
    LoginKind,
    MailboxSettings,
    NoMailYet,
    PasswordRequest,
    Picked,
    PickupPolicy,
    Security,
)
from robot.model.secret import Secret
from robot.model.state import MailMark
from robot.outside.mailbox.connection import Limits
from robot.outside.mailbox.mail import ImapMail
from tests.outside.mailbox.scripted import HANG_UP, HOST, SILENCE, USUAL, ScriptedServer

SHORT = Limits(connect=0.3, read=0.3)
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
EMPLOYER = Employer(Nrp("Y1234567101"), Rfc("AAA010101AAA"), "UNA SA", "Patron@empresa.test", CONTPAQI, "c1")
SETTINGS = MailboxSettings(
    "firma", HOST, "avisos@despacho.test", Secret("cl4ve"), security=Security.PLAIN, folders=("INBOX",)
)  # fmt: skip


@contextmanager
def room(**changes: Any) -> Iterator[ImapMail]:
    mail = ImapMail([replace(SETTINGS, **changes)], SHORT)
    try:
        yield mail
    finally:
        mail.close()


def failing(**changes: Any) -> MailError:
    with room(**changes) as mail, pytest.raises(MailError) as failure:
        mail.marks("firma")
    assert "cl4ve" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert "firma" in failure.value.where
    return failure.value


@pytest.mark.parametrize(
    ("answers", "code", "retry"),
    [
        ({"LOGIN": b"{tag} NO [AUTHENTICATIONFAILED] no\r\n"}, "MAIL_AUTH", False),
        ({"LOGIN": b"{tag} NO Too many simultaneous connections\r\n"}, "MAIL_LIMIT", True),
        ({"LOGIN": b"{tag} NO [UNAVAILABLE] later\r\n"}, "MAIL_LOST", True),
        ({"LOGIN": b"{tag} BAD User is authenticated but not connected.\r\n"}, "MAIL_OAUTH_NOT_CONNECTED", False),
        ({"LOGIN": SILENCE}, "MAIL_AUTH_SLOW", True),
        ({"LOGIN": HANG_UP}, "MAIL_LOST", True),
        ({"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n"}, "MAIL_AUTH_BASIC_OFF", False),
        ({"EXAMINE": b"{tag} NO no such mailbox\r\n"}, "MAIL_FOLDER", False),
        ({"EXAMINE": SILENCE}, "MAIL_LOST", True),
        ({"EXAMINE": HANG_UP}, "MAIL_LOST", True),
        ({"EXAMINE": b"* BYE shutting down\r\n"}, "MAIL_LOST", True),
        ({"EXAMINE": b"* OK [UIDVALIDITY 7] x\r\n"}, "MAIL_PROTOCOL", True),
        ({"EXAMINE": b"* OK [UIDVALIDITY siete] x\r\n"}, "MAIL_PROTOCOL", True),
        ({"EXAMINE": b"garbage\r\n"}, "MAIL_LOST", True),
    ],
)
def test_an_answer_that_is_not_right_is_told_by_its_code(answers: dict[str, bytes], code: str, retry: bool) -> None:
    with ScriptedServer(answers) as server:
        failure = failing(port=server.port)
    assert (failure.code, failure.retry) == (code, retry)


@pytest.mark.parametrize("greeting", [SILENCE, HANG_UP, b"HTTP/1.1 400 no\r\n"])
def test_something_else_on_the_port_is_told(greeting: bytes) -> None:
    with ScriptedServer(greeting=greeting) as server:
        assert failing(port=server.port).retry


def test_a_plain_port_spoken_to_in_tls_says_which_mode_to_use() -> None:
    with ScriptedServer() as server:
        failure = failing(port=server.port, security=Security.SSL)
    assert failure.code == "MAIL_TLS_MODE"
    assert "starttls" in failure.fix


def test_without_starttls_the_password_is_not_sent() -> None:
    with ScriptedServer() as server:
        failure = failing(port=server.port, security=Security.STARTTLS)
    assert failure.code == "MAIL_STARTTLS_MISSING"
    assert not [command for command in server.asked if "cl4ve" in command or command.startswith("LOGIN")]


def test_a_closed_port_and_an_unknown_name_are_told() -> None:
    with ScriptedServer() as server:
        port = server.port
    assert failing(port=port).code == "MAIL_CONNECT"
    assert failing(host="no-existe.invalid", security=Security.SSL).code == "MAIL_DNS"


def test_no_connection_is_made_without_a_secret_or_with_one_of_two_lines(tmp_path: Path) -> None:
    with ScriptedServer() as server:
        assert failing(port=server.port, secret=None).code == "MAIL_AUTH"
        assert failing(port=server.port, secret=Secret("cl4ve\nX LOGOUT")).code == "MAIL_AUTH"
        assert failing(port=server.port, security=Security.SSL, ca_file=tmp_path / "no").code == "CONFIG_MAIL_CA"
        assert not [command for command in server.asked if "cl4ve" in command]
    assert failing(host="outlook.office365.com", security=Security.SSL).code == "MAIL_AUTH_BASIC_OFF"


def test_a_refused_token_says_so() -> None:
    with ScriptedServer({"AUTHENTICATE": b"{tag} NO [AUTHENTICATIONFAILED] expired\r\n"}) as server:
        assert failing(port=server.port, auth=LoginKind.XOAUTH2).code == "MAIL_OAUTH_EXPIRED"


def test_the_second_refusal_does_not_reach_the_server() -> None:
    with ScriptedServer({"LOGIN": b"{tag} NO [AUTHENTICATIONFAILED] no\r\n"}) as server, room(port=server.port) as mail:
        for _ in range(3):
            with pytest.raises(MailError):
                mail.marks("firma")
        assert server.connections == 1


def test_a_connection_that_died_is_made_again_once_and_no_more() -> None:
    with ScriptedServer() as server, room(port=server.port) as mail:
        [mark] = mail.marks("firma")
        assert mark == MailMark("firma", "INBOX", 7, 5)
        server.answers["EXAMINE"] = HANG_UP
        with pytest.raises(MailError) as lost:
            mail.marks("firma")
        assert lost.value.code == "MAIL_LOST"
        assert server.connections == 2
        server.answers["EXAMINE"] = USUAL["EXAMINE"]
        assert mail.marks("firma") == (mark,)


def test_only_reading_commands_are_ever_sent() -> None:
    with ScriptedServer() as server, room(port=server.port) as mail:
        request = PasswordRequest(EMPLOYER, "firma", mail.marks("firma"), NOW)
        assert mail.pick_up(request, ()) == NoMailYet()
    verbs = {
        " ".join(command.split()[:2]) if command.startswith("UID") else command.split()[0] for command in server.asked
    }
    assert verbs <= {"CAPABILITY", "LOGIN", "LIST", "EXAMINE", "UID SEARCH"}


# --- whose mailbox ----------------------------------------------------------------------------------------------------


def chosen(*mailboxes: MailboxSettings, **changes: Any) -> str | None:
    return ImapMail(mailboxes).mailbox_of(replace(EMPLOYER, **changes))


def named(name: str, *addresses: str, user: str = "x@despacho.test") -> MailboxSettings:
    return replace(SETTINGS, name=name, addresses=addresses, user=user)


def test_the_rosters_column_decides_first() -> None:
    boxes = named("Firma", "otro@x.test"), named("b", "patron@empresa.test")
    assert chosen(*boxes, mailbox="firma ") == "Firma"
    assert chosen(*boxes, mailbox="Persona") is None
    with pytest.raises(MailError, match="no está en settings"):
        chosen(*boxes, mailbox="firm")


def test_then_the_address_whatever_its_case() -> None:
    boxes = named("a", "otro@empresa.test"), named("b", "PATRON@Empresa.test"), named("todos")
    assert chosen(*boxes) == "b"
    assert chosen(named("u", user="patron@empresa.test"), named("todos")) == "u"
    assert chosen(named("d", "*@empresa.test"), named("todos")) == "d"


def test_then_the_one_mailbox_that_serves_all_else_a_person() -> None:
    assert chosen(named("a", "otro@empresa.test"), named("todos")) == "todos"
    assert chosen(named("a", "otro@empresa.test")) is None
    assert chosen() is None
    with pytest.raises(MailError, match="varios buzones"):
        chosen(named("todos"), named("tambien"))


def test_a_saved_mail_is_judged_as_its_mailbox_would_and_without_one_as_all_would() -> None:
    strict = replace(named("firma"), policy=PickupPolicy(from_domains=("portal.test",)))
    request = PasswordRequest(EMPLOYER, "firma")
    good = password_mail(EMPLOYER.nrp, "Abc123$x")
    forged = password_mail(EMPLOYER.nrp, "Abc123$x", From="x@otra.test")
    for asked in (request, replace(request, mailbox="")):
        found = ImapMail([strict]).judge_eml(good, asked, ())
        assert isinstance(found, Picked)
        assert found.password.reveal_text() == "Abc123$x"
        assert isinstance(ImapMail([strict]).judge_eml(forged, asked, ()), NoMailYet)
        assert ImapMail([strict]).judge_eml(good, asked, {found.mail_id}) == NoMailYet(
            ("Correo de portal.test del 2026-11-23 16:00 UTC: ya se usó",)
        )


# --- settings that cannot be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: replace(SETTINGS, host="imap.gmail.com"),
        lambda: replace(SETTINGS, user=""),
        lambda: replace(SETTINGS, port=70000),
        lambda: replace(SETTINGS, folders=()),
        lambda: PickupPolicy(password_patterns=(r"clave: (\S+)",)),
        lambda: PickupPolicy(password_patterns=(r"(?P<password>(a+)+)",)),
        lambda: PickupPolicy(subject="(abierto"),
        lambda: PickupPolicy(password_length=(9, 8)),
        lambda: PickupPolicy(auth=Authenticity.REQUIRE),
        lambda: PickupPolicy(from_domains=("avisos@portal.test",)),
    ],
)
def test_a_setting_that_cannot_be_does_not_come_into_being(wrong: Any) -> None:
    with pytest.raises(ValueError):
        wrong()


def test_a_server_that_is_down_is_left_alone_for_a_moment_and_then_asked_again() -> None:
    at = [NOW]
    with ScriptedServer({}) as gone:
        port = gone.port
    mail = ImapMail([replace(SETTINGS, port=port)], SHORT, now=lambda: at[0])
    with pytest.raises(MailError) as first:
        mail.marks("firma")
    with pytest.raises(MailError) as again:
        mail.marks("firma")
    assert again.value is first.value
    at[0] += timedelta(seconds=31)
    with pytest.raises(MailError) as later:
        mail.marks("firma")
    assert later.value is not first.value
