"""What each case starts from: an NRP, what the portal knows of it, what the ledger and the vault hold."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import Pair, make_pair
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.secret import Secret, SecretKind
from robot.outside.ledger.sql_ledger import SqlLedger
from robot.outside.vault.vault import SealedVault
from tests.crash.points import Points
from tests.crash.truth import Journal, JournalledPortal, SharedClock
from tests.engine.fakes import START

GIVEN = "dada-antes"
_RFCS = ("EKU9003173C9", "EKU9003173C9", "XIA190128J61", "XIA190128J61", "URE180429TM6", "URE180429TM6")


@dataclass(frozen=True, slots=True)
class Story:
    """`ends_in`: days until the relation that is there ends. `command`: the flow that a person asks for at first."""

    name: str
    arrives: tuple[str, ...]
    command: str = ""
    known: bool = False
    on_portal: bool = False
    ends_in: int | None = None
    asks_again: bool = False
    nrps: int = 1

    @property
    def cast(self) -> tuple[Nrp, ...]:
        return tuple(Nrp(f"A123456789{number}") for number in range(self.nrps))


STORIES = {
    story.name: story
    for story in (
        Story("generate_and_register", ("password", "relation")),
        Story("register_confirmed", ("relation",), known=True, on_portal=True, asks_again=True),
        Story("renew", ("relation",), known=True, on_portal=True, ends_in=20),
        Story("recover", ("password",), command="recover_password", known=True, on_portal=True, ends_in=300),
        Story(
            "recover_confirmed", ("password",), command="recover_password", on_portal=True, ends_in=300, asks_again=True
        ),
        Story("cancel", ("cancel",), command="cancel_password", known=True, on_portal=True, ends_in=300),
        Story(
            "cancel_confirmed", ("cancel",), command="cancel_password", known=True, on_portal=True, ends_in=300,
            asks_again=True,
        ),
        Story("two_robots", ("password", "relation"), nrps=6),
    )
}  # fmt: skip


def portals(story: Story, journal: Journal, clock: SharedClock, points: Points) -> dict[str, JournalledPortal]:
    """By NRP; "" is the door, before anyone has said who they are."""
    rows = []
    if story.ends_in is not None:
        end = START + timedelta(days=story.ends_in)
        start = end - timedelta(days=365)
        rows = [("Avisos", "CAC840428RH1", f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}")]
    return {
        nrp: JournalledPortal(
            clock, nrp=nrp, journal=journal, points=points, rows=rows, asks_again=story.asks_again,
            given_password=GIVEN if story.on_portal else None,
        )
        for nrp in ("", *story.cast)
    }  # fmt: skip


def furnish(story: Story, ledger: SqlLedger, vault: SealedVault) -> None:
    for number, nrp in enumerate(story.cast):
        rfc = _RFCS[number]
        certificate = rfc.lower().ljust(64, "c")
        ledger.save_employer(
            Employer(
                nrp, Rfc(rfc), "ESCUELA KEMPER URGATE", "nomina@ejemplo.mx", CONTPAQI, certificate,
                authorisation=Authorisation("Ana Ruiz", date(2028, 1, 1)),
            ),
            {}, START,
        )  # fmt: skip
        vault.put(nrp, SecretKind.PORTAL_PASSWORD, Secret("portal-pw"), START)
        if story.known:
            vault.put(nrp, SecretKind.SERVICE_PASSWORD, Secret(GIVEN), START)
        made = pair(rfc)
        for kind, content in (
            (SecretKind.EFIRMA_CER, made.cer), (SecretKind.EFIRMA_KEY, made.key),
            (SecretKind.EFIRMA_PASSPHRASE, made.passphrase.encode()),
        ):  # fmt: skip
            vault.put(certificate, kind, Secret(content), START)


@cache
def pair(rfc: str) -> Pair:
    return make_pair(
        rfc=rfc, name="ESCUELA KEMPER URGATE", representative_rfc="VADA800927DJ3",
        not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2029, 1, 1, tzinfo=UTC), key=shared_key(0),
    )  # fmt: skip
