"""The matrix: every screen of the procedure (rows) against every fault (columns), and the outcome each must have.

Cells are not written one by one: `expected` derives them from what a row and a fault are. A row says where its case
begins, which act of the portal shows the screen (`by`) and which one the robot does on it (`act`).
"""

from dataclasses import dataclass
from enum import StrEnum

from fixtures.portal.settings import Skin
from robot.model.outcome import Ending


class Fault(StrEnum):
    """The columns, in the words of the printed matrix."""

    ERROR = "500"
    HANG = "hang"
    DROP = "drop"  # the connection is cut before the portal did it
    DROPPED = "drop after"
    EXPIRED = "expired"
    MAINTENANCE = "maint 503"
    MAINTENANCE_200 = "maint 200"
    MODAL = "modal"
    GARBAGE = "garbage"
    SLOW = "slow"
    TOO_SLOW = "too slow"
    LOOKALIKE = "lookalike"
    KILLED = "kill"  # the browser, with the screen up
    KILLED_AFTER = "kill after"  # the browser, when the portal did what was asked on the screen
    MAIL_LATE = "mail late"
    MAIL_NEVER = "mail never"
    MAIL_OTHER = "mail other"
    IMAP_DOWN = "imap down"
    EVIDENCE_FULL = "evid full"
    LEDGER_FULL = "ledger full"


MAIL = (Fault.MAIL_LATE, Fault.MAIL_NEVER, Fault.MAIL_OTHER, Fault.IMAP_DOWN)
DISK = (Fault.EVIDENCE_FULL, Fault.LEDGER_FULL)
# These come with the screen; all others but those of the mail come with the act on it.
_WITH_SCREEN = (*DISK, Fault.KILLED, Fault.LOOKALIKE)
# The portal did it all the same.
_DONE = (Fault.DROPPED, Fault.KILLED_AFTER, Fault.MODAL, Fault.SLOW)


@dataclass(frozen=True, slots=True)
class Row:
    """`begins`: see Theatre. `screen`: as the flows name it, or several names that it may be recognised by.
    `command`: a flow that a person asks for.

    `commits`: `act` cannot be taken back, or the last one after it could not. `sent`: that was done before this screen.
    `public`: nobody is logged in yet. `idle`: the visit has done its work, so that no fault of `act` matters.
    `reads`: after `act` the page is only read, which a window over it need not hinder.
    `asks`: `act` only leads to the portal's question, where it is done. `intended`: the intent stands since then.
    `trusted`: on the look-alike of this screen nothing is typed or sent any more, at the most pressed in a frame.
    `shown`: what `act` asks for is there by then, so that the visit may go on where nothing new comes.
    """

    name: str
    begins: str
    screen: str
    by: str
    act: str
    command: str = ""
    commits: str = ""
    sent: bool = False
    public: bool = False
    idle: bool = False
    reads: bool = False
    trusted: bool = False
    asks: bool = False
    intended: bool = False
    shown: bool = False

    @property
    def normal(self) -> Ending:
        """How its visit ends without a fault."""
        waits = self.begins != "sent" and not self.command or self.command == "recover_password"
        return Ending.WAITING if waits else Ending.DONE


