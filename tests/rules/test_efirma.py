"""The offline check says of every pair and every mix-up what is wrong with it, in the words a person can act on."""

import base64
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import load_der_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.efirma_maker.authority import authority
from fixtures.efirma_maker.identities import valid_rfc
from fixtures.efirma_maker.key_file import new_key, plain_key, shared_key
from fixtures.efirma_maker.pair import Pair, make_pair
from robot.model.efirma import CertificateKind, EfirmaReport
from robot.model.identifiers import Rfc
from robot.model.secret import Secret
from robot.rules.efirma import certificate_facts, check_efirma, to_der_certificate, to_der_key, typed_passphrase

START, END = datetime(2025, 1, 1, 6, tzinfo=UTC), datetime(2028, 12, 31, 5, tzinfo=UTC)
AT = datetime(2026, 11, 23, 18, tzinfo=UTC)
COMPANY, OTHER = valid_rfc("HYN", date(2010, 5, 6)), valid_rfc("OTR", date(2011, 1, 1))
BOSS = valid_rfc("GAPE", date(1980, 1, 2))


def pair(**wish: object) -> Pair:
    fields = {"rfc": COMPANY, "representative_rfc": BOSS, "name": "HILOS Y NUBES SA DE CV"}
    return make_pair(**{"key": shared_key(), "not_before": START, "not_after": END, **fields, **wish})


GOOD = pair()


def check(made: Pair = GOOD, **changed: object) -> EfirmaReport:
    given = {"cer": made.cer, "key": made.key, "passphrase": Secret(made.passphrase), "rfc": Rfc(made.rfc), "at": AT}
    given |= changed
    return check_efirma(given.pop("cer"), given.pop("key"), given.pop("passphrase"), **given)


def problems(report: EfirmaReport) -> list[str]:
    return [finding.code for finding in report.problems]


def warnings(report: EfirmaReport) -> list[str]:
    return [finding.code for finding in report.warnings if finding.code != "test_certificate"]


def test_a_good_pair_has_no_problem_and_only_the_warning_that_it_is_of_tests() -> None:
    report = check()
    assert (report.usable, problems(report)) == (True, [])
    assert [finding.code for finding in report.warnings] == ["test_certificate"]


def test_the_certificate_is_read_field_by_field() -> None:
    facts = check().certificate
    assert facts is not None
    assert (facts.rfc, facts.representative_rfc, facts.name) == (COMPANY, BOSS, "HILOS Y NUBES SA DE CV")
    assert (facts.number, facts.is_test, facts.kind) == (GOOD.serial, True, CertificateKind.FIEL)
    assert (facts.not_before, facts.not_after, facts.issuer) == (START, END, "AC PRUEBAS ROBOT")


def test_a_production_serial_has_no_warning() -> None:
    assert check(pair(serial="00001000000712345678")).warnings == ()


@pytest.mark.parametrize("strings", ["sat", "utf8"])
@pytest.mark.parametrize(
    ("letters", "name"), [("HYN", "COMPAÑÍA DE HILOS SA"), ("ÑAN", "ÑANDÚES SA"), ("L&O", "LUCES & OBRAS SA")]
)
def test_names_and_rfcs_with_enye_accent_and_ampersand_are_read(letters: str, name: str, strings: str) -> None:
    rfc = valid_rfc(letters, date(2010, 5, 6))
    report = check(pair(rfc=rfc, name=name, strings=strings))
    assert report.usable
    assert report.certificate is not None
    assert (report.certificate.rfc, report.certificate.name) == (rfc, name)


def test_an_rfc_typed_with_a_decomposed_enye_is_the_same_rfc() -> None:
    rfc = valid_rfc("ÑAN", date(2010, 5, 6))
    assert check(pair(rfc=rfc), rfc=Rfc(rfc.replace("Ñ", "N\u0303"))).usable


def test_a_person_has_no_representative() -> None:
    facts = check(pair(rfc=BOSS, representative_rfc=None)).certificate
    assert facts is not None
    assert (facts.rfc, facts.representative_rfc) == (BOSS, None)


# the files


