"""What the mailbox room promises, on an embedded server and on a real Dovecot."""

import imaplib
import logging
import random
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from fixtures.mail_server.mails import HTML, PLAIN, SENT, password_mail
from fixtures.mail_server.server import HOST, RunningMailServer
from robot.engine.ports import Mail
from robot.model.employer import CONTPAQI, Employer
from robot.model.errors import MailError
from robot.model.identifiers import Nrp, Rfc
from robot.model.mailbox import (
    DoubtfulMail,
    LoginKind,
    MailboxSettings,
    MailNews,
    NoMailYet,
    PasswordRequest,
    Picked,
    PickupPolicy,
    Security,
)
from robot.model.secret import Secret
from robot.outside.mailbox.connection import Limits
from robot.outside.mailbox.mail import ImapMail
from tests.outside.mailbox.conftest import PASSWORD, USER, Server

LIMITS = Limits(connect=5, read=5)
OURS = Employer(Nrp("Y1234567101"), Rfc("AAA010101AAA"), "UNA SA", "patron@empresa.test", CONTPAQI, "c1")
SERVICE_PASSWORD = "Añ3=x#9&b"


def settings_for(server: Server, **changes: Any) -> MailboxSettings:
    settings = MailboxSettings(
        "firma", HOST, USER, Secret(PASSWORD), port=server.imap_port, ca_file=server.ca_file,
        policy=PickupPolicy(from_domains=("portal.test",)),
    )  # fmt: skip
    return replace(settings, **changes)


@contextmanager
def opened(server: Server, **changes: Any) -> Iterator[ImapMail]:
    mail = ImapMail([settings_for(server, **changes)], LIMITS)
    try:
        yield mail
    finally:
        mail.close()


@pytest.fixture
def mail(server: Server) -> Iterator[ImapMail]:
    with opened(server) as room:
        yield room


def ask(mail: Mail, employer: Employer = OURS, **changes: Any) -> PasswordRequest:
    request = PasswordRequest(employer, "firma", mail.marks("firma"), SENT - timedelta(seconds=20))
    return replace(request, **changes)


def send(server: Server, content: bytes, folder: str = "INBOX") -> None:
    server.deliver(content, to="patron@empresa.test", folder=folder)


def ours(**changes: Any) -> bytes:
    return password_mail(OURS.nrp, SERVICE_PASSWORD, **changes)


def flags(server: Server) -> str:
    context = ssl.create_default_context(cafile=server.ca_file)
    with imaplib.IMAP4_SSL(HOST, server.imap_port, ssl_context=context, timeout=5) as client:
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        client.select("INBOX", readonly=True)
        return str(client.fetch("1:*", "(FLAGS)"))


def test_marks_name_every_watched_folder(mail: ImapMail) -> None:
    marks = mail.marks("firma")
    assert [(mark.mailbox, mark.folder) for mark in marks] == [("firma", "INBOX"), ("firma", "Junk")]
    assert all(mark.uidvalidity > 0 and mark.uidnext > 0 for mark in marks)


def test_a_mail_that_comes_after_the_marks_is_picked_up(mail: ImapMail, server: Server) -> None:
    request = ask(mail)
    assert mail.pick_up(request, ()) == NoMailYet()
    send(server, ours())
    found = mail.pick_up(request, ())
    assert isinstance(found, Picked)
    assert found.password.reveal_text() == SERVICE_PASSWORD
    assert mail.pick_up(request, (found.mail_id,)) == NoMailYet()


def test_one_look_tells_which_of_those_who_wait_a_new_mail_concerns(mail: ImapMail, server: Server) -> None:
    other = replace(OURS, nrp=Nrp("Y7654321101"))
    send(server, ours())
    before = mail.marks("firma")
    assert mail.news("firma", before, (OURS, other)) == MailNews(before)
    send(server, password_mail(other.nrp, "Otra123#"), folder="Junk")
    news = mail.news("firma", before, (OURS, other))
    assert news.nrps == {other.nrp}
    assert mail.news("firma", news.marks, (OURS, other)).nrps == frozenset()


def test_a_mail_that_was_there_before_is_never_used(mail: ImapMail, server: Server) -> None:
    send(server, ours())
    send(server, ours())
    request = ask(mail)
    assert mail.pick_up(request, ()) == NoMailYet()  # "n:*" names the last mail all the same


def test_a_mail_in_the_junk_folder_is_found(mail: ImapMail, server: Server) -> None:
    request = ask(mail)
    send(server, ours(), folder="Junk")
    assert isinstance(mail.pick_up(request, ()), Picked)


def test_nothing_is_marked_as_seen(mail: ImapMail, server: Server) -> None:
    request = ask(mail)
    send(server, ours())
    assert isinstance(mail.pick_up(request, ()), Picked)
    assert "Seen" not in flags(server)


def test_marks_outlive_the_room(mail: ImapMail, server: Server) -> None:
    request = ask(mail)
    send(server, ours())
    with opened(server) as later:
        assert isinstance(later.pick_up(request, ()), Picked)


def test_a_mail_that_is_too_large_is_left_to_a_person(mail: ImapMail, server: Server) -> None:
    request = ask(mail)
    send(server, ours(plain=PLAIN + "relleno\n" * 150_000))
    found = mail.pick_up(request, ())
    assert isinstance(found, DoubtfulMail)
    assert found.code == "PICK_TOO_LARGE"


