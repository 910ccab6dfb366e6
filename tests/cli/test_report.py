"""`report` on a real workspace: one file, its span, its pictures, and no secret whatever the evidence holds."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.efirma_maker.identities import valid_nrp
from robot.assembly import Workspace, open_workspace
from robot.cli.spans import note_run
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.secret import Secret, SecretKind
from robot.outside.evidence.room import EvidenceFolders
from robot.rules.scrub import Scrubber
from tests.cli.conftest import Robot

NOW = datetime(2025, 11, 20, 16, 0, tzinfo=UTC)
CANARIES = {kind: f'canario "{kind.value}" <Zq9&ñ>' for kind in SecretKind if kind is not SecretKind.EFIRMA_CER}
JPEG = b"\xff\xd8 not really a picture \xff\xd9"


@pytest.fixture
def robot(tmp_path: Path, robot: Robot) -> Robot:
    robot("init", str(tmp_path / "ws"))
    return robot


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "ws" / "results" / "informe.html"


def an_employer(workspace: Workspace, number: int, name: str = "ESCUELA KEMPER") -> Nrp:
    nrp = Nrp(valid_nrp(number))
    employer = Employer(
        nrp, Rfc("EKU9003173C9"), name, "n@x.example", CONTPAQI, "c" * 64, authorisation=Authorisation("Ana", None)
    )
    workspace.ledger.save_employer(employer, {}, NOW)
    for kind, words in CANARIES.items():
        workspace.vault.put(employer.owner_of(kind), kind, Secret(words), NOW)
    return nrp


def a_visit(workspace: Workspace, nrp: Nrp, at: datetime, *, words: str = "") -> None:
    """As kept by a robot that knew of no secret, so that nothing was scrubbed."""
    visit = EvidenceFolders(workspace.folder.evidence, lambda: at).open_visit(nrp, at, ())
    visit.event("flow", flow="log_in", title="Entrar al portal")
    visit.event("screen", screen="login", said=[words])
    visit.picture("login", JPEG)
    place = str(Path("/home/ana/flows/infonavit/screens/login.yaml")) + ":31:7"
    visit.event("press", target="login.submit", by="button: Iniciar sesión", rank=1, where=place)
    visit.event("outcome", flow="log_in", ending="refused", words=words, detail=words, where=place, reason="refused")
    visit.close("refused")


def test_a_report_holds_no_secret_whatever_the_evidence_holds(robot: Robot, page: Path, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws")
    nrp = an_employer(workspace, 3)
    spoken = " ".join([*CANARIES.values(), base64.b64encode(CANARIES[SecretKind.PORTAL_PASSWORD].encode()).decode()])
    a_visit(workspace, nrp, NOW, words=f"No vale {spoken}")

    code, told, _ = robot("report", "--run", "all", "--pictures", "embed")

    text = page.read_text(encoding="utf-8")
    assert (code, f"Informe: {page}" in told) == (0, True)
    assert "No vale [oculto]" in text
    assert "candidato 2" in text and "a/screens/login.yaml" in text  # the drift, with its patch
    assert "home/ana" not in text
    assert not Scrubber(Secret(words) for words in CANARIES.values()).finds(page.read_bytes())
    assert f'src="data:image/jpeg;base64,{base64.b64encode(JPEG).decode()}"' in text
    workspace.close()


def test_a_page_that_would_tell_a_secret_is_not_written_and_says_so(robot: Robot, page: Path, tmp_path: Path) -> None:
    """The employer's name is its password: it stands in the heads of the groups, which no scrubber touches."""
    workspace = open_workspace(tmp_path / "ws")
    a_visit(workspace, an_employer(workspace, 3, CANARIES[SecretKind.PORTAL_PASSWORD]), NOW)
    page.write_text("el de antes")

    code, told, wrong = robot("report", "--run", "all")

    assert code == 2
    assert "El informe no se escribió: llevaría un secreto" in wrong
    assert CANARIES[SecretKind.PORTAL_PASSWORD] not in told + wrong
    assert [file.name for file in page.parent.iterdir()] == ["informe.html"]
    assert page.read_text() == "el de antes"
    workspace.close()


def test_a_report_is_about_one_run_and_links_its_pictures(
    robot: Robot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(tmp_path / "ws")
    nrp = an_employer(workspace, 3)
    other = an_employer(workspace, 4)
    for hours in (1, 2):
        monkeypatch.setattr(type(workspace.clock), "now", lambda _, hours=hours: NOW + timedelta(hours=hours))
        note_run(workspace, "run")
        a_visit(workspace, nrp, NOW + timedelta(hours=hours, minutes=5))
    out = tmp_path / "ws" / "otro" / "x.html"
    out.parent.mkdir()

    code, _, wrong = robot("report", "--run", "2025-11-20_110000", "--nrp", str(nrp), "--out", str(out))
    text = out.read_text(encoding="utf-8")

    assert code == 0 and "Aviso" not in wrong
    assert "Corrida del 20/11/2025 11:00 al 20/11/2025 12:00" in text
    assert f'href="../evidence/{nrp}/2025-11-20_110500_1/001_login.jpg"' in text
    assert "2025-11-20_120500_1" not in text
    assert other not in text
    assert (out.parent / "../evidence" / nrp / "2025-11-20_110500_1" / "001_login.jpg").is_file()
    workspace.close()


def test_a_run_that_never_was_is_told_with_those_that_were(robot: Robot, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws")
    an_employer(workspace, 3)

    assert "Todavía no hay ninguna" in robot("report")[2]
    note_run(workspace, "run")
    code, _, wrong = robot("report", "--run", "ayer")

    assert code == 2
    assert "No hay una corrida «ayer»." in wrong and "Las últimas: 20" in wrong
    workspace.close()
