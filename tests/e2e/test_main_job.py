"""The main job through the real commands: real browser, real mail, the mock portal in its skins, ground truth."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fixtures.demo.cast import Player, players
from fixtures.demo.stage import Stage, differences, open_stage
from fixtures.portal.settings import PortalSettings, Skin

pytestmark = pytest.mark.browser
NOW = datetime.fromtimestamp(time.time(), UTC)  # real commands, real time
STRANGE = [pytest.param(skin, marks=pytest.mark.soak) for skin in (Skin.BARE, Skin.WIDGETS)]
UNTIL = (NOW + timedelta(days=400)).date()


def secrets_of(player: Player, stage: Stage) -> list[bytes]:
    found = [player.employer.portal_password, player.typed_password, player.pair.passphrase]
    service = stage.portal.control.service_password(player.employer.nrp)
    return [secret.encode() for secret in (*found, service) if secret]


@pytest.mark.parametrize("skin", [Skin.MODERN, pytest.param(Skin.LEGACY, marks=pytest.mark.soak), *STRANGE])
def test_from_a_roster_to_relations_in_force_on_each_skin(tmp_path: Path, skin: Skin) -> None:
    cast = tuple(player for number, player in enumerate(players(NOW), 1) if number in (1, 3, 4, 5, 7))
    with open_stage(tmp_path, cast, PortalSettings(skin=skin, ready_after=timedelta(seconds=8))) as stage:
        stage.prepare(cast, UNTIL)
        stage.approve_with_a_pilot(cast[0].employer.nrp)
        assert stage.robot("run") == 3, stage.told
        assert differences(stage, cast) == []
        check_workbook(stage, cast)
        check_nothing_leaks(stage, cast)


def check_workbook(stage: Stage, cast: tuple[Player, ...]) -> None:
    sheet = load_workbook(stage.workspace / "results" / "resultado.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [player.employer.nrp for player in cast]
    told = " ".join(str(cell) for row in rows for cell in row if cell)
    for player in cast:
        assert player.typed_password not in told and player.pair.passphrase not in told


def check_nothing_leaks(stage: Stage, cast: tuple[Player, ...]) -> None:
    """Byte by byte over everything the run left; the ledger holds its secrets sealed."""
    for file in stage.workspace.rglob("*"):
        if file.is_file() and file.name != "vault.key":
            content = file.read_bytes()
            for player in cast:
                for secret in secrets_of(player, stage):
                    assert secret not in content, f"a secret of {player.story} in {file.name}"


@pytest.mark.soak
def test_a_service_password_set_by_hand_goes_on_to_a_relation(tmp_path: Path) -> None:
    cast = (players(NOW)[4],)
    nrp = cast[0].employer.nrp
    with open_stage(tmp_path, cast, PortalSettings(ready_after=timedelta(seconds=3))) as stage:
        stage.prepare(cast, UNTIL)
        stage.approve_with_a_pilot(nrp)
        known = tmp_path / "password.txt"
        known.write_text(stage.portal.control.service_password(nrp) or "", encoding="utf-8")
        assert stage.robot("password", "set", nrp, "--file", str(known)) == 0
        stage.approve_with_a_pilot(nrp)
        assert stage.records("status")[0]["state"] == "in_force", stage.told
        assert stage.robot("flows", "run", "download_responsiva", nrp) == 0, stage.told
        assert list(stage.workspace.glob("evidence/*/*/*responsiva*.pdf"))
        assert stage.robot("flows", "run", "export_table", nrp) == 0, stage.told
        assert stage.robot("flows", "run", "view_terms", nrp) == 0, stage.told
        assert stage.robot("password", "cancel", nrp, "--yes") == 0, stage.told
        assert stage.portal.control.service_password(nrp) is None


def test_a_captcha_parks_and_tells_what_to_do(tmp_path: Path) -> None:
    cast = (players(NOW)[0],)
    with open_stage(tmp_path, cast, PortalSettings(captcha=True)) as stage:
        stage.prepare(cast, UNTIL)
        assert stage.robot("run") == 3
        record = stage.records("status")[0]
        assert (record["state"], record["reason"]) == ("needs_person", "captcha")
        assert "attend" in record["next_action"]
        assert not stage.portal.control.log("login")


def test_a_portal_that_is_not_there_fails_with_4_and_nothing_is_lost(tmp_path: Path) -> None:
    cast = (players(NOW)[0],)
    with open_stage(tmp_path, cast, PortalSettings()) as stage:
        stage.prepare(cast, UNTIL)
        settings = stage.workspace / "settings.yaml"
        gone = settings.read_text(encoding="utf-8").replace(stage.portal.address, "http://127.0.0.1:9/")
        settings.write_text(gone.replace("retry: [1s, 3s]", "retry: [1s]"), encoding="utf-8")
        assert stage.robot("run") == 4
        assert stage.records("status")[0]["state"] == "retrying"


def test_without_a_workspace_the_command_says_how_to_make_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "robot", "status", "--workspace", str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert "infonavit-robot init" in done.stderr.decode()


def test_plan_gives_one_record_an_nrp(tmp_path: Path) -> None:
    cast = players(NOW)[:2]
    with open_stage(tmp_path, cast, PortalSettings()) as stage:
        stage.prepare(cast, UNTIL)
        records = stage.records("plan")
        assert [one["nrp"] for one in records] == [player.employer.nrp for player in cast]
        assert {"state", "reason", "end", "due", "next_action", "renew_on", "efirma_ends"} <= set(records[0])
        assert json.dumps(records)
