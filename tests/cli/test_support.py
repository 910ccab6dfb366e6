"""How a bug ends for a person, and the file for support: no secret in it, whatever is broken."""

import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import robot.cli.shows as shows
from fixtures.efirma_maker.pair import Pair
from robot.assembly import Workspace
from robot.cli.bundle import Wish, make_bundle
from robot.cli.bundle import _Sieve as sieve
from robot.cli.crash import Crashes
from robot.console.paper import Paper
from robot.engine.visit import NrpVisit
from robot.model.errors import RobotError
from robot.model.identifiers import Nrp
from robot.model.secret import Secret, SecretKind
from robot.model.state import Event
from robot.outside.evidence.room import EvidenceFolders
from tests.canary.birds import AWKWARD, forms, found_in
from tests.cli.conftest import NOW, NRP, Robot

PORTAL, SERVICE, MAILBOX, WORDS = AWKWARD
TEXTS = (form for secret in AWKWARD for form in forms(secret.encode()))
SPOKEN = "\n".join(form.decode() for form in TEXTS if not {0, ord("_")} & {*form})  # not as a file's name
CROOKED = (PORTAL.encode().decode("cp1252"), WORDS.encode("utf-16-le").decode("latin-1"))
JPEG = b"\xff\xd8 not really a picture \xff\xd9"


@pytest.fixture
def planted(ready: Robot, workspace: Workspace, pair: Pair) -> Iterator[dict[str, bytes]]:
    """Secrets in all that a bundle is made of, as a robot would leave them that never hid any."""
    folder, nrp = workspace.folder, Nrp(NRP)
    workspace.vault.put(nrp, SecretKind.PORTAL_PASSWORD, Secret(PORTAL), NOW)
    workspace.vault.put(nrp, SecretKind.SERVICE_PASSWORD, Secret("una-de-antes-" + SERVICE), NOW)
    workspace.vault.put(nrp, SecretKind.SERVICE_PASSWORD, Secret(SERVICE), NOW)
    (folder.root / "clave.txt").write_text(MAILBOX, encoding="utf-8")
    (folder.root / "palabras.txt").write_text(WORDS, encoding="utf-8")
    folder.settings.write_text(
        "portal:\n  address: http://127.0.0.1:9\nmailboxes:\n  - name: despacho\n    host: imap.example\n"
        f"    user: {json.dumps(PORTAL)}\n    password_file: clave.txt\n"
        "summary:\n  to: [ana@firma.example]\n  host: smtp.example\n  password_file: palabras.txt\n"
        "authorisation:\n  by: Rosalinda Fuentes Prado\n", encoding="utf-8",
    )  # fmt: skip
    (folder.flows / "log_out.yaml").write_text(f"# {SPOKEN!r}\nflow: log_out\n# {PORTAL}\n", encoding="utf-8")
    line = {"at": "2026-11-23T10:00:00", "level": "ERROR", "logger": "robot.worker", "event": "bug", "nrp": NRP}
    told = {"number": "123456", "message": SPOKEN, "detail": f"{pair.name} y ana@firma.example", "error": SPOKEN}
    half = f'{{"at": "{PORTAL}'
    folder.log.write_text(json.dumps({**line, **told}, ensure_ascii=False) + "\n" + half, encoding="utf-8")
    workspace.ledger.add_event(Event(nrp, NOW, "visit", {"ending": "refused", "words": SPOKEN, "detail": SPOKEN}))
    (folder.flows / "screens").mkdir()
    (folder.flows / "screens" / "mia.yaml").write_text(f"# {CROOKED!r}\n", encoding="utf-8")
    visit = EvidenceFolders(folder.evidence, lambda: NOW).open_visit(nrp, NOW, ())
    visit.event("outcome", words=SPOKEN, detail=f"{pair.name} {pair.rfc}")
    visit.picture("login", JPEG)
    visit.picture("secreto", JPEG + pair.passphrase.encode())
    visit.close("refused")
    yield {
        **{f"awkward {number}": secret.encode() for number, secret in enumerate(AWKWARD)},
        "key": pair.key, "passphrase": pair.passphrase.encode(), "vault": folder.vault_key.read_bytes()[-40:],
    }  # fmt: skip


