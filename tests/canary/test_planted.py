"""`evidence verify` is judged by leaks that were planted: each secret in each encoding, and packed in whatever a run
leaves."""

import base64
import email.message
import gzip
import html
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from fixtures.demo.cast import Player, write_roster
from robot.cli.main import main
from tests.canary.birds import AWKWARD, awkward_cast

NOW = datetime(2026, 11, 23, tzinfo=UTC)
Form = Callable[[bytes], bytes]


def shifted(by: int) -> Form:
    return lambda secret: base64.b64encode(b"-" * by + secret + b"--")


def of_text(form: Callable[[str], str]) -> Form:
    return lambda secret: form(secret.decode()).encode()


ENCODED: dict[str, Form] = {
    "plain": bytes,
    "hex": lambda secret: secret.hex().encode(),
    "base64 0": shifted(0),
    "base64 1": shifted(1),
    "base64 2": shifted(2),
}
WRITTEN: dict[str, Form] = {
    "URL": of_text(lambda text: quote(text, safe="")),
    "form": of_text(lambda text: urlencode({"clave": text})),
    "JSON": of_text(json.dumps),
    "JSON with its letters": of_text(lambda text: json.dumps(text, ensure_ascii=False)),
    "HTML": of_text(html.escape),
    "Python": of_text(repr),
    "UTF-16 LE": lambda secret: secret.decode().encode("utf-16-le"),
    "UTF-16 BE": lambda secret: secret.decode().encode("utf-16-be"),
}


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", content)
    return packed.getvalue()


def attached(content: bytes) -> bytes:
    mail = email.message.EmailMessage()
    mail.set_content("resumen")
    mail.add_attachment(content, maintype="application", subtype="zip", filename="libro.xlsx")
    return mail.as_bytes(policy=SMTP)


def mailed(content: bytes) -> bytes:
    mail = email.message.EmailMessage()
    mail.set_content("ñ " * 33 + content.decode("latin-1"), charset="latin-1", cte="quoted-printable")
    return mail.as_bytes(policy=SMTP)


PACKED: dict[str, Form] = {
    "zip": zipped,
    "gzip": gzip.compress,
    "zip in gzip": lambda content: gzip.compress(zipped(content)),
    "pdf": lambda content: b"%PDF-1.7\nstream\n" + zlib.compress(content) + b"\nendstream\n",
    "mail": mailed,
    "book in a mail": lambda content: attached(zipped(content)),
}


def robot(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["infonavit-robot", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def cast() -> tuple[Player, ...]:
    return awkward_cast(2, NOW)


@pytest.fixture
def workspace(tmp_path: Path, cast: tuple[Player, ...], monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "ws"
    monkeypatch.setenv("INFONAVIT_ROBOT_WORKSPACE", str(place))
    assert robot(monkeypatch, "init", str(place)) == 0
    roster = write_roster(cast, tmp_path, (NOW + timedelta(days=300)).date())
    assert robot(monkeypatch, "import", str(roster)) == 0
    return place


def planted(place: Path, cast: tuple[Player, ...]) -> dict[Path, bytes]:
    """Every secret in every encoding; one of them packed in every way, too."""
    files = {}
    secrets = {f"word {at}": player.typed_password.encode() for at, player in enumerate(cast)}
    secrets |= {f"phrase {at}": player.pair.passphrase.encode() for at, player in enumerate(cast)}
    secrets |= {f"key {at}": player.pair.key for at, player in enumerate(cast)}
    for name, secret in secrets.items():
        for form, write in (ENCODED if name.startswith("key") else ENCODED | WRITTEN).items():
            content = b"antes " + write(secret) + b" despues"
            files[place / f"{name} {form}"] = content
            if name in ("word 0", "key 0"):
                files |= {place / f"{name} {form} {way}": pack(content) for way, pack in PACKED.items()}
    return files


def test_verify_finds_every_leak_that_was_planted_and_nothing_else(
    workspace: Path, cast: tuple[Player, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = planted(workspace / "results", cast)
    for file, content in files.items():
        file.write_bytes(content)
    (workspace / "results" / "nada").write_bytes(b"antes despues")
    named = workspace / "log" / f"{cast[1].pair.passphrase}.txt"
    named.write_bytes(b"")
    capsys.readouterr()

    assert robot(monkeypatch, "evidence", "verify", "--json") == 3

    told = capsys.readouterr().out
    found = json.loads(told)["findings"]
    assert {Path(one["place"]) for one in found if one["wrong"] == "secret"} == files.keys()
    assert {Path(one["place"]) for one in found if one["wrong"] == "secret in name"} == {named.parent}
    assert not any(word in told for word in AWKWARD)
    for file in (*files, named):
        file.unlink()
    assert robot(monkeypatch, "evidence", "verify") == 0