ROWS = (
    Row("address", "sent", "", "/", "/", sent=True, public=True),
    Row("home", "sent", "home", "/", "ingresar", sent=True, public=True),
    Row("login", "sent", "login", "ingresar", "acceso", sent=True),
    Row("inside", "sent", "inside", "acceso", "servicios", sent=True),
    Row("service", "sent", "intercommunication password_exists", "servicios", "relaciones", sent=True),
    Row("relations terms", "sent", "relations_terms", "relaciones", "terminos-relaciones", sent=True, reads=True),
    Row("verify", "sent", "relations", "terminos-relaciones", "salir", sent=True, idle=True),
    Row("relations", "known", "relations", "terminos-relaciones", "adicionar"),
    Row("relation form", "known", "relation_form", "adicionar", "aceptar"),
    Row("efirma", "known", "efirma", "aceptar", "validar-relacion"),
    Row("final terms", "known", "final_terms", "validar-relacion", "terminos-finales", commits="relation"),
    Row("finish", "known", "finish", "terminos-finales", "finalizar", sent=True, shown=True),
    Row("password tab", "new", "password_terms", "servicios", "generacion", shown=True),
    Row("password terms", "new", "password_terms", "generacion", "terminos-generacion"),
    Row(
        "password form", "new", "password_form", "terminos-generacion", "validar-generacion", commits="password",
        reads=True, trusted=True,
    ),
    Row(
        "password asked", "new", "password_requested password_exists", "validar-generacion", "", sent=True,
        trusted=True, idle=True,
    ),
    Row(
        "recover", "known", "password_exists", "generacion", "recuperar", "recover_password", "password recovered",
        reads=True,
    ),
    Row(
        "cancel", "known", "password_exists", "generacion", "cancelar", "cancel_password", "password cancelled",
        asks=True,
    ),
    Row(
        "cancel: sure?", "known", "confirm", "cancelar", "cancelar-si", "cancel_password", "password cancelled",
        reads=True, intended=True,
    ),
    Row(
        "download", "known", "password_exists", "generacion", "responsiva", "download_responsiva", reads=True,
        trusted=True,
    ),
    Row("export", "known", "relations", "terminos-relaciones", "exportar", "export_table", reads=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """`endings`: those the visit with the fault may have. `arrived`: submissions at the portal's ground truth by then.

    At last, with the fault gone, there is one submission for good, and with a command never more than one.
    """

    endings: frozenset[str]
    arrived: frozenset[int]
    told: str = ""

    @property
    def mark(self) -> str:
        """One letter for the printed matrix; lower case: already submitted by then."""
        letters = {
            Ending.PORTAL_DOWN: "R", Ending.NEEDS_PERSON: "P", Ending.SCREEN_UNKNOWN: "U", Ending.FLOW_FAULT: "U",
            "error": "X",
        }  # fmt: skip
        letter = next((letters[one] for one in sorted(self.endings) if one in letters), "S")
        return letter.lower() if min(self.arrived) else letter


MARKS = {
    "S": "the visit succeeds",
    "R": "portal down: tried again later by itself",
    "U": "screen unknown or flow fault: evidence is kept, tried once more, then a person",
    "P": "a person is needed at once; nothing typed, sent or believed",
    "X": "the run ends and says in Spanish what is full and where; the next run goes on",
}


def expected(row: Row, fault: Fault, skin: Skin) -> Cell | None:
    """None: this fault cannot meet this screen."""
    if not _meet(row, fault) or (skin is Skin.LEGACY and _has_no_page(row, fault)):
        return None
    endings, told = _endings(row, fault)
    if row.shown and fault not in _WITH_SCREEN:
        endings = (*endings, row.normal)
    return Cell(frozenset(str(one) for one in endings), _arrived(row, fault, endings), told)


def _meet(row: Row, fault: Fault) -> bool:
    if fault in MAIL:
        return row.begins == "new" and (row.commits != "" or row.sent)
    if fault in _WITH_SCREEN:
        return row.screen != "" or fault is Fault.LOOKALIKE
    no_session_yet = row.act == "/" and fault in (Fault.MODAL, Fault.EXPIRED)
    return row.act != "" and not no_session_yet


def _has_no_page(row: Row, fault: Fault) -> bool:
    """The legacy skin asks in a dialog of the browser: nothing goes to the portal for it, and no screen is shown."""
    return row.intended if fault in _WITH_SCREEN else row.asks


def _endings(row: Row, fault: Fault) -> tuple[tuple[Ending | str, ...], str]:
    normal = (row.normal,)
    match fault:
        case Fault.LOOKALIKE:
            if row.trusted:
                return (row.normal, Ending.NEEDS_PERSON), ""
            return (Ending.NEEDS_PERSON,), "otra dirección"
        case Fault.EVIDENCE_FULL | Fault.LEDGER_FULL:
            return ("error",), "lleno" if fault is Fault.EVIDENCE_FULL else "full"
        case Fault.KILLED if not row.act:  # the screen itself said it, and nothing more is asked of it
            return (row.normal, Ending.PORTAL_DOWN), ""
        case Fault.KILLED:  # before anything was read from the screen
            return (Ending.PORTAL_DOWN,), ""
        case Fault.IMAP_DOWN if row.commits:
            return (Ending.PORTAL_DOWN,), ""
        case Fault.SLOW | Fault.MAIL_LATE | Fault.MAIL_NEVER | Fault.MAIL_OTHER | Fault.IMAP_DOWN:
            return normal, ""
        case _ if row.idle:
            return normal, ""
        case Fault.EXPIRED if row.public:
            return normal, ""
        case Fault.MODAL if row.reads:
            return (row.normal, Ending.SCREEN_UNKNOWN, Ending.FLOW_FAULT), ""
        case Fault.MODAL:
            return (Ending.SCREEN_UNKNOWN, Ending.FLOW_FAULT), ""
        case Fault.GARBAGE:  # behind the page an answer that failed; in place of it, or of a frame, another screen
            return (Ending.PORTAL_DOWN, Ending.SCREEN_UNKNOWN, Ending.FLOW_FAULT), ""
        case _:
            return (Ending.PORTAL_DOWN,), ""


def _arrived(row: Row, fault: Fault, endings: tuple[Ending | str, ...]) -> frozenset[int]:
    if row.sent:
        return frozenset({1})
    if row.intended and fault is Fault.LEDGER_FULL:  # nothing more must be written before the press
        return frozenset({0, 1})
    does = row.commits and not row.asks
    # The portal goes on by itself when nobody waits any more; and a killed browser may still have sent it.
    if does and fault in (Fault.TOO_SLOW, Fault.KILLED):
        return frozenset({0, 1})
    if does and fault in _DONE:
        return frozenset({1})
    if row.command and not row.commits or row.normal not in endings:
        return frozenset({0})
    return frozenset({1} if set(endings) == {row.normal} else {0, 1})


@dataclass(frozen=True, slots=True)
class Met:
    """What a case showed. `ending`: of the visit with the fault; `words`: what a person is told of it.

    `arrived`: submissions in the portal's own log after that visit; `at_last`: at the end, when the fault has passed;
    `good`: whether it ended well; `touched`: what was done on the look-alike;
    `person`: why it waits for one at the end; `leaks`: where a secret lies that should lie nowhere.
    """

    ending: str
    words: str
    arrived: int
    at_last: int
    good: bool
    touched: tuple[str, ...]
    person: str
    later: tuple[str, ...]
    seconds: float
    leaks: list[str]


def differences(row: Row, fault: Fault, cell: Cell, met: Met) -> list[str]:
    """What a case showed against what it must show; empty when all is as it must be."""
    wrong = []
    if met.ending not in cell.endings:
        wrong.append(f"ended with {met.ending!r}, not {sorted(cell.endings)}: {met.words}")
    if met.arrived not in cell.arrived:
        wrong.append(f"{met.arrived} submissions after the fault, not {sorted(cell.arrived)}")
    if cell.told not in met.words:
        wrong.append(f"nobody is told of {cell.told!r}: {met.words}")
    if met.touched:
        wrong.append(f"on the look-alike: {met.touched}")
    wrong += met.leaks
    if row.command:
        return wrong + ([f"{met.at_last} submissions at last"] if met.at_last > 1 else [])
    never_came = fault is Fault.MAIL_NEVER
    if met.at_last != 1:
        wrong.append(f"{met.at_last} submissions at last: {met.later}")
    if met.good is never_came or (met.person == "mail missing") is not never_came:
        wrong.append(f"it ended {'well' if met.good else 'badly'}, {met.person!r}, by way of {met.later}")
    return wrong
