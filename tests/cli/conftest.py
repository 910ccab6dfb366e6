"""The command line as a person uses it, and a workspace with one NRP imported."""

import csv
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.efirma_maker.identities import valid_nrp, valid_rfc
from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import Pair, make_pair
from robot.assembly import Workspace, open_workspace
from robot.cli.main import main

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NRP = valid_nrp(7)
Robot = Callable[..., tuple[int, str, str]]


@pytest.fixture
def robot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Robot:
    """`robot("status", "--json")` -> exit code, standard output, standard error."""
    monkeypatch.setenv("INFONAVIT_ROBOT_WORKSPACE", str(tmp_path / "ws"))

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["infonavit-robot", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


@pytest.fixture(scope="session")
def pair() -> Pair:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    return make_pair(
        rfc=valid_rfc("TNO", start.date()), name="TORNILLOS DEL NORTE SA DE CV", representative_rfc=None,
        not_before=start, not_after=start + timedelta(days=3 * 365), key=shared_key(0),
    )  # fmt: skip


@pytest.fixture
def roster(tmp_path: Path, pair: Pair) -> Path:
    (tmp_path / "a.cer").write_bytes(pair.cer)
    (tmp_path / "a.key").write_bytes(pair.key)
    path = tmp_path / "padron.csv"
    write_roster(path, pair, password="clave-1")
    return path


@pytest.fixture
def ready(robot: Robot, roster: Path, tmp_path: Path) -> Robot:
    robot("init", str(tmp_path / "ws"))
    settings = "portal:\n  address: http://127.0.0.1:9\n"  # where test e.firmas are usable
    (tmp_path / "ws" / "settings.yaml").write_text(settings, encoding="utf-8")
    robot("import", str(roster))
    return robot


@pytest.fixture
def workspace(ready: Robot, tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "ws", {})
    yield opened
    opened.close()


def renew(roster: Path, pair: Pair) -> None:
    """Another e.firma of the same person, in place of the one that the roster names."""
    renewed = make_pair(
        rfc=pair.rfc, name=pair.name, representative_rfc=None, not_before=pair.not_before, not_after=pair.not_after,
        key=shared_key(1),
    )  # fmt: skip
    roster.with_name("a.cer").write_bytes(renewed.cer)
    roster.with_name("a.key").write_bytes(renewed.key)
    write_roster(roster, renewed)


def write_roster(path: Path, pair: Pair, **changes: str) -> None:
    row = {
        "NRP": str(NRP), "correo": "n@ejemplo.mx", "CONTRASEÑA_PORTAL": changes.get("password", "clave-1"),
        "rfc": str(pair.rfc), "Razon Social": changes.get("name", pair.name), "archivo cer": "a.cer",
        "archivo key": "a.key", "contraseña efirma": pair.passphrase, "autorizó": "Ana",
        "autorización hasta": "2030-01-31",
    }  # fmt: skip
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, row, delimiter=";")
        writer.writeheader()
        writer.writerow(row)
