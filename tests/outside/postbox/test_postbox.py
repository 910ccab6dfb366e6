"""Summaries leave over a real SMTP server with TLS and a login; what cannot leave waits as a file and is told."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from fixtures.mail_server.submission import RunningSubmission
from robot.model.errors import MailError
from robot.model.mailbox import Security
from robot.model.secret import Secret
from robot.model.settings import PostSettings
from robot.model.summary import Letter
from robot.outside.postbox.outbox import Outbox
from robot.outside.postbox.post import Post

USER, PASSWORD = "robot@despacho.example", "contraseña-ñ canario 1"
AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LETTER = Letter(AT, "Infonavit: 3 NRP fallaron ñ", "Texto ñ\n", "<p>Texto ñ</p>", ("resultado.xlsx", b"PK-libro"))


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSubmission]:
    with RunningSubmission(USER, PASSWORD) as server:
        yield server


@pytest.fixture
def server(running: RunningSubmission) -> RunningSubmission:
    running.taken.clear()
    running.logins, running.refuses, running.answer = 0, (), "250 2.0.0 OK"
    return running


def settings_of(server: RunningSubmission, **changes: object) -> PostSettings:
    settings = PostSettings(
        ("ana@despacho.example", "luis@despacho.example"), "127.0.0.1", USER, USER, lambda: Secret(PASSWORD),
        port=server.ssl_port, ca_file=server.ca_file,
    )  # fmt: skip
    return replace(settings, **changes)  # type: ignore[arg-type]


def sent(server: RunningSubmission, folder: Path, **changes: object) -> tuple[str, ...]:
    settings, outbox = settings_of(server, **changes), Outbox(folder)
    outbox.put(LETTER, settings)
    return Post(settings, limit=5).send(outbox.letters())


@pytest.mark.parametrize("security", [Security.SSL, Security.STARTTLS])
def test_a_letter_arrives_whole_over_tls_and_leaves_the_box(
    server: RunningSubmission, tmp_path: Path, security: Security
) -> None:
    port = server.ssl_port if security is Security.SSL else server.starttls_port
    assert sent(server, tmp_path, security=security, port=port) == ()
    mail = message_from_bytes(server.taken[0], policy=default)
    assert (mail["Subject"], mail["From"], mail["Auto-Submitted"]) == (LETTER.subject, USER, "auto-generated")
    assert mail["To"] == "ana@despacho.example, luis@despacho.example"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text  # type: ignore[union-attr]
    assert mail.get_body(("html",)).get_content().strip() == LETTER.html  # type: ignore[union-attr]
    (book,) = mail.iter_attachments()
    assert (book.get_filename(), book.get_content()) == LETTER.attachment
    assert list(tmp_path.iterdir()) == []


def test_what_could_not_leave_goes_first_with_the_next(server: RunningSubmission, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.put(replace(LETTER, subject="ayer", at=AT.replace(day=22)), settings_of(server))
    sent(server, tmp_path)
    subjects = [message_from_bytes(one, policy=default)["Subject"] for one in server.taken]
    assert (subjects, server.logins, outbox.waiting()) == (["ayer", LETTER.subject], 1, ())


def test_a_letter_that_another_process_sent_meanwhile_is_no_trouble(server: RunningSubmission, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    for day in (21, 22):
        outbox.put(replace(LETTER, at=AT.replace(day=day)), settings_of(server))
    letters = outbox.letters()
    _, taken = next(letters)
    for path in outbox.waiting():
        path.unlink()
    taken()
    assert list(letters) == []


def test_a_wrong_password_is_tried_once_and_the_letter_waits(server: RunningSubmission, tmp_path: Path) -> None:
    settings, outbox = settings_of(server, secret=lambda: Secret("otra-clave-canario")), Outbox(tmp_path)
    path, post = outbox.put(LETTER, settings), Post(settings, limit=5)
    for _ in range(3):
        with pytest.raises(MailError) as refused:
            post.send(outbox.letters())
    assert (refused.value.code, refused.value.retry, server.logins) == ("POST_AUTH", False, 1)
    assert "otra-clave-canario" not in str(refused.value)
    assert outbox.waiting() == (path,)


def test_a_login_that_the_settings_forgot_is_said_before_the_server_is_bothered(server: RunningSubmission) -> None:
    with pytest.raises(MailError, match="falta la contraseña"):
        Post(settings_of(server, secret=None), limit=5).check()
    assert server.logins == 0


def test_a_server_that_is_down_is_told_with_what_to_do(server: RunningSubmission, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(MailError) as down:
        sent(server, tmp_path, port=port)
    assert (down.value.code, down.value.retry) == ("POST_CONNECT", True)
    assert f"127.0.0.1:{port}" in down.value.where and "cortafuegos" in down.value.fix
    assert len(Outbox(tmp_path).waiting()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ca_file": None}, "POST_TLS_CERT"),
        ({"security": Security.STARTTLS, "port": "plain_port"}, "POST_NOT_OFFERED"),
        ({"security": Security.SSL, "port": "plain_port"}, "POST_TLS_MODE"),
        ({"ca_file": Path("no-hay.pem")}, "CONFIG_POST_CA"),
        ({"host": "no-existe.invalid"}, "POST_DNS"),
    ],
)
def test_each_trouble_has_its_code(server: RunningSubmission, changes: dict[str, object], code: str) -> None:
    told = {key: getattr(server, value) if value == "plain_port" else value for key, value in changes.items()}
    with pytest.raises(MailError) as trouble:
        Post(settings_of(server, **told), limit=5).check()
    assert (trouble.value.code, bool(trouble.value.fix)) == (code, True)
    assert server.logins == 0  # no password travels where the way is not proven


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("552 5.3.4 too big", "POST_SIZE"),
        ("451 4.7.1 greylisted", "POST_LATER"),
        ("554 5.7.1 spam contraseña-ñ canario 1", "POST_REFUSED"),
    ],
)
def test_a_mail_that_is_not_taken_stays_in_the_box(
    server: RunningSubmission, tmp_path: Path, answer: str, code: str
) -> None:
    server.answer = answer
    with pytest.raises(MailError) as trouble:
        sent(server, tmp_path)
    assert trouble.value.code == code
    assert "canario" not in str(trouble.value)
    assert len(Outbox(tmp_path).waiting()) == 1


def test_recipients_that_are_refused_are_named_and_the_others_get_it(server: RunningSubmission, tmp_path: Path) -> None:
    server.refuses = ("luis@despacho.example",)
    assert sent(server, tmp_path) == ("luis@despacho.example",)
    assert len(server.taken) == 1
    server.refuses = ("luis@despacho.example", "ana@despacho.example")
    with pytest.raises(MailError, match="POST_RECIPIENT"):
        sent(server, tmp_path)


def test_the_box_keeps_a_month_of_letters_and_no_more(server: RunningSubmission, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    for minute in range(35):
        outbox.put(replace(LETTER, at=AT.replace(minute=minute)), settings_of(server))
    names = [path.name for path in outbox.waiting()]
    assert (len(names), names[0], names[-1]) == (
        30, "resumen_2026-11-23_080500_000000.eml", "resumen_2026-11-23_083400_000000.eml",
    )  # fmt: skip


def test_a_password_never_travels_in_the_open(server: RunningSubmission) -> None:
    with pytest.raises(ValueError, match="security: plain"):
        settings_of(server, security=Security.PLAIN, host="smtp.despacho.example")
    with pytest.raises(ValueError, match="no es una dirección"):
        settings_of(server, to=("ana@x.example\r\nBcc: otro@x.example",))