def content(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as zipped:
        return {name: zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist()}


def the_bundle(workspace: Workspace) -> Path:
    [file] = workspace.folder.support.glob("*")
    return file


def test_a_bug_in_a_command_ends_with_a_sentence_a_number_and_a_file_without_secrets(
    planted: dict[str, bytes], ready: Robot, workspace: Workspace, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        local = PORTAL  # noqa: F841  what stands in locals must not be told
        raise KeyError(SPOKEN)

    monkeypatch.setattr(shows, "standings", bug)
    code, out, err = ready("status")

    file = the_bundle(workspace)
    told = content(file)
    number = file.stem.split("_")[-1]
    assert (code, out) == (1, "")
    assert err.startswith(f"Error interno {number}: ") and str(file) in err
    assert "Traceback" not in err and len(err.splitlines()) == 2
    assert found_in(workspace.folder.support, planted) == []
    assert number in told["error.txt"] and "robot.cli.shows" in told["error.txt"] and "[oculto]" in told["error.txt"]
    whole = "".join(told.values())
    for personal in (pair.name, str(pair.rfc), "Rosalinda", "ana@", str(workspace.folder.root)):
        assert personal not in whole, personal
    assert NRP in whole and "[nombre]" in told["bitacora.jsonl"] and "Visita al portal" in told["nrp/historia.txt"]
    assert "flujos.diff" not in told and not [one for one in CROOKED if one in whole]
    assert {"LEEME.txt", "versiones.json", "ajustes.json", "estado.json", "nrp/historia.txt"} <= set(told)
    visit = f"evidencia/{NOW:%Y-%m-%d}"
    kept = {name.rpartition("/")[2] for name in told if name.startswith(visit)}
    assert kept == {"events.jsonl", "manifest.json", "001_login.jpg"}
    assert "aún contenía un secreto" in told["LEEME.txt"]  # the other picture
    assert all(name in told["LEEME.txt"] for name in told if name != "LEEME.txt")


RARE = [pytest.param(one, marks=pytest.mark.soak) for one in ("no ledger", "other ledger", "no settings", "log")]


@pytest.mark.parametrize("broken", ["key", "ledger", "settings", *RARE])
def test_what_is_broken_is_told_and_nothing_is_let_through_unseen(
    planted: dict[str, bytes], ready: Robot, workspace: Workspace, broken: str
) -> None:
    folder = workspace.folder
    workspace.close()
    match broken:
        case "key":
            folder.vault_key.unlink()
        case "ledger":
            folder.ledger.write_bytes(b"no es una base de datos" * 500)
        case "no ledger":
            for file in folder.root.glob("ledger.db*"):
                file.unlink()
        case "settings":
            text = folder.settings.read_text(encoding="utf-8")
            folder.settings.write_text(f"{text}vault:\n  clave: {json.dumps(PORTAL)}\n", encoding="utf-8")
        case "other ledger":
            folder.settings.write_text("ledger:\n  url: postgresql://x@y/z\n  tabla: 1\n", encoding="utf-8")
        case "no settings":
            folder.settings.unlink()
        case "log":
            shutil.rmtree(folder.log.parent)
    code, _, err = ready("support", "bundle", NRP)

    assert (code, "Traceback" in err) == (0, False)
    told = content(the_bundle(workspace))
    assert found_in(folder.support, planted) == []
    assert "versiones.json" in told and "QUÉ FALTA, Y POR QUÉ" in told["LEEME.txt"]
    assert folder.ledger.exists() == (broken != "no ledger")
    assert folder.settings.exists() == (broken != "no settings")
    if broken in ("key", "ledger", "no ledger", "other ledger"):
        assert "no se pudo revisar" in told["LEEME.txt"]
        assert not [name for name in told if name.startswith("evidencia/") or name.endswith((".diff", "historia.txt"))]
        assert json.loads(told["errores.json"])[0]["number"] == "123456"
        assert set(json.loads(told["bitacora.jsonl"])) == {"at", "level", "event", "nrp", "number"}


def test_a_bug_in_a_visit_has_the_visits_evidence_and_one_file_however_many_meet_it(
    ready: Robot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def bug(*_: object, **__: object) -> None:
        raise IndexError("clave-1 no cabe")  # the password of the portal

    monkeypatch.setattr(NrpVisit, "run", bug)
    code, out, err = ready("run", "--nrp", NRP)

    told = content(the_bundle(workspace))
    assert (code, err.count("Error interno")) == (1, 1)
    assert "FALLÓ: Error interno" in out
    assert "[oculto] no cabe" in told["error.txt"] and "clave-1" not in out + err + "".join(told.values())
    assert [name for name in told if name.startswith("evidencia/") and name.endswith("events.jsonl")]
    assert f'"nrp": "{NRP}"' in told["errores.json"].replace('[\n   "', '"nrp": "')
    assert ready("evidence", "verify")[0] == 0
    ready("forget", NRP, "--yes")
    assert not [*workspace.folder.support.glob("*")]


def test_a_bundle_that_cannot_be_made_hides_nothing_and_is_not_tried_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[Wish] = []

    def broken(wish: Wish) -> None:
        tries.append(wish)
        raise MemoryError

    monkeypatch.setattr(sys.modules["robot.cli.bundle"], "make_bundle", broken)
    crashes = Crashes(Paper(), workspace.folder.root, {})
    for _ in range(300):
        try:
            [].pop()
        except IndexError as error:
            crashes(error, None)
    err = capsys.readouterr().err
    assert (len(tries), err.count("Error interno")) == (1, 1)
    assert "infonavit-robot support bundle" in err


def test_a_file_that_would_leave_with_a_secret_is_not_kept(
    planted: dict[str, bytes], workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The last look is at the whole file, whatever was done to its parts before."""
    before = tmp_path / "antes.zip"
    before.write_bytes(b"el de antes")
    monkeypatch.setattr(sieve, "_clean", lambda _self, part: part.full)
    with pytest.raises(RobotError, match="llevaría un secreto"):
        make_bundle(Wish(workspace.folder.root, {}, out=before))
    assert before.read_bytes() == b"el de antes" and not [*tmp_path.glob("*.new")]


def test_a_password_that_is_a_common_word_keeps_nobody_from_getting_help(workspace: Workspace) -> None:
    workspace.vault.put(NRP, SecretKind.PORTAL_PASSWORD, Secret("infonavit"), NOW)
    told = content(make_bundle(Wish(workspace.folder.root, {})).path)
    assert "DEL ROBOT DE INFONAVIT" in told["LEEME.txt"] and "con infonavit-robot" in told["LEEME.txt"]
    assert "infonavit" not in told["versiones.json"]


def test_an_nrp_that_is_not_there_is_a_wrong_use_and_the_place_is_the_persons(ready: Robot, tmp_path: Path) -> None:
    code, _, err = ready("support", "bundle", "Z9999999999", "--out", str(tmp_path / "x.zip"))
    assert code == 2 and "Z9999999999" in err and not (tmp_path / "x.zip").exists()
    assert ready("support", "bundle", NRP, "--out", str(tmp_path / "x.zip"))[0] == 0
    assert "versiones.json" in content(tmp_path / "x.zip")
    code, _, err = ready("support", "bundle", "-w", str(tmp_path / "none"))
    assert code == 2 and "no es una carpeta de trabajo" in err