def test_swapped_files_are_told_once_and_nothing_else_is() -> None:
    assert problems(check(cer=GOOD.key, key=GOOD.cer)) == ["files_swapped"]


PFX = pkcs12.serialize_key_and_certificates(b"x", GOOD.private_key, None, None, BestAvailableEncryption(b"12345678a"))
PEM_CER = load_der_x509_certificate(GOOD.cer).public_bytes(Encoding.PEM)
PEM_KEY = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n%s-----END ENCRYPTED PRIVATE KEY-----\n" % base64.encodebytes(
    GOOD.key
)
OLD_PEM_KEY = GOOD.private_key.private_bytes(
    Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"12345678a")
)
NOT_FILES = {
    "empty": b"",
    "too_big": b"\x01" * 70_000,
    "web_page": b"<!DOCTYPE html>\n<html><body>Inicie sesi\xc3\xb3n</body></html>",
    "zip": b"PK\x03\x04" + b"\x00" * 100,
    "pdf": b"%PDF-1.7\n",
    "text": "mi contraseña".encode(),
    "unknown": b"\xff\xd8\xff\xe0 JFIF",
    "pfx": PFX,
    "plain_key": plain_key(GOOD.private_key),
}


@pytest.mark.parametrize("content", NOT_FILES)
@pytest.mark.parametrize("which", ["cer", "key"])
def test_a_file_that_is_something_else_is_told_by_what_it_is(which: str, content: str) -> None:
    report = check(**{which: NOT_FILES[content]})
    assert problems(report) == [f"{which}_is_{content}"]
    assert f".{which}" in report.problems[0].text
    assert report.problems[0].todo


@pytest.mark.parametrize("which", ["cer", "key"])
def test_the_same_file_given_twice_is_told(which: str) -> None:
    only = GOOD.key if which == "cer" else GOOD.cer
    assert problems(check(cer=only, key=only)) == [f"{which}_is_{'key' if which == 'cer' else 'certificate'}"]


