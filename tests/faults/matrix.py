"""The matrix: every screen of the procedure (rows) against every fault (columns), and the outcome each must have.

Cells are not written one by one: `expected` derives them from what a row and a fault are. A row says where its case
begins, which act of the portal shows the screen (`by`) and which one the robot does on it (`act`).
"""

from dataclasses import dataclass
from enum import StrEnum

from robot.model.outcome import Ending, Reason


class Fault(StrEnum):
    """The columns, in the words of the printed matrix."""

    ERROR = "500"
    HANG = "hang"
    DROP = "drop before"  # the connection is cut before the portal did it
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
    KILLED_AFTER = "kill after"  # the browser, when the portal did what was asked on it
    MAIL_LATE = "mail late"
    MAIL_NEVER = "mail never"
    MAIL_OTHER = "mail other"
    IMAP_DOWN = "imap down"
    EVIDENCE_FULL = "evid. full"
    LEDGER_FULL = "ledger full"


MAIL = (Fault.MAIL_LATE, Fault.MAIL_NEVER, Fault.MAIL_OTHER, Fault.IMAP_DOWN)
DISK = (Fault.EVIDENCE_FULL, Fault.LEDGER_FULL)
# What the portal did all the same before its answer was lost.
DONE_ALL_THE_SAME = (Fault.DROPPED, Fault.KILLED_AFTER)


@dataclass(frozen=True, slots=True)
class Row:
    """`begins`: see Theatre. `screen`: as the flows name it. `command`: a flow that a person asks for.

    `commits`: `act` cannot be taken back. `sent`: it was sent before this screen. `secret`: something is typed on it.
    """

    name: str
    begins: str
    screen: str
    by: str
    act: str
    command: str = ""
    commits: str = ""
    sent: bool = False
    secret: bool = False


ROWS = (
    Row("address", "sent", "", "", "/", sent=True),
    Row("home", "sent", "home", "/", "ingresar", sent=True),
    Row("login", "sent", "login", "ingresar", "acceso", sent=True, secret=True),
    Row("inside", "sent", "inside", "acceso", "servicios", sent=True),
    Row("service tabs", "sent", "password_exists", "servicios", "relaciones", sent=True),
    Row("relations terms", "sent", "relations_terms", "relaciones", "terminos-relaciones", sent=True),
    Row("verify", "sent", "relations", "terminos-relaciones", "salir", sent=True),
    Row("relations", "known", "relations", "terminos-relaciones", "adicionar"),
    Row("relation form", "known", "relation_form", "adicionar", "aceptar", secret=True),
    Row("efirma", "known", "efirma", "aceptar", "validar-relacion", secret=True),
    Row("final terms", "known", "final_terms", "validar-relacion", "terminos-finales", commits="relation"),
    Row("finish", "known", "finish", "terminos-finales", "finalizar", sent=True),
    Row("password tab", "new", "password_terms", "servicios", "generacion"),
    Row("password terms", "new", "password_terms", "generacion", "terminos-generacion"),
    Row(
        "password form", "new", "password_form", "terminos-generacion", "validar-generacion", commits="password",
        secret=True,
    ),
    Row("password requested", "new", "password_exists", "validar-generacion", "salir", sent=True),
    Row("recover", "known", "password_exists", "generacion", "recuperar", "recover_password", "password recovered"),
    Row("cancel", "known", "password_exists", "generacion", "cancelar", "cancel_password"),
    Row("cancel: sure?", "known", "confirm", "cancelar", "cancelar-si", "cancel_password", "password cancelled"),
    Row("download", "known", "password_exists", "generacion", "responsiva", "download_responsiva"),
    Row("export", "known", "relations", "terminos-relaciones", "exportar", "export_table"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """What a case showed. `ending`: of the visit with the fault; `words`: what a person is told of it.

    `arrived`: submissions in the portal's own log after that visit; `at_last`: at the end, when the fault has passed.
    """

    ending: str
    words: str
    arrived: int
    at_last: int
    good: bool
    typed: int
    later: tuple[str, ...]
    seconds: float