def test_a_mailbox_made_anew_is_not_believed_without_proof(mail: ImapMail, server: Server) -> None:
    send(server, ours())
    request = ask(mail)
    mail.close()
    server.renew_mailbox(USER)
    send(server, ours())
    found = mail.pick_up(request, ())
    assert isinstance(found, DoubtfulMail)
    assert found.code == "MAIL_UIDVALIDITY"
    trusted = PickupPolicy(from_domains=("portal.test",), trusted_authserv=("mx.despacho.test",))
    send(server, ours(Authentication_Results="mx.despacho.test; dmarc=pass header.from=portal.test"))
    with opened(server, policy=trusted) as later:
        assert isinstance(later.pick_up(request, ()), Picked)


def test_starttls_and_plain_on_this_machine_work_too(server: Server) -> None:
    with opened(server, security=Security.STARTTLS, port=server.starttls_port) as room:
        assert room.marks("firma")
    with opened(server, security=Security.PLAIN, port=server.plain_port, ca_file=None) as room:
        assert room.marks("firma")


def test_a_certificate_of_an_unknown_authority_is_refused(server: Server) -> None:
    for changes in ({"ca_file": None}, {"ca_file": None, "security": Security.STARTTLS, "port": server.starttls_port}):
        with opened(server, **changes) as room, pytest.raises(MailError) as refused:
            room.marks("firma")
        assert refused.value.code == "MAIL_TLS_CERT"
        assert not refused.value.retry


def test_a_wrong_password_is_refused_and_not_tried_again(server: Server) -> None:
    secrets = [Secret("equivocada")]
    with opened(server, secret=lambda: secrets[0]) as room:
        with pytest.raises(MailError) as first:
            room.marks("firma")
        assert first.value.code == "MAIL_AUTH"
        assert "equivocada" not in str(first.value)
        with pytest.raises(MailError) as second:
            room.marks("firma")
        assert second.value is first.value
        secrets[0] = Secret(PASSWORD)
        assert room.marks("firma")


def test_a_missing_folder_is_told_with_those_there_are(server: Server) -> None:
    with opened(server, folders=("INBOX", "Infonavit")) as room, pytest.raises(MailError) as missing:
        room.marks("firma")
    assert missing.value.code == "MAIL_FOLDER"
    assert "INBOX" in missing.value.fix


def test_nothing_secret_reaches_a_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with opened(server) as room:
        request = ask(room)
        send(server, ours())
        assert isinstance(room.pick_up(request, ()), Picked)
    for record in caplog.records:
        assert SERVICE_PASSWORD not in record.getMessage() and PASSWORD not in record.getMessage()
        assert not record.name.startswith("imapclient")


def test_sixty_nrps_share_one_mailbox_without_a_mistake(server: Server) -> None:
    """Old mails for all, any order, forged ones, duplicates, both layouts, clocks that are wrong."""
    chance = random.Random(7)
    employers = [
        Employer(Nrp(f"Y{1_000_000_000 + n}"), Rfc("AAA010101AAA"), f"P{n}", "patron@empresa.test", CONTPAQI, "c")
        for n in range(60)
    ]
    for employer in employers:
        send(server, password_mail(employer.nrp, f"Vieja{employer.nrp[-4:]}#"))
    with opened(server) as room:
        marks = room.marks("firma")
        mails = []
        for employer in employers:
            right = password_mail(
                employer.nrp, f"Nueva{employer.nrp[-4:]}#", html=HTML if chance.random() < 0.5 else "",
                Date=format_datetime(SENT + timedelta(minutes=chance.choice((0, 7, 90)))),
            )  # fmt: skip
            mails += [right] * chance.choice((1, 1, 2))
            if chance.random() < 0.4:
                mails.append(password_mail(employer.nrp, "Falsa999#", From="avisos@portal.test.evil.test"))
        chance.shuffle(mails)
        for content in mails:
            send(server, content)

        def pick_up(employer: Employer) -> str:
            others = tuple(other for other in employers if other != employer)
            found = room.pick_up(PasswordRequest(employer, "firma", marks, SENT, others), ())
            return found.password.reveal_text() if isinstance(found, Picked) else str(found)

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(pick_up, employers)) == [f"Nueva{one.nrp[-4:]}#" for one in employers]


def test_a_lost_connection_is_made_again_and_the_marks_still_hold(pymap: RunningMailServer) -> None:
    with opened(pymap) as room:
        request = ask(room)
        pymap.drop_connections()
        send(pymap, ours())
        assert isinstance(room.pick_up(request, ()), Picked)


def test_a_server_that_is_down_is_told_and_may_be_tried_again(pymap: RunningMailServer) -> None:
    with opened(pymap) as room:
        request = ask(room)
        pymap.down()
        with pytest.raises(MailError) as down:
            room.pick_up(request, ())
        assert (down.value.code, down.value.retry) == ("MAIL_CONNECT", True)
        pymap.up()
        send(pymap, ours())
        assert isinstance(room.pick_up(request, ()), Picked)


@pytest.mark.parametrize(("token", "is_let_in"), [("token-bueno", True), ("token-ajeno", False), ("vencido", False)])
def test_an_access_token_opens_only_its_own_users_mailbox(dovecot: Server, token: str, is_let_in: bool) -> None:
    with opened(dovecot, auth=LoginKind.XOAUTH2, secret=Secret(token)) as room:
        if is_let_in:
            assert room.marks("firma")
            return
        with pytest.raises(MailError) as refused:
            room.marks("firma")
        assert refused.value.code == "MAIL_OAUTH_EXPIRED"
        assert token not in str(refused.value)
