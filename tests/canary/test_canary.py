"""No secret in anything that stays: awkward ones through the real commands, then every byte on the disk is searched."""

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.demo.cast import Player, players
from fixtures.demo.stage import MAILBOX_PASSWORD, Stage, open_stage
from fixtures.efirma_maker.key_file import shared_key
from fixtures.efirma_maker.pair import make_pair
from fixtures.portal.faults import FaultKind, Moment
from fixtures.portal.settings import PortalSettings, Skin
from fixtures.portal.words import Action
from tests.canary.birds import AWKWARD, ProcessWatch, found_in

pytestmark = pytest.mark.browser
NOW = datetime.fromtimestamp(time.time(), UTC)  # real commands, real time
UNTIL = (NOW + timedelta(days=400)).date()


def cast(*seeds: str) -> tuple[Player, ...]:
    """Two employers of two RFCs whose every secret is awkward."""
    return tuple(
        _awkward(one, number, frozenset(seeds)) for number, one in enumerate((players(NOW)[0], players(NOW)[2]))
    )


def _awkward(player: Player, number: int, seeds: frozenset[str]) -> Player:
    old = player.pair
    pair = make_pair(
        rfc=old.rfc, name=old.name, representative_rfc=old.representative_rfc, not_before=old.not_before,
        not_after=old.not_after, passphrase=AWKWARD[2 + number], key=shared_key(number),
    )  # fmt: skip
    employer = replace(player.employer, portal_password=AWKWARD[number])
    return replace(player, employer=employer, pair=pair, typed_password=AWKWARD[number], seeds=seeds)


def secrets_of(stage: Stage, players: tuple[Player, ...]) -> dict[str, bytes]:
    """All that the run handled, the portal's ground truth of sessions and mailed passwords among it."""
    found = {"mailbox": MAILBOX_PASSWORD.encode()}
    for number, player in enumerate(players):
        found[f"portal {number}"] = player.typed_password.encode()
        found[f"passphrase {number}"] = player.pair.passphrase.encode()
        found[f"key {number}"] = player.pair.key
        service = stage.portal.control.service_password(player.employer.nrp)
        if service:
            found[f"service {number}"] = service.encode()
    sessions = {f"session {number}": token.encode() for number, token in enumerate(stage.portal.core.sessions)}
    return found | sessions


def set_up(stage: Stage, players: tuple[Player, ...], monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    """A home and a temporary folder of the run's own, so that what it leaves anywhere is seen."""
    for name in ("HOME", "TMPDIR"):
        place = stage.folder / name.lower()
        place.mkdir()
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv("CANARY_RUN", str(os.getpid()))
    stage.prepare(players, UNTIL)
    settings = stage.workspace / "settings.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "evidence:\n  trace: always\n" + more, encoding="utf-8")


def nothing_stays(stage: Stage, players: tuple[Player, ...], told: str, watch: ProcessWatch) -> None:
    secrets = secrets_of(stage, players)
    ours = (stage.folder / "padron.xlsx", stage.folder / "efirmas", stage.workspace / "vault.key")
    (stage.folder / "told.txt").write_text(told, encoding="utf-8")
    assert found_in(stage.folder, secrets, but=ours) == []
    assert watch.hits == set()
    assert stage.robot("evidence", "verify") == 0, stage.told


def events_of(stage: Stage) -> list[dict[str, object]]:
    told = [file.read_text(encoding="utf-8") for file in stage.workspace.glob("evidence/*/*/events.jsonl")]
    return [json.loads(line) for text in told for line in text.splitlines()]


def test_a_run_that_goes_well_and_one_that_the_portal_betrays_leave_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second login is answered with everything that was sent, in five encodings and with the session."""
    players = cast("password", "relation")
    with open_stage(tmp_path, players, PortalSettings()) as stage:
        set_up(stage, players, monkeypatch)
        with ProcessWatch({"mailbox": MAILBOX_PASSWORD.encode()}) as watch:
            stage.portal.control.fault(FaultKind.ECHO, Action.LOG_IN, moment=Moment.AFTER, times=1)
            stage.robot("run", "--nrp", players[0].employer.nrp)
            told = stage.told
            stage.robot("run", "--nrp", players[1].employer.nrp)
        kinds = {event["kind"] for event in events_of(stage)}
        assert {"opened", "browser", "screen", "picture", "trace", "secret portal_password", "closed"} <= kinds
        echoed = [str(event) for event in events_of(stage) if "programador" in str(event)]
        assert any("[oculto]" in event for event in echoed), "the echo was met, and told without its secrets"
        nothing_stays(stage, players, told + stage.told, watch)


@pytest.mark.soak
@pytest.mark.parametrize("skin", [Skin.MODERN, Skin.LEGACY])
def test_every_flow_leaves_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, skin: Skin) -> None:
    players = cast()
    nrp = players[0].employer.nrp
    with open_stage(tmp_path, players, PortalSettings(skin=skin, ready_after=timedelta(seconds=8))) as stage:
        set_up(stage, players, monkeypatch)
        told = ""
        with ProcessWatch({"mailbox": MAILBOX_PASSWORD.encode()}) as watch:
            stage.approve_with_a_pilot(nrp)
            assert stage.records("status")[0]["state"] == "in_force", stage.told
            for flow in (
                "download_responsiva",
                "export_table",
                "view_terms",
                "verify",
                "look_password",
                "look_relations",
            ):
                stage.robot("flows", "run", flow, nrp)
                told += stage.told
            for words in (("password", "recover", nrp, "--yes"), ("password", "cancel", nrp, "--yes")):
                stage.robot(*words)
                told += stage.told
        nothing_stays(stage, players, told, watch)


@pytest.mark.soak
@pytest.mark.parametrize("skin", [Skin.MODERN, Skin.LEGACY])
@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("act", [Action.LOG_IN, Action.REQUEST_PASSWORD, Action.SUBMIT_FORM, Action.SIGN])
def test_a_portal_that_repeats_what_was_sent_leaves_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Action, moment: Moment, skin: Skin
) -> None:
    players = cast()
    nrp = players[0].employer.nrp
    with open_stage(tmp_path, players, PortalSettings(skin=skin, ready_after=timedelta(seconds=8))) as stage:
        set_up(stage, players, monkeypatch)
        with ProcessWatch({"mailbox": MAILBOX_PASSWORD.encode()}) as watch:
            stage.portal.control.fault(FaultKind.ECHO, act, moment=moment, times=1)
            stage.approve_with_a_pilot(nrp)
        nothing_stays(stage, players, stage.told, watch)
