"""What both sides of the bench are given: the employers, and how the script is to go about it. JSON in between."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

DEVELOPER = "CAC840428RH1"
DEVELOPER_NAME = "COMPUTACIÓN EN ACCIÓN, S.A. DE C.V."
IN_FORCE = "Vigente"


@dataclass(frozen=True, slots=True)
class Job:
    """One employer; `cer` and `key` are paths."""

    nrp: str
    rfc: str
    name: str
    email: str
    portal_password: str
    service_password: str
    cer: str
    key: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class Order:
    """For the script. `wait` is the portal's, in seconds; `executable` the browser, empty for Playwright's own."""

    address: str
    skin: str
    at_once: int
    wait: float
    executable: str
    jobs: tuple[Job, ...]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_order(path: Path) -> Order:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Order(**{**told, "jobs": tuple(Job(**one) for one in told["jobs"])})