@pytest.mark.parametrize("which", ["cer", "key"])
def test_a_cut_file_is_incomplete_and_one_with_more_behind_is_damaged(which: str) -> None:
    content = getattr(GOOD, which)
    assert problems(check(**{which: content[:-100]})) == [f"{which}_is_truncated"]
    assert problems(check(**{which: content + b"and more"})) == [f"{which}_is_extra"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_file_saved_as_text_by_an_editor_is_damaged(encoding: str) -> None:
    mangled = GOOD.cer.decode(encoding, "replace").encode()
    assert problems(check(cer=mangled)) == ["cer_is_mangled"]
    assert problems(check(cer=GOOD.cer.decode("utf-8", "replace").encode())) == ["cer_is_mangled"]


TAKEN_ANYWAY = {
    "pem": PEM_CER,
    "pem with line ends of Windows and a mark": b"\xef\xbb\xbf" + PEM_CER.replace(b"\n", b"\r\n"),
    "pem in utf-16": PEM_CER.decode().encode("utf-16"),
    "pem with talk before": b"Bag Attributes\n" + PEM_CER,
    "base64": base64.encodebytes(GOOD.cer),
    "base64 in one line": base64.b64encode(GOOD.cer),
    "a line end behind": GOOD.cer + b"\r\n",
    "a byte order mark before": b"\xef\xbb\xbf" + GOOD.cer,
}


@pytest.mark.parametrize("how", TAKEN_ANYWAY)
def test_a_certificate_in_another_wrapping_is_taken_with_a_warning_and_made_der(how: str) -> None:
    report = check(cer=TAKEN_ANYWAY[how])
    assert (problems(report), warnings(report)) == ([], ["cer_normalised"])
    assert to_der_certificate(TAKEN_ANYWAY[how]) == GOOD.cer


@pytest.mark.parametrize(
    "content", [PEM_KEY, base64.encodebytes(GOOD.key), GOOD.key + b"\n"], ids=["pem", "b64", "end"]
)
def test_an_encrypted_key_in_another_wrapping_is_taken_with_a_warning_and_made_der(content: bytes) -> None:
    report = check(key=content)
    assert (problems(report), warnings(report)) == ([], ["key_normalised"])
    assert to_der_key(content) == GOOD.key


def test_a_key_in_the_old_pem_form_is_refused() -> None:
    assert problems(check(key=OLD_PEM_KEY)) == ["key_is_old_key"]


def test_a_pem_file_with_a_plain_key_beside_the_certificate_is_refused_as_a_danger() -> None:
    plain = GOOD.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    report = check(cer=PEM_CER + plain)
    assert problems(report) == ["cer_is_plain_key"]
    assert "sin contraseña" in report.problems[0].text


def test_files_in_der_are_left_as_they_are_and_others_have_no_der() -> None:
    assert (to_der_certificate(GOOD.cer), to_der_key(GOOD.key)) == (GOOD.cer, GOOD.key)
    assert (to_der_certificate(GOOD.key), to_der_key(GOOD.cer)) == (None, None)


# dates


@pytest.mark.parametrize(
    ("at", "told", "warned"),
    [
        (START - timedelta(seconds=1), ["not_yet_valid"], []),
        (START, [], []),
        (END - timedelta(days=31), [], []),
        (END - timedelta(days=29), [], ["ends_soon"]),
        (END, [], ["ends_soon"]),
        (END + timedelta(seconds=1), ["expired"], []),
    ],
)
def test_the_dates_count_at_the_given_instant(at: datetime, told: list[str], warned: list[str]) -> None:
    report = check(at=at)
    assert (problems(report), warnings(report)) == (told, warned)


def test_the_last_day_is_told_in_the_time_of_central_mexico() -> None:
    report = check(at=END + timedelta(days=3))
    assert "30/12/2028" in report.problems[0].text
    assert "31/12/2028" in check(pair(not_after=END + timedelta(hours=2)), at=END + timedelta(days=3)).problems[0].text


def test_one_that_expired_long_ago_cannot_be_renewed_online() -> None:
    assert "en línea se puede" in check(at=END + timedelta(days=300)).problems[0].todo
    assert "con cita" in check(at=END + timedelta(days=400)).problems[0].todo


# kind


def test_a_seal_is_told_with_its_office() -> None:
    report = check(pair(kind="csd", office="Sucursal Ñ"))
    assert problems(report) == ["is_csd"]
    assert "Sucursal Ñ" in report.problems[0].text


@pytest.mark.parametrize("wish", [{"kind": "mixed"}, {"kind": "csd", "office": ""}], ids=["with office", "without"])
def test_a_certificate_whose_marks_contradict_each_other_is_of_unknown_kind(wish: dict[str, str]) -> None:
    report = check(pair(**wish))
    assert problems(report) == ["kind_unknown"]
    assert "sucursal" in report.problems[0].text


def test_the_certificate_of_an_authority_is_told_as_such() -> None:
    assert problems(check(cer=authority().certificate))[0] == "is_authority"


# RFC


def test_without_an_expected_rfc_any_taxpayer_is_fine() -> None:
    assert check(rfc=None).usable


@pytest.mark.parametrize(
    ("wish", "expected", "code"),
    [
        ({}, OTHER, "rfc_other"),
        ({"rfc": BOSS, "representative_rfc": None}, COMPANY, "rfc_personal"),
        ({}, BOSS, "rfc_company"),
        ({"rfc": BOSS, "representative_rfc": None}, valid_rfc("ZAPE", date(1980, 1, 2)), "rfc_other"),
    ],
)
def test_another_taxpayers_efirma_is_told_with_both_rfcs(wish: dict[str, object], expected: Rfc, code: str) -> None:
    made = pair(**wish)
    report = check(made, rfc=expected)
    assert problems(report) == [code]
    assert made.rfc in report.problems[0].text
    assert expected in report.problems[0].text


# passphrase and key


def test_a_wrong_passphrase_is_told_without_showing_it() -> None:
    report = check(passphrase=Secret("mi-clave-CIEC"))
    assert problems(report) == ["passphrase_wrong"]
    assert "mi-clave-CIEC" not in repr(report)
    assert "CIEC" in report.problems[0].todo


def test_hundreds_of_wrong_passphrases_are_all_told_alike() -> None:
    """About 1 in 300 decrypts into rubbish and fails like a damaged file does."""
    codes = {tuple(problems(check(passphrase=Secret(f"wrong {number}")))) for number in range(1500)}
    assert codes == {("passphrase_wrong",)}


def test_without_a_passphrase_the_key_stays_unchecked_and_that_is_said() -> None:
    report = check(passphrase=None)
    assert (report.usable, warnings(report)) == (True, ["passphrase_not_checked"])


def test_an_empty_passphrase_is_missing() -> None:
    assert problems(check(passphrase=Secret(""))) == ["passphrase_missing"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("given", ["texto", "cp1252"])
def test_a_passphrase_with_enye_opens_the_key_in_either_encoding(encoding: str, given: str) -> None:
    made = pair(passphrase="Ñandú&200!", passphrase_encoding=encoding)
    secret = Secret("Ñandú&200!" if given == "texto" else "Ñandú&200!".encode("cp1252"))
    report = check(made, passphrase=secret)
    assert (problems(report), warnings(report)) == ([], ["passphrase_western"] if encoding == "cp1252" else [])
    assert typed_passphrase(made.key, secret) == Secret("Ñandú&200!")


def test_a_passphrase_as_a_mac_keeps_it_opens_the_key() -> None:
    made = pair(passphrase="se\u00f1al 12")
    assert check(made, passphrase=Secret("sen\u0303al 12")).usable
    assert typed_passphrase(made.key, Secret("sen\u0303al 12")) == Secret("se\u00f1al 12")


@pytest.mark.parametrize("given", ["12345678a\n", " 12345678a", "12345678a\t ", "\ufeff12345678a\r\n"])
def test_blanks_around_a_passphrase_are_told_and_left_out_when_typed(given: str) -> None:
    assert warnings(check(passphrase=Secret(given))) == ["passphrase_spaces"]
    assert typed_passphrase(GOOD.key, Secret(given)) == Secret("12345678a")


def test_blanks_that_belong_to_a_passphrase_stay() -> None:
    made = pair(passphrase=" con espacios ")
    assert warnings(check(made)) == []
    assert typed_passphrase(made.key, Secret(" con espacios ")) == Secret(" con espacios ")


def test_what_does_not_open_the_key_is_not_typed() -> None:
    assert typed_passphrase(GOOD.key, Secret("wrong")) is None
    assert typed_passphrase(GOOD.cer, Secret("12345678a")) is None


def test_a_key_encrypted_with_aes_is_fine() -> None:
    assert check(pair(aes=True)).usable


def test_the_key_of_another_efirma_is_told_with_renewal_as_the_likely_cause() -> None:
    renewed = pair(key=new_key())
    report = check(key=renewed.key)
    assert problems(report) == ["key_mismatch"]
    assert "renovación" in report.problems[0].todo


def test_a_short_key_is_a_warning() -> None:
    assert warnings(check(pair(key=None, bits=1024))) == ["rsa_short"]


def test_everything_that_can_be_known_is_told_at_once() -> None:
    report = check(pair(kind="csd"), rfc=OTHER, at=END + timedelta(days=1), passphrase=Secret("wrong"))
    assert problems(report) == ["expired", "is_csd", "rfc_other", "passphrase_wrong"]


# whatever it is given


@settings(deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_get_a_report(content: bytes) -> None:
    assert not check(cer=content, key=content).usable


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(GOOD.cer) - 1), value=st.integers(0, 255))
def test_a_certificate_with_any_byte_changed_gets_a_report(at: int, value: int) -> None:
    changed = bytearray(GOOD.cer)
    changed[at] = value
    check(cer=bytes(changed), passphrase=None)


@settings(max_examples=50, deadline=None)
@given(at=st.integers(0, len(GOOD.key) - 1), value=st.integers(0, 255))
def test_a_key_with_any_byte_changed_never_matches_by_accident(at: int, value: int) -> None:
    changed = bytearray(GOOD.key)
    changed[at] = value
    assert check(key=bytes(changed)).usable == (bytes(changed) == GOOD.key)


def test_a_certificate_with_the_same_extension_twice_is_unreadable() -> None:
    usage, purposes = bytes.fromhex("0603551d0f"), bytes.fromhex("0603551d25")
    assert problems(check(cer=GOOD.cer.replace(purposes, usage), passphrase=None)) == ["cer_unreadable"]


@settings(deadline=None)
@given(length=st.integers(0, len(GOOD.cer) - 1))
def test_a_certificate_cut_anywhere_is_refused(length: int) -> None:
    assert not check(cer=GOOD.cer[:length], passphrase=None).usable


def test_facts_are_given_for_any_certificate_and_for_nothing_else() -> None:
    assert certificate_facts(authority().certificate) is not None
    assert certificate_facts(GOOD.key) is None


# SAT's own test files

SAT = Path(__file__).resolve().parents[3] / "shared" / "efirma"
with_sats_files = pytest.mark.skipif(not SAT.is_dir(), reason="SAT's test files (shared/efirma) are not here")


def sat(path: str) -> bytes:
    return (SAT / path).read_bytes()


def sat_pair(folder: str) -> tuple[bytes, bytes]:
    """`fiel/moral-eku9003173c9-2023` holds eku9003173c9-2023.cer and .key."""
    stem = Path(folder).name.partition("-")[2]
    return sat(f"{folder}/{stem}.cer"), sat(f"{folder}/{stem}.key")


FIELS = {
    "fiel/moral-eku9003173c9-2023": ("EKU9003173C9", "VADA800927DJ3", "ESCUELA KEMPER URGATE SA DE CV", 2024),
    "fiel/fisica-cacx7605101p8-2023": ("CACX7605101P8", None, "XOCHILT CASAS CHAVEZ", 2024),
    "fiel/moral-eku9003173c9-2019": ("EKU9003173C9", "XIQB891116QE4", "ESCUELA KEMPER URGATE SA DE CV", 2021),
    "fiel/fisica-canf770131pa3-2019": ("CAÑF770131PA3", None, "FERNANDO CASTILLO ÑABARRO", 2021),
    "fiel/moral-han930228sm9-2019": ("HAÑ930228SM9", "KAHO641101B39", "HERMANOS ANZURES ÑARVAEZ SA", 2021),
    "fiel/moral-lyo950913msa-2019": ("L&O950913MSA", "LINI9202285A3", "LUCES & OBRAS SA DE CV", 2021),
    "fiel/moral-aaa010101aaa-2017": ("AAA010101AAA", "HEGT7610034S2", "ACCEM SERVICIOS EMPRESARIALES SC", 2019),
}
CSDS = ["fisica-cacx7605101p8-2019", "moral-aaa010101aaa-2017", "moral-eku9003173c9-2023", "moral-ivd920810gu2-2019"]
KEMPER = "fiel/moral-eku9003173c9-2023"
PHRASE = Secret("12345678a")


@with_sats_files
@pytest.mark.parametrize("folder", FIELS)
def test_sats_own_pairs_are_usable_within_their_dates(folder: str) -> None:
    rfc, representative, name, year = FIELS[folder]
    cer, key = sat_pair(folder)
    report = check_efirma(cer, key, PHRASE, rfc=Rfc(rfc), at=datetime(year, 1, 1, tzinfo=UTC))
    assert (problems(report), warnings(report)) == ([], [])
    facts = report.certificate
    assert facts is not None
    assert (facts.rfc, facts.representative_rfc, facts.name) == (rfc, representative, name)
    assert (facts.kind, facts.is_test) == (CertificateKind.FIEL, True)


@with_sats_files
@pytest.mark.parametrize("folder", CSDS)
def test_sats_own_seals_are_seals(folder: str) -> None:
    cer, key = sat_pair(f"csd/{folder}")
    year = int(folder[-4:]) + 1
    report = check_efirma(cer, key, PHRASE, rfc=None, at=datetime(year, 1, 1, tzinfo=UTC))
    assert problems(report) == ["is_csd"]


@with_sats_files
@pytest.mark.parametrize(
    ("cer", "key"),
    [
        ("fiel/moral-eku9003173c9-2019/eku9003173c9-2019.cer", f"{KEMPER}/eku9003173c9-2023.key"),
        (f"{KEMPER}/eku9003173c9-2023.cer", "csd/moral-eku9003173c9-2023/eku9003173c9-2023.key"),
    ],
    ids=["renewed", "key of the seal"],
)
def test_sats_pairs_that_do_not_belong_together_are_told(cer: str, key: str) -> None:
    assert "key_mismatch" in problems(check_efirma(sat(cer), sat(key), PHRASE, rfc=None, at=AT))


@with_sats_files
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("odd/requests/fiel-cacx7605101p8.req", "cer_is_request"),
        ("odd/requests/csd-cacx7605101p8.sdg", "cer_is_package"),
        ("odd/requests/renewal-han930228sm9.ren", "cer_is_package"),
        ("odd/pfx/csd-aaa010101aaa-protected.pfx", "cer_is_pfx"),
        ("odd/pfx/csd-aaa010101aaa-unprotected.pfx", "cer_is_pfx"),
        ("odd/pem/csd-aaa010101aaa-all_in_one.pem", "cer_is_plain_key"),
        ("odd/old-sat-1998-bad-utctime.cer", "cer_unreadable"),
    ],
)
def test_what_users_send_instead_of_a_certificate_is_told_by_what_it_is(file: str, code: str) -> None:
    assert problems(check_efirma(sat(file), sat(f"{KEMPER}/eku9003173c9-2023.key"), PHRASE, rfc=None, at=AT)) == [code]


