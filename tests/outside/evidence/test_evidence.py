"""The evidence of a visit: complete, in order, provable, and without secrets."""

import base64
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from robot.engine.ports import EvidenceRoom
from robot.model.errors import EvidenceError
from robot.model.identifiers import Nrp
from robot.model.secret import Secret
from robot.outside.evidence.layout import file_name, legal, visit_begun, visit_folders
from robot.outside.evidence.retention import delete_old
from robot.outside.evidence.room import EvidenceFolders
from robot.outside.evidence.verify import Detector, verify_visit
from robot.outside.evidence.visit import VisitFolder
from robot.rules.retention import Keep

NOW = datetime(2026, 11, 23, 16, 15, 2, tzinfo=UTC)  # 10:15:02 in Mexico
NRP = Nrp("A1234567890")
SECRET = 'cañón "7"\\x'


def visit(root: Path, *secrets: str, at: datetime = NOW) -> VisitFolder:
    room: EvidenceRoom = EvidenceFolders(root, lambda: NOW)
    opened = room.open_visit(NRP, at, [Secret(secret) for secret in secrets])
    assert isinstance(opened, VisitFolder)
    return opened


def problems(folder: Path, *secrets: str) -> tuple[str, ...]:
    known = {"contraseña de prueba": [Secret(secret) for secret in secrets]}
    return tuple(str(finding) for finding in verify_visit(folder, Detector(known)))


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()]


def everything(folder: Path) -> bytes:
    return b"\n".join(file.name.encode() + file.read_bytes() for file in sorted(folder.iterdir()))


def test_a_visit_is_a_folder_of_its_nrp_named_after_its_beginning_in_mexico(tmp_path: Path) -> None:
    first, second = visit(tmp_path), visit(tmp_path)
    assert first.path == str(tmp_path / "A1234567890" / "2026-11-23_101502_1")
    assert second.path.endswith("_2")
    assert [str(folder) for folder in visit_folders(tmp_path)] == [first.path, second.path]
    assert visit_begun(Path(first.path)) == NOW
    for each in (first, second):
        each.close("done")


