"""Whether an e.firma report lets us sign on this portal. Pure; called by the reconciler and the importer."""

from robot.model.efirma import EfirmaReport
from robot.rules.efirma import for_real_portal


def problem_for(report: EfirmaReport, *, live_portal: bool) -> str:
    """Empty when it may be used; else why not and what to do, in Spanish. SAT's test e.firmas are for loopback only."""
    judged = for_real_portal(report) if live_portal else report
    return " ".join(f"{finding.text} {finding.todo}".strip() for finding in judged.problems[:1])
