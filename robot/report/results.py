"""The rows of the result workbook, from standings. Pure."""

from robot.model.roster import Colour, ResultRow
from robot.model.state import Phase
from robot.report.status import STATE_NAMES, Standing

_COLOURS = {
    Phase.IN_FORCE: Colour.GOOD,
    Phase.WAITING: Colour.WAITING,
    Phase.RETRYING: Colour.WAITING,
    Phase.NEEDS_PERSON: Colour.PERSON,
    Phase.FAILED: Colour.FAILED,
    Phase.STOPPED: Colour.PERSON,
    Phase.PENDING: Colour.PLAIN,
}


def result_row(one: Standing) -> ResultRow:
    relation = one.relation
    return ResultRow(
        nrp=one.record.employer.nrp,
        state=STATE_NAMES[one.state],
        colour=_COLOURS[one.state],
        start=relation.start if relation else None,
        end=relation.end if relation else None,
        folio=relation.folio if relation else "",
        next_step=one.next_action,
        reason=one.text,
        evidence=one.evidence,
        delivered_at=one.record.delivered_at,
    )
