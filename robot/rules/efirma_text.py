"""Shows an EfirmaReport: lines for a person (Spanish) and the record of `efirma check --json`.

Called by the CLI and by `check`. Decides nothing. The record's keys are a contract, see README.
"""

from datetime import date, datetime, time
from typing import Any

from robot.model.efirma import CertificateFacts, CertificateKind, EfirmaReport, Finding
from robot.rules.calendar import MEXICO, day_in_mexico

_KINDS = {
    CertificateKind.FIEL: "e.firma (antes FIEL)",
    CertificateKind.CSD: "Certificado de Sello Digital (CSD)",
    CertificateKind.AUTHORITY: "autoridad certificadora",
    CertificateKind.UNKNOWN: "desconocido",
}
NOT_ASKED = "No se consultó al SAT si la e.firma fue revocada; eso sólo se sabe al usarla en el portal."


def noon(day: date) -> datetime:
    """The instant at which `--at DAY` looks: noon in central Mexico."""
    return datetime.combine(day, time(12), MEXICO)


def report_lines(report: EfirmaReport) -> tuple[str, ...]:
    verdict = "La e.firma se puede usar." if report.usable else "La e.firma NO se puede usar."
    return (
        verdict,
        *(_facts_lines(report.certificate) if report.certificate else ()),
        *_finding_lines("Problemas", report.problems),
        *_finding_lines("Avisos", report.warnings),
        *(("", NOT_ASKED) if report.usable else ()),
    )


def report_record(report: EfirmaReport) -> dict[str, Any]:
    return {
        "usable": report.usable,
        "problems": [_finding_record(finding) for finding in report.problems],
        "warnings": [_finding_record(finding) for finding in report.warnings],
        "certificate": _facts_record(report.certificate) if report.certificate else None,
        "revocation_checked": False,
    }


def _facts_lines(facts: CertificateFacts) -> tuple[str, ...]:
    rows = (
        ("Titular", facts.name),
        ("RFC", facts.rfc),
        ("Representante legal", facts.representative_rfc or ""),
        ("Número de certificado", f"{facts.number}{' (de pruebas)' if facts.is_test else ''}"),
        ("Tipo", _KINDS[facts.kind]),
        ("Sucursal", facts.office),
        ("Vigencia", f"del {day_in_mexico(facts.not_before):%d/%m/%Y} al {day_in_mexico(facts.not_after):%d/%m/%Y}"),
        ("Emisor", facts.issuer),
    )
    return tuple(f"  {label + ':':<23}{value}" for label, value in rows if value)


def _finding_lines(title: str, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    if not findings:
        return ()
    lines = ["", f"{title}:"]
    for finding in findings:
        lines += [f"  - {finding.text}", *([f"    {finding.todo}"] if finding.todo else [])]
    return tuple(lines)


def _finding_record(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "text": finding.text, "todo": finding.todo}


def _facts_record(facts: CertificateFacts) -> dict[str, Any]:
    return {
        "number": facts.number,
        "rfc": facts.rfc,
        "representative_rfc": facts.representative_rfc,
        "name": facts.name,
        "kind": facts.kind.value,
        "office": facts.office,
        "not_before": facts.not_before.isoformat(),
        "not_after": facts.not_after.isoformat(),
        "first_day": day_in_mexico(facts.not_before).isoformat(),
        "last_day": day_in_mexico(facts.not_after).isoformat(),
        "is_test": facts.is_test,
        "issuer": facts.issuer,
        "sha256": facts.fingerprint,
    }
