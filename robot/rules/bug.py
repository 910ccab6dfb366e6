"""A bug of ours as a number: the same for the same place in the code, whoever meets it and however often.

Called by the log, the worker and the command line. Pure: looks at an exception in memory, never at its locals.
"""

import hashlib
import re
import traceback
from dataclasses import dataclass
from types import FrameType

_OURS = "robot"
# Where secrets are in hand that the vault does not hold yet: nobody could take them out of what an exception says.
_BEFORE_THE_VAULT = (
    "robot.cli.efirma", "robot.cli.employers", "robot.cli.passwords", "robot.cli.questions", "robot.engine.intake",
    "robot.engine.pickup", "robot.outside.browser.session", "robot.outside.evidence", "robot.outside.mailbox",
    "robot.outside.roster_file", "robot.outside.settings", "robot.outside.vault", "robot.rules.efirma",
    "robot.rules.mail", "robot.rules.pickup",
)  # fmt: skip
_QUERY = re.compile(r"(https?://[^\s?#\"'<>]+)[?#][^\s\"'<>]*")
_OPAQUE = re.compile(r"(?=[A-Za-z+=-]*\d)(?=[\d+=-]*[A-Za-z])[A-Za-z0-9+=-]{20,}")  # no person's word


@dataclass(frozen=True, slots=True)
class Bug:
    """`number`: six digits, to be told on the telephone. `where`: module, function and the line counted from the
    function's first, so that what is changed above it does not change the number."""

    number: str
    kind: str
    where: str

    @property
    def sentence(self) -> str:
        return f"Error interno {self.number}: es una falla del robot; nada se perdió y nada se enviará dos veces."


def bug_of(error: BaseException) -> Bug:
    """By the innermost place of ours: libraries below it have other lines in each of their versions."""
    places = [_place(*step) for step in traceback.walk_tb(error.__traceback__)]
    own = [place for place in places if place.startswith((f"{_OURS}.", f"{_OURS} "))]
    where = (own or places or ["?"])[-1]
    kind = type(error).__name__
    digest = hashlib.sha256(f"{kind} {where}".encode()).hexdigest()
    return Bug(str(100_000 + int(digest, 16) % 900_000), kind, where)


def places_of(error: BaseException) -> tuple[str, ...]:
    """The way to it, outermost first: places in the code and kinds of exceptions, and nothing that was being said."""
    found: list[str] = []
    one: BaseException | None = error
    while one is not None:
        found = [*(_place(*step) for step in traceback.walk_tb(one.__traceback__)), type(one).__name__, *found]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return tuple(found)


def account_of(error: BaseException) -> str:
    """The traceback with what was said, to be scrubbed; the bare way to it where that would not be enough."""
    way = places_of(error)
    if any(place.startswith(_BEFORE_THE_VAULT) for place in way):
        return "\n".join(way)
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())


def told_without_tokens(text: str) -> str:
    """What an exception says, without what may let its reader in: addresses' ends, long runs of letters and digits."""
    return _OPAQUE.sub("[…]", _QUERY.sub(r"\1?[…]", text))


def _place(frame: FrameType, line: int) -> str:
    code = frame.f_code
    return f"{frame.f_globals.get('__name__', '?')} {code.co_qualname} +{line - code.co_firstlineno}"