@with_sats_files
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("odd/pem/fiel-aaa010101aaa.key.pem", "key_is_plain_key"),
        ("odd/pem/csd-aaa010101aaa-plain.key", "key_is_plain_key"),
        ("odd/pem/fiel-aaa010101aaa-protected.key.pem", "key_is_old_key"),
    ],
)
def test_sats_keys_in_other_forms_are_refused(file: str, code: str) -> None:
    assert problems(check_efirma(sat(f"{KEMPER}/eku9003173c9-2023.cer"), sat(file), PHRASE, rfc=None, at=AT)) == [code]


@with_sats_files
@pytest.mark.parametrize(
    ("text", "der"),
    [
        ("odd/pem/fiel-aaa010101aaa.cer.pem", "fiel/moral-aaa010101aaa-2017/aaa010101aaa-2017.cer"),
        ("odd/pem/csd-aaa010101aaa-cer-base64.txt", "csd/moral-aaa010101aaa-2017/aaa010101aaa-2017.cer"),
    ],
)
def test_sats_certificates_as_text_become_the_files_they_were(text: str, der: str) -> None:
    assert to_der_certificate(sat(text)) == sat(der)


@with_sats_files
def test_a_key_made_by_sats_program_opens_with_its_passphrase_in_cp1252() -> None:
    key = sat("odd/csd-key-cp1252-password-han930228sm9.key")
    report = check_efirma(
        sat("fiel/moral-han930228sm9-2019/han930228sm9-2019.cer"),
        key,
        Secret("Test&ñ200!"),
        rfc=None,
        at=datetime(2021, 1, 1, tzinfo=UTC),
    )
    assert (problems(report), warnings(report)) == (["key_mismatch"], ["passphrase_western"])


@with_sats_files
def test_a_certificate_that_only_pretends_to_be_sats_is_of_unknown_kind() -> None:
    key = sat("csd/moral-aaa010101aaa-2017/aaa010101aaa-2017.key")
    report = check_efirma(sat("odd/fake-ca-emisor2021.cer"), key, PHRASE, rfc=None, at=AT)
    assert problems(report) == ["kind_unknown"]


@with_sats_files
def test_every_certificate_of_sats_authorities_gets_a_report_and_none_is_usable() -> None:
    key = sat(f"{KEMPER}/eku9003173c9-2023.key")
    for path in sorted(SAT.glob("ca/*/*.cer")):
        assert not check_efirma(path.read_bytes(), key, PHRASE, rfc=None, at=AT).usable, path.name
