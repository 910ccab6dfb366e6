"""Whether an e.firma report lets us sign on this portal. Pure; called by the reconciler and the importer."""

from robot.model.efirma import EfirmaReport

_TEST = "test_certificate"


def problem_for(report: EfirmaReport, *, live_portal: bool) -> str:
    """Empty when it may be used; else why not and what to do, in Spanish. SAT's test e.firmas are for loopback only."""
    tests = tuple(finding for finding in report.warnings if live_portal and finding.code == _TEST)
    return " ".join(f"{finding.text} {finding.todo}".strip() for finding in (*report.problems, *tests)[:1])
