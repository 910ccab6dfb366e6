"""How a visit ended. Failures of the portal are data, not exceptions."""

from dataclasses import dataclass
from enum import StrEnum

from robot.model.drift import Drift
from robot.model.secret import SecretKind


class Ending(StrEnum):
    """Kinds of ending; the values are the words of the flow language."""

    DONE = "done"
    NOTHING_TO_DO = "nothing to do"
    WAITING = "waiting"
    PORTAL_DOWN = "portal down"
    REFUSED = "refused"
    CREDENTIAL = "credential"
    NEEDS_PERSON = "needs person"
    SCREEN_UNKNOWN = "screen unknown"
    FLOW_FAULT = "flow fault"


# What a flow is there for was reached, was so already, or comes by itself.
WELL = (Ending.DONE, Ending.NOTHING_TO_DO, Ending.WAITING)


class Reason(StrEnum):
    """Why a person is needed. The value is stored; the Spanish sentence is made in rules.advice."""

    CAPTCHA = "captcha"
    TERMS = "terms"
    PORTAL_PASSWORD = "portal password"
    PASSWORD_UNKNOWN = "password unknown"
    PASSWORD_BY_PERSON = "password by person"
    MAIL_MISSING = "mail missing"
    MAIL_DOUBTFUL = "mail doubtful"
    MAILBOX = "mailbox"
    EFIRMA = "efirma"
    AUTHORISATION = "authorisation"
    NO_ACCOUNT = "no account"
    NO_SERVICE = "no service"
    CREDENTIAL = "credential"
    REFUSED = "refused"
    CHANGED = "changed"
    ORIGIN = "origin"
    UNPROVEN = "unproven"
    SCREEN_UNKNOWN = "screen unknown"
    FLOW_FAULT = "flow fault"
    FLOW_STOPPED = "flow stopped"
    STOPPED = "stopped"
    PORTAL_DOWN = "portal down"


# What a mended flow file puts right.
OF_FLOWS = (Reason.SCREEN_UNKNOWN, Reason.FLOW_FAULT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`words` are the portal's own, `where` is file:line:column of the step, `fingerprint` of terms or of a secret.

    `drift`: what was sought in vain; `detail` tells of it in short.
    `secret` names the kind of secret that the portal refused. `ours`: the trouble lay on our side of the portal, in
    the browser or the mailbox. `missed`: a person was asked and did nothing in time.
    """

    ending: Ending
    screen: str = ""
    words: str = ""
    reason: Reason | None = None
    where: str = ""
    detail: str = ""
    fingerprint: str = ""
    secret: SecretKind | None = None
    ours: bool = False
    missed: bool = False
    drift: Drift | None = None
