"""What comes: when each NRP is renewed, and what will end before. Pure; called by `plan`.

The keys of the records are a contract (README, "Driven from outside").
"""

from datetime import datetime
from typing import Any

from robot.model.overlap import Overlap
from robot.model.policy import Policy
from robot.report.status import Standing, status_record
from robot.rules.renewal import renewal_day


def plan_record(one: Standing, policy: Policy, overlap: Overlap, efirma_ends: datetime | None) -> dict[str, Any]:
    """The status record and what comes: when it is renewed and when its e.firma and authorisation end."""
    relation, employer = one.relation, one.record.employer
    renew_on = renewal_day(relation, employer.nrp, policy, overlap) if relation else None
    allowed = employer.authorisation.until if employer.authorisation else None
    return {
        **status_record(one),
        "renew_on": renew_on.isoformat() if renew_on else None,
        "efirma_ends": efirma_ends.date().isoformat() if efirma_ends else None,
        "authorised_until": allowed.isoformat() if allowed else None,
    }
