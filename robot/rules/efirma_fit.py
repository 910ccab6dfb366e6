"""Whether an e.firma report lets us sign on this portal. Pure; called by the reconciler, the importer and `check`."""

from robot.model.efirma import EfirmaReport

_TEST = "test_certificate"


def problem_for(report: EfirmaReport | None, *, live_portal: bool) -> str:
    """Empty when it may be used; else why not and what to do, in Spanish. None: a part of it is not in the vault. SAT's
    test e.firmas are for loopback only."""
    if report is None:
        return "Falta la e.firma (archivo .cer, archivo .key o su contraseña): importe el padrón otra vez."
    tests = tuple(finding for finding in report.warnings if live_portal and finding.code == _TEST)
    return " ".join(f"{finding.text} {finding.todo}".strip() for finding in (*report.problems, *tests)[:1])
