"""Whether an e.firma report lets us sign on this portal. Pure."""

from robot.model.efirma import EfirmaReport


def problem_for(report: EfirmaReport, *, live_portal: bool) -> str:
    """Empty when it may be used; else why not and what to do, in Spanish. SAT's test e.firmas are for loopback only."""
    if report.problems:
        return " ".join(f"{finding.text} {finding.todo}".strip() for finding in report.problems[:1])
    if live_portal and report.certificate is not None and report.certificate.is_test:
        return "Es una e.firma de prueba del SAT: no sirve en el portal real."
    return ""
