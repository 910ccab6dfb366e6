"""Which mail is the one with the password: each check of the pick-up, by the bytes of mails."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.mail_server.mails import PLAIN, PORTAL, SENT, password_mail
from robot.model.employer import CONTPAQI, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.mailbox import (
    Authenticity,
    DoubtfulMail,
    Identity,
    NoMailYet,
    PasswordRequest,
    Picked,
    PickupPolicy,
)
from robot.rules.mail_text import read_mail
from robot.rules.pickup import ArrivedMail, concerned, judge_eml, pick

PASSWORD = "Añ3=x#9&b"
OURS = Employer(Nrp("Y1234567101"), Rfc("AAA010101AAA"), "UNA SA", "patron@empresa.test", CONTPAQI, "c1")
OTHER = Employer(Nrp("Y7654321101"), Rfc("BBB020202BB2"), "OTRA SA", "otro@empresa.test", CONTPAQI, "c2")
REQUEST = PasswordRequest(OURS, "firma", portal_time=SENT - timedelta(seconds=20))
SHARED = replace(REQUEST, others=(OTHER,))
POLICY = PickupPolicy(from_domains=("portal.test",))
ANONYMOUS = "Hola:\n\nContraseña: {password}\n"
TRUSTED = replace(POLICY, trusted_authserv=("mx.firma.test",))


def judged(
    *mails: bytes, request: PasswordRequest = REQUEST, policy: PickupPolicy = POLICY, used: tuple[str, ...] = ()
) -> Picked | NoMailYet | DoubtfulMail:
    return pick([ArrivedMail(read_mail(raw)) for raw in mails], request, policy=policy, used=used)


def picked(*mails: bytes, **how: Any) -> str:
    found = judged(*mails, **how)
    assert isinstance(found, Picked), found
    return found.password.reveal_text()


def waiting_for(*mails: bytes, **how: Any) -> str:
    found = judged(*mails, **how)
    assert isinstance(found, NoMailYet), found
    return " ".join(found.refused)


def doubt(*mails: bytes, **how: Any) -> str:
    found = judged(*mails, **how)
    assert isinstance(found, DoubtfulMail), found
    return found.code


def ours(**changes: Any) -> bytes:
    return password_mail(OURS.nrp, PASSWORD, **changes)


def raw_mail(body: bytes, kind: str = "text/plain; charset=utf-8", *, subject: bytes = b"Clave") -> bytes:
    head = f"From: <{PORTAL}>\r\nTo: {OURS.email}\r\nDate: {format_datetime(SENT)}\r\nContent-Type: {kind}\r\n"
    return head.encode() + b"Content-Transfer-Encoding: 8bit\r\nSubject: " + subject + b"\r\n\r\n" + body


def test_the_mail_that_names_the_nrp_gives_its_password() -> None:
    assert picked(ours()) == PASSWORD


def test_nothing_arrived_means_wait() -> None:
    assert judged() == NoMailYet()


def test_what_is_told_of_a_mail_holds_neither_subject_nor_body() -> None:
    told = waiting_for(ours(From="x@otra.test", Subject=f"clave {PASSWORD}"))
    assert PASSWORD not in told
    assert "Correo de otra.test del 2026-11-23 16:00 UTC" in told
    assert PASSWORD not in repr(read_mail(ours()))


# --- identity ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["Y1234567101", "y1234567101", "Y12-34567-10-1", "Y12 34567 10 1", "Y12-34567 10-1"]
)
def test_the_nrp_may_be_written_with_spaces_and_dashes(written: str) -> None:
    assert picked(password_mail(written, PASSWORD), request=SHARED) == PASSWORD


def test_an_nrp_that_only_begins_alike_is_another() -> None:
    assert "PICK_OTHER_ACCOUNT" in waiting_for(password_mail("Y1234567102", PASSWORD))
    longer = password_mail("XY12345671019", PASSWORD, to="lista@empresa.test")
    assert doubt(longer) == "PICK_NO_IDENTITY"


def test_another_nrps_mail_is_never_used_even_when_it_came_to_the_same_address() -> None:
    mail = password_mail(OTHER.nrp, PASSWORD, to=OURS.email)
    assert "PICK_OTHER_ACCOUNT" in waiting_for(mail)
    assert "PICK_OTHER_ACCOUNT" in waiting_for(mail, request=SHARED)
    assert OTHER.nrp not in waiting_for(mail)


def test_a_mail_that_names_two_who_wait_is_for_a_person() -> None:
    assert doubt(password_mail(f"{OURS.nrp} y {OTHER.nrp}", PASSWORD), request=SHARED) == "PICK_AMBIGUOUS"


@pytest.mark.parametrize("said", ["Tel. 01 800 008 3900", "o 8000083900", "Folio: F1234567890", "cuenta 01234567890"])
def test_a_telephone_or_a_folio_is_no_nrp(said: str) -> None:
    assert picked(ours(plain=ANONYMOUS + said)) == PASSWORD


def test_eleven_digits_are_an_nrp_when_they_are_ours_or_labelled() -> None:
    digits = replace(REQUEST, employer=replace(OURS, nrp=Nrp("01234567891")))
    assert picked(password_mail("01234567891", PASSWORD), request=digits) == PASSWORD
    assert "PICK_OTHER_ACCOUNT" in waiting_for(ours(plain="NRP: 09876543211\n" + ANONYMOUS))


def test_without_an_nrp_the_address_is_enough_when_nobody_else_waits() -> None:
    assert picked(ours(plain=ANONYMOUS)) == PASSWORD
    assert picked(ours(plain=ANONYMOUS, to="PATRON+nrp@Empresa.test")) == PASSWORD
    assert picked(ours(plain=ANONYMOUS, to="lista@x.test", X_Forwarded_To=OURS.email)) == PASSWORD
    assert doubt(ours(plain=ANONYMOUS, to="buzon@empresa.test")) == "PICK_NO_IDENTITY"


def test_without_an_nrp_on_a_shared_mailbox_the_address_counts_only_when_it_is_nobody_elses() -> None:
    same_address = replace(SHARED, others=(replace(OTHER, email="Patron@empresa.test"),))
    assert picked(ours(plain=ANONYMOUS), request=SHARED) == PASSWORD
    assert doubt(ours(plain=ANONYMOUS), request=same_address) == "PICK_NO_IDENTITY"


def test_without_an_nrp_the_rfc_counts_when_nobody_else_who_waits_has_it() -> None:
    mail = ours(plain="RFC: AAA-010101-AAA\n" + ANONYMOUS, to="avisos@firma.test")
    same_company = replace(SHARED, others=(replace(OTHER, rfc=OURS.rfc),))
    assert picked(mail, request=SHARED) == PASSWORD
    assert doubt(mail, request=same_company) == "PICK_NO_IDENTITY"


def test_the_mode_of_identity_is_obeyed() -> None:
    required, exclusive = replace(POLICY, identity=Identity.REQUIRED), replace(POLICY, identity=Identity.EXCLUSIVE)
    to_all = ours(plain=ANONYMOUS, to="avisos@firma.test")
    assert doubt(ours(plain=ANONYMOUS), policy=required) == "PICK_NO_IDENTITY"
    assert picked(to_all, policy=exclusive) == PASSWORD
    assert doubt(to_all, policy=exclusive, request=SHARED) == "PICK_NO_IDENTITY"


def test_everyday_mail_without_a_password_parks_nobody() -> None:
    assert "PICK_NO_IDENTITY" in waiting_for(ours(plain="Junta el lunes.", to="avisos@firma.test"), request=SHARED)
    assert "PICK_PATTERN" in waiting_for(ours(plain="Su solicitud se recibió: {nrp}"))


# --- sender and authenticity ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("avisos@otra.test", "PICK_SENDER"),
        ("avisos@sub.portal.test", "PICK_SPOOF"),
        ("avisos@portal.test.evil.test", "PICK_SPOOF"),
        ("avisos@evil-portal.test", "PICK_SPOOF"),
        ('"avisos@portal.test" <x@evil.test>', "PICK_SPOOF"),
        ("avisos@portal.test, x@evil.test", "PICK_SENDER"),
        ("=?utf-8?q?avisos=40portal=2Etest=2C?= <x@evil.test>", "PICK_SPOOF"),
        ("", "PICK_SENDER"),
    ],
)
def test_only_the_very_domain_of_one_sender_is_believed(sender: str, code: str) -> None:
    raw = ours().replace(f"From: Portal Empresarial <{PORTAL}>".encode(), f"From: {sender}".encode())
    assert code in waiting_for(raw)


def test_a_second_from_header_is_not_believed() -> None:
    assert "PICK_SENDER" in waiting_for(b"From: x@evil.test\n" + ours())


def test_without_a_configured_domain_any_sender_will_do_with_a_warning() -> None:
    found = judged(ours(From="x@otra.test"), policy=PickupPolicy())
    assert isinstance(found, Picked)
    assert "No se comprobó el remitente" in found.warnings[0]


def test_a_failed_check_of_the_trusted_server_refuses_and_a_passed_one_ends_the_warning() -> None:
    verdict = "mx.firma.test (Postfix); dkim=none; dmarc={} (p=reject) header.from=portal.test"
    assert "PICK_SPOOF" in waiting_for(ours(Authentication_Results=verdict.format("fail")), policy=TRUSTED)
    passed = judged(ours(Authentication_Results=verdict.format("pass")), policy=TRUSTED)
    assert isinstance(passed, Picked)
    assert passed.warnings == ()
    absent = judged(ours(), policy=TRUSTED)
    assert isinstance(absent, Picked)
    assert "trusted_authserv" in absent.warnings[0]


def test_authentication_may_be_required_and_only_the_trusted_server_is_believed() -> None:
    require = replace(TRUSTED, auth=Authenticity.REQUIRE)
    aligned = "dkim=pass header.d=portal.test header.s=k1"
    assert picked(ours(Authentication_Results=f"mx.firma.test; {aligned}"), policy=require) == PASSWORD
    assert "PICK_SPOOF" in waiting_for(ours(), policy=require)
    assert "PICK_SPOOF" in waiting_for(ours(Authentication_Results=f"mx.evil.test; {aligned}"), policy=require)
    other = "mx.firma.test; dkim=pass header.d=evil.test"
    assert "PICK_SPOOF" in waiting_for(ours(Authentication_Results=other), policy=require)
    below = ours(Authentication_Results="mx.firma.test; dkim=none")
    assert "PICK_SPOOF" in waiting_for(below + b"", policy=require)
    forged = b"Authentication-Results: mx.firma.test; dkim=none\n" + ours(
        Authentication_Results=f"mx.firma.test; {aligned}"
    )
    assert "PICK_SPOOF" in waiting_for(forged, policy=require)


def test_microsofts_header_without_a_server_name_is_read_when_the_empty_name_is_trusted() -> None:
    policy = replace(POLICY, trusted_authserv=("",), auth=Authenticity.REQUIRE)
    header = "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=portal.test; dmarc=pass action=none header.from=portal.test"
    assert picked(ours(Authentication_Results=header), policy=policy) == PASSWORD


def test_a_spoof_beside_the_right_mail_is_a_warning() -> None:
    found = judged(ours(From="x@portal.test.evil.test"), ours())
    assert isinstance(found, Picked)
    assert any("ATENCIÓN" in warning for warning in found.warnings)


# --- time, subject, consumption ---------------------------------------------------------------------------------------


def test_a_mail_written_before_the_request_by_the_portals_own_clock_is_never_used() -> None:
    assert "PICK_OLD" in waiting_for(ours(Date=format_datetime(SENT - timedelta(minutes=3))))
    assert picked(ours(Date=format_datetime(SENT - timedelta(minutes=1)))) == PASSWORD
    assert picked(ours(Date=format_datetime(SENT + timedelta(hours=9)))) == PASSWORD


def test_a_date_that_cannot_be_read_is_a_warning() -> None:
    found = judged(ours(Date="ayer"))
    assert isinstance(found, Picked)
    assert "El correo no tiene fecha legible" in found.warnings


def test_the_subject_is_compared_without_case_and_accents() -> None:
    policy = replace(POLICY, subject=r"CONTRASENA\s+de")
    assert picked(ours(), policy=policy) == PASSWORD
    assert "PICK_SUBJECT" in waiting_for(ours(Subject="Aviso de pago"), policy=policy)


def test_a_used_mail_and_its_duplicate_are_not_used_again() -> None:
    mail = ours(Message_ID="<1@portal.test>")
    found = judged(mail, b"Received: again\n" + mail)
    assert isinstance(found, Picked)
    assert judged(mail, b"Received: again\n" + mail, used=(found.mail_id,)) == NoMailYet()
    assert picked(mail, ours(plain="NRP {nrp}\nContraseña: Otra9999"), used=(found.mail_id,)) == "Otra9999"


def test_two_mails_with_different_passwords_are_for_a_person() -> None:
    assert doubt(ours(), password_mail(OURS.nrp, "Otra9999")) == "PICK_AMBIGUOUS"


def test_a_folder_made_anew_needs_sender_nrp_and_time_proven() -> None:
    signed = {"Authentication_Results": "mx.firma.test; dmarc=pass header.from=portal.test"}

    def unproven(raw: bytes, policy: PickupPolicy = TRUSTED) -> Picked | NoMailYet | DoubtfulMail:
        return pick([ArrivedMail(read_mail(raw), newness_proven=False)], REQUEST, policy=policy)

    assert isinstance(unproven(ours(**signed)), Picked)
    assert unproven(ours()).code == "MAIL_UIDVALIDITY"  # type: ignore[union-attr]
    assert isinstance(unproven(ours(Date=format_datetime(SENT - timedelta(minutes=1)), **signed)), NoMailYet)


# --- forwarded, parts, encodings --------------------------------------------------------------------------------------


def test_a_mail_forwarded_by_hand_is_never_used_and_asks_a_person_only_when_it_is_ours() -> None:
    assert doubt(ours(Subject="Fwd: Contraseña")) == "PICK_FORWARDED"
    assert doubt(ours(plain="---------- Forwarded message ----------\n" + PLAIN)) == "PICK_FORWARDED"
    assert "PICK_FORWARDED" in waiting_for(ours(Subject="RV: junta", plain="Nos vemos"))


def test_a_mail_inside_a_mail_stays_shut() -> None:
    outer, inner = EmailMessage(), EmailMessage()
    inner.set_content(PLAIN.format(nrp=OURS.nrp, password=PASSWORD))
    outer["From"], outer["To"], outer["Date"] = PORTAL, OURS.email, format_datetime(SENT)
    outer.set_content("Le reenvío el correo.")
    outer.add_attachment(inner)
    assert "PICK_FORWARDED" in waiting_for(outer.as_bytes())


def test_an_attached_text_is_not_read() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = PORTAL, OURS.email, format_datetime(SENT)
    message.set_content("Vea el archivo.")
    message.add_attachment(PLAIN.format(nrp=OURS.nrp, password=PASSWORD), filename="clave.txt")
    assert "PICK_PATTERN" in waiting_for(message.as_bytes())


def test_an_html_mail_and_a_mail_of_both_kinds_are_read() -> None:
    table = "<table><tr><td>NRP</td><td>{nrp}</td></tr><tr><td>Contraseña</td><td>{password}</td></tr></table>"
    assert picked(ours(plain="", html=table)) == PASSWORD
    assert picked(ours(html=table)) == PASSWORD
    assert doubt(ours(html="<p>{nrp}</p><p>Contraseña: Otra9999</p>")) == "PICK_AMBIGUOUS"


TEXT = f"NRP: {OURS.nrp} – Intercomunicación\r\nContraseña: Añ3=€x9\r\n"


@pytest.mark.parametrize(
    ("encoded", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", ""),
        ("utf-8", "us-ascii"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "x-no-existe"),
        ("cp1252", "windows-1252"),
        ("cp1252", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", ""),
        ("utf-16", "utf-16"),
    ],
)
def test_the_text_is_read_whatever_its_label_says(encoded: str, label: str) -> None:
    kind = f"text/plain; charset={label}" if label else "text/plain"
    assert picked(raw_mail(TEXT.encode(encoded), kind)) == "Añ3=€x9"


def test_letters_lost_on_the_way_are_a_doubt_and_never_dropped() -> None:
    assert doubt(raw_mail(b"Contrase\xf1a: A\x81b123456", "text/plain; charset=utf-8")) == "PICK_DECODE"


def test_a_subject_in_mixed_encodings_is_read() -> None:
    subject = b"=?iso-8859-1?q?Contrase=F1a?= de =?utf-8?b?w7FhbmTDug==?= =?x-nada?q?_x?="
    assert read_mail(raw_mail(b"", subject=subject)).subject == "Contraseña de ñandú x"
    assert read_mail(raw_mail(b"", subject="Contraseña".encode())).subject == "Contraseña"
    assert read_mail(raw_mail(b"", subject="Contraseña".encode("cp1252"))).subject == "Contraseña"


def test_a_saved_mail_goes_through_the_same_checks() -> None:
    found = judge_eml(ours(), REQUEST, policy=POLICY, used=())
    assert isinstance(found, Picked)
    assert found.password.reveal_text() == PASSWORD
    assert isinstance(judge_eml(ours(From="x@otra.test"), REQUEST, policy=POLICY, used=()), NoMailYet)
    assert isinstance(
        judge_eml(ours(Date=format_datetime(SENT - timedelta(days=9))), REQUEST, policy=POLICY, used=()), NoMailYet
    )
    used = judge_eml(ours(Message_ID="<1@x>"), REQUEST, policy=POLICY, used=())
    assert isinstance(used, Picked)
    assert judge_eml(ours(Message_ID="<1@x>"), REQUEST, policy=POLICY, used={used.mail_id}) != used


@given(
    raw=st.binary(max_size=400),
    head=st.sampled_from([b"", b"From: ", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"]),
)
def test_no_bytes_break_the_reading(raw: bytes, head: bytes) -> None:
    assert isinstance(judged(head + raw), NoMailYet | DoubtfulMail)


def test_a_mail_concerns_whom_it_names_else_whom_it_is_addressed_to_else_all_who_wait() -> None:
    def asked(content: bytes) -> frozenset[Nrp]:
        return concerned(read_mail(content, origin="x"), (OURS, OTHER), POLICY)

    assert asked(password_mail(OTHER.nrp, PASSWORD)) == {OTHER.nrp}
    assert asked(password_mail(Nrp("Y1112223334"), PASSWORD)) == frozenset()
    assert asked(password_mail(OURS.nrp, PASSWORD, From="avisos@portal.test.evil.test")) == frozenset()
    nobody = {"plain": ANONYMOUS}
    assert asked(password_mail(OURS.nrp, PASSWORD, to=OURS.email, **nobody)) == {OURS.nrp}
    assert asked(password_mail(OURS.nrp, PASSWORD, to="x@y.test", **nobody)) == {OURS.nrp, OTHER.nrp}
