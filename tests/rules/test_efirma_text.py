"""What `efirma check` prints says everything the report holds, and its record keeps its keys."""

import json
from datetime import UTC, date, datetime

from robot.model.efirma import CertificateFacts, CertificateKind, EfirmaReport, Finding
from robot.rules.efirma_text import NOT_ASKED, noon, report_lines, report_record

FACTS = CertificateFacts(
    number="30001000000500003415",
    rfc="EKU9003173C9",
    representative_rfc="VADA800927DJ3",
    name="ESCUELA KEMPER URGATE SA DE CV",
    not_before=datetime(2023, 5, 18, 11, tzinfo=UTC),
    not_after=datetime(2027, 5, 18, 3, tzinfo=UTC),
    kind=CertificateKind.FIEL,
    office="",
    issuer="AC UAT",
    fingerprint="ab" * 32,
)
EXPIRED = Finding("expired", "La e.firma venció.", "Renuévela.")
NOTE = Finding("test_certificate", "Es de pruebas.")


def test_a_usable_efirma_reads_as_such_and_says_what_was_not_asked() -> None:
    lines = report_lines(EfirmaReport((), (), FACTS))
    assert lines[0] == "La e.firma se puede usar."
    assert "  Vigencia:              del 18/05/2023 al 17/05/2027" in lines
    assert "  Número de certificado: 30001000000500003415 (de pruebas)" in lines
    assert lines[-1] == NOT_ASKED


def test_problems_and_warnings_stand_with_what_to_do() -> None:
    lines = report_lines(EfirmaReport((EXPIRED,), (NOTE,), FACTS))
    assert lines[0] == "La e.firma NO se puede usar."
    told = ("Problemas:", "  - La e.firma venció.", "    Renuévela.", "", "Avisos:", "  - Es de pruebas.")
    assert lines[-6:] == told


def test_without_a_certificate_only_the_problems_stand() -> None:
    assert report_lines(EfirmaReport((EXPIRED,), (), None)) == (
        "La e.firma NO se puede usar.",
        "",
        "Problemas:",
        "  - La e.firma venció.",
        "    Renuévela.",
    )


def test_the_record_is_json_with_fixed_keys() -> None:
    record = json.loads(json.dumps(report_record(EfirmaReport((EXPIRED,), (NOTE,), FACTS))))
    assert set(record) == {"usable", "problems", "warnings", "certificate", "revocation_checked"}
    assert record["usable"] is False
    assert record["problems"] == [{"code": "expired", "text": "La e.firma venció.", "todo": "Renuévela."}]
    assert record["certificate"]["rfc"] == "EKU9003173C9"
    assert record["certificate"]["last_day"] == "2027-05-17"
    assert record["certificate"]["not_after"] == "2027-05-18T03:00:00+00:00"
    assert report_record(EfirmaReport((), (), None))["certificate"] is None


def test_a_day_is_looked_at_from_its_noon_in_central_mexico() -> None:
    assert noon(date(2026, 11, 23)).astimezone(UTC) == datetime(2026, 11, 23, 18, tzinfo=UTC)