def test_an_event_is_on_the_disk_at_once(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    evidence.event("screen", screen="login", said=("hola",), size=3, at_last=None, ok=True)
    (line,) = events(Path(evidence.path))
    assert line == {
        "at": "2026-11-23T16:15:02.000+00:00", "kind": "screen", "screen": "login", "said": ["hola"], "size": 3,
        "at_last": None, "ok": True,
    }  # fmt: skip
    evidence.close("done")


def test_pictures_and_downloads_are_numbered_as_one_story(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    evidence.picture("login", b"\xff\xd8jpeg")
    kept = evidence.keep("relaciones.xlsx", b"PK no es un zip")
    evidence.picture("relations", b"\xff\xd8jpeg")
    evidence.close("done")
    names = sorted(file.name for file in Path(evidence.path).iterdir())
    assert names == ["001_login.jpg", "002_relaciones.xlsx", "003_relations.jpg", "events.jsonl", "manifest.json"]
    assert Path(kept).read_bytes() == b"PK no es un zip"
    assert [event["kind"] for event in events(Path(evidence.path))] == ["picture", "picture", "closed"]


def test_closing_twice_or_telling_something_afterwards_changes_nothing(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    evidence.close("done")
    before = everything(Path(evidence.path))
    evidence.close("refused")
    evidence.event("late")
    assert everything(Path(evidence.path)) == before


@pytest.mark.parametrize(
    "spelt",
    [
        SECRET,
        json.dumps(SECRET),
        "ca%C3%B1%C3%B3n%20%227%22%5Cx",
        "ca&ntilde;&oacute;n &quot;7&quot;\\x",
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_scrubbed_from_texts_in_every_spelling(tmp_path: Path, spelt: str) -> None:
    evidence = visit(tmp_path, SECRET)
    evidence.event("said", words=[f"su clave {spelt} es mala"], **{"deep": {"er": spelt}})
    kept = evidence.keep("pagina.html", f"<p>{spelt}</p>".encode())
    evidence.close(f"failed {spelt}")
    assert Path(kept).read_bytes().startswith(b"<p>")
    assert problems(Path(evidence.path), SECRET) == ()
    assert spelt.encode() not in everything(Path(evidence.path))


def packed(kind: str, content: bytes) -> bytes:
    if kind == "xlsx":
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("xl/sharedStrings.xml", content)
        return archive.getvalue()
    return b"%PDF-1.7\n1 0 obj\n<< >>\nstream\n" + zlib.compress(content) + b"\nendstream\n%%EOF"


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_a_download_that_holds_a_secret_inside_is_not_kept(tmp_path: Path, kind: str) -> None:
    evidence = visit(tmp_path, "hunter22-Abc")
    content = packed(kind, b"<t>su clave: hunter22-Abc</t>" * 20)
    assert b"hunter22" not in content
    assert evidence.keep(f"tabla.{kind}", content) == ""
    assert evidence.keep(f"otra.{kind}", packed(kind, b"nada")) != ""
    evidence.close("done")
    folder = Path(evidence.path)
    assert not (folder / f"001_tabla.{kind}").exists()
    assert (folder / f"002_otra.{kind}").exists()
    assert events(folder)[0] | {"at": ""} == {
        "at": "", "kind": "deleted", "file": f"001_tabla.{kind}", "why": "aún contenía un secreto",
    }  # fmt: skip


def test_a_secret_learnt_on_the_way_is_taken_out_of_what_was_kept_before(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    evidence.event("said", words="la clave es hunter22-Abc")
    evidence.keep("tabla.xlsx", packed("xlsx", b"hunter22-Abc"))
    evidence.learn(Secret("hunter22-Abc"))
    evidence.close("done")
    folder = Path(evidence.path)
    assert problems(folder, "hunter22-Abc") == ()
    assert [event["kind"] for event in events(folder)] == ["said", "deleted", "closed"]
    assert not (folder / "001_tabla.xlsx").exists()


def test_a_number_that_is_a_secret_is_hidden_and_the_line_stays_json(tmp_path: Path) -> None:
    evidence = visit(tmp_path, "12345678")
    evidence.event("read", size=12345678, **{"12345678": 1})
    evidence.close("done")
    assert events(Path(evidence.path))[0]["size"] == "[oculto]"
    assert b"12345678" not in everything(Path(evidence.path)).replace(b"A1234567890", b"")


def test_no_file_name_holds_a_secret(tmp_path: Path) -> None:
    evidence = visit(tmp_path, "hunter22-Abc")
    evidence.keep("clave_hunter22-Abc.pdf", b"%PDF")
    evidence.picture("hunter22-Abc", b"\xff\xd8")
    evidence.close("done")
    assert b"hunter22" not in everything(Path(evidence.path))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "003_etc_passwd"),
        (r"C:\tabla:1?.xlsx", "003_C__tabla_1_.xlsx"),
        ("responsiva ñ.pdf", "003_responsiva_ñ.pdf"),
        ("con.", "003_con"),
        ("", "003_archivo"),
        ("a\x00\n\u202eb", "003_a___b"),
    ],
)
def test_file_names_are_legal_on_windows_and_stay_in_their_folder(name: str, kept: str) -> None:
    assert file_name(3, name) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    assert len(legal("x" * 300 + ".xlsx")) == 60
    assert legal("x" * 300 + ".xlsx").endswith("x.xlsx")


def test_verify_finds_what_was_changed_added_taken_away_or_cut_off(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    for name in ("uno.txt", "dos.txt"):
        evidence.keep(name, b"texto")
    folder = Path(evidence.path)
    assert problems(folder) == (f"{folder}: la visita quedó a medias, no hay manifest.json",)
    evidence.close("done")
    assert problems(folder) == ()
    (folder / "001_uno.txt").write_bytes(b"otro")
    (folder / "002_dos.txt").unlink()
    (folder / "003_tres.txt").touch()
    assert problems(folder) == (
        f"{folder / '001_uno.txt'}: fue cambiado después de la visita",
        f"{folder / '002_dos.txt'}: falta",
        f"{folder / '003_tres.txt'}: no es de la visita",
    )
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    assert problems(folder) == (f"{folder / 'manifest.json'}: no se puede leer",)


def test_verify_finds_a_secret_that_somebody_put_there(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    evidence.keep("tabla.xlsx", packed("xlsx", b"hunter22-Abc"))
    evidence.close("done")
    found = problems(Path(evidence.path), "hunter22-Abc")
    assert found == (
        f"{Path(evidence.path) / '001_tabla.xlsx'} > xl/sharedStrings.xml: contiene un secreto: "
        "contraseña de prueba (tal cual)",
    )


def test_old_visits_are_deleted_whole_and_nothing_else_is(tmp_path: Path) -> None:
    old, fresh = visit(tmp_path, at=NOW - timedelta(days=31)), visit(tmp_path)
    for each in (old, fresh):
        each.close("done")
    (tmp_path / "A1234567890" / "notas").mkdir()
    assert delete_old(tmp_path, Keep(days=30), lambda _: (), NOW) == 1
    assert not Path(old.path).exists()
    assert Path(fresh.path).exists()
    assert (tmp_path / "A1234567890" / "notas").exists()
    assert list(visit_folders(tmp_path / "nada")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")
def test_a_full_disk_is_told_in_spanish_with_its_place(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    with Path("/dev/full").open("w") as full:
        os.dup2(full.fileno(), evidence._events.fileno())
    with pytest.raises(EvidenceError) as trouble:
        evidence.event("screen", screen="login")
    assert "el disco está lleno" in trouble.value.title and trouble.value.where == evidence.path
    with pytest.raises(EvidenceError):
        evidence.close("done")


def test_what_made_the_evidence_stands_at_its_head(tmp_path: Path) -> None:
    about = {"versions": {"python": "3.11"}, "settings": {"portal": {"address": "https://x"}}}
    evidence = EvidenceFolders(tmp_path, lambda: NOW, about).open_visit(NRP, NOW, [])
    evidence.close("done")
    assert events(Path(evidence.path))[0] == {"at": NOW.isoformat(timespec="milliseconds"), "kind": "opened", **about}


_DYING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from robot.model.identifiers import Nrp
from robot.outside.evidence.room import EvidenceFolders
now = datetime.now(UTC)
visit = EvidenceFolders(Path(sys.argv[1]), lambda: now).open_visit(Nrp("A1234567890"), now, [])
visit.event("said", words="la clave es hunter22-Abc")
visit.picture("login", b"\\xff\\xd8\\xff")
visit._events.write('{"at": "half a li'); visit._events.flush()
(Path(visit.path) / "002_x.jpg.7.new").write_bytes(b"half")
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def test_a_visit_that_a_kill_cut_off_is_readable_and_the_next_run_closes_it(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _DYING, str(tmp_path)], check=False)
    assert done.returncode != 0
    (folder,) = visit_folders(tmp_path)
    assert (folder / "001_login.jpg").read_bytes() == b"\xff\xd8\xff"
    assert f"{folder}: la visita quedó a medias, no hay manifest.json" in problems(folder)

    room = EvidenceFolders(tmp_path, lambda: NOW)
    assert room.close_interrupted(lambda nrp: [Secret("hunter22-Abc")]) == 1
    assert problems(folder, "hunter22-Abc") == ()
    assert [event["kind"] for event in events(folder)] == ["said", "picture", "closed"]
    assert json.loads((folder / "manifest.json").read_bytes())["outcome"] == "interrumpida"
    assert room.close_interrupted(lambda nrp: []) == 0


@pytest.mark.parametrize("name", ["respaldo", "A1234567890 - copia", "a1234567890"])
def test_what_a_person_copied_beside_the_evidence_stops_no_run_and_stays(tmp_path: Path, name: str) -> None:
    copied = tmp_path / name / "2026-11-23_101502_1"
    copied.mkdir(parents=True)
    (copied / "events.jsonl").touch()
    assert EvidenceFolders(tmp_path, lambda: NOW).close_interrupted(lambda _: []) == 0
    assert delete_old(tmp_path, Keep(days=0), lambda _: (), NOW + timedelta(days=900)) == 0
    assert [file.name for file in copied.iterdir()] == ["events.jsonl"]


def test_a_secret_is_found_in_files_within_files(tmp_path: Path) -> None:
    evidence = visit(tmp_path)
    inner = packed("xlsx", gzip.compress(b"hunter22-Abc"))
    evidence.keep("doble.zip", packed("xlsx", inner))
    evidence.close("done")
    (found,) = problems(Path(evidence.path), "hunter22-Abc")
    assert "001_doble.zip > xl/sharedStrings.xml > xl/sharedStrings.xml > gzip" in found
    assert "hunter22" not in found


def a_trace(**changes: Any) -> bytes:
    request = {
        "method": "POST", "url": "https://x/a?token=t0k3n", "cookies": [{"name": "a", "value": "kookie"}],
        "headers": [{"name": "Cookie", "value": "kookie"}, {"name": "X-CSRF-Token", "value": "kookie"}],
        "postData": {"text": "posted", "_file": "resources/1.dat"},
    }  # fmt: skip
    field = ["INPUT", {"type": "hidden", "value": "state1", "__playwright_value_": "state2"}]
    members = {
        "trace.network": json.dumps({"type": "resource-snapshot", "snapshot": {"request": request}}),
        "trace.trace": json.dumps({"html": ["BODY", {}, field, "su clave es hunter22-Abc"]}),
        "trace.stacks": "/home/persona/robot.py",
        "resources/1.dat": "posted", "resources/2.html": "page", "resources/3.css": "body {}",
    } | changes  # fmt: skip
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return archive.getvalue()


def test_a_trace_is_kept_without_sessions_without_what_was_posted_and_without_secrets(tmp_path: Path) -> None:
    evidence = visit(tmp_path, "hunter22-Abc")
    evidence.trace(a_trace())
    evidence.close("done")
    with zipfile.ZipFile(Path(evidence.path) / "001_traza_1.zip") as kept:
        assert kept.namelist() == ["trace.network", "trace.trace", "resources/3.css"]
        told = kept.read("trace.network") + kept.read("trace.trace")
    for gone in (b"kookie", b"t0k3n", b"posted", b"state1", b"state2", b"hunter22"):
        assert gone not in told
    assert "su clave es [oculto]" in told.decode()


@pytest.mark.parametrize("raw", [b"PK not a zip", a_trace(**{"trace.trace": "{half a li"})])
def test_a_trace_that_cannot_be_looked_through_is_not_kept(tmp_path: Path, raw: bytes) -> None:
    evidence = visit(tmp_path, "hunter22-Abc")
    evidence.trace(raw)
    evidence.close("done")
    names = [file.name for file in Path(evidence.path).iterdir()]
    assert sorted(names) == ["events.jsonl", "manifest.json"]
    assert events(Path(evidence.path))[0]["kind"] == "deleted"
