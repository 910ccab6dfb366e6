"""No secret in anything that stays: awkward ones through the real commands, then every byte on the disk is searched."""

import signal
import time
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from fixtures.portal.faults import FaultKind, Moment
from fixtures.portal.settings import PortalSettings, Skin
from fixtures.portal.words import Action
from tests.canary.birds import awkward_cast
from tests.canary.careless import HABITS, careless, giving_away
from tests.canary.mishap import BUGS, COMMANDS, DEATHS
from tests.canary.nest import nest
from tests.outside.browser.display import display
from tests.postgresql import private_cluster

pytestmark = pytest.mark.browser
NOW = datetime.fromtimestamp(time.time(), UTC)  # real commands, real time
SKINS = tuple(Skin)
ECHOED = (Action.LOG_IN, Action.REQUEST_PASSWORD, Action.SUBMIT_FORM, Action.SIGN)
DOCUMENTS = ("download_responsiva", "export_table")
FLOWS = (*DOCUMENTS, "view_terms", "verify", "look_password", "look_relations")


def at(skin: Skin, script: str = "") -> PortalSettings:
    return PortalSettings(skin=skin, script=script, ready_after=timedelta(seconds=8))


def test_a_run_that_goes_well_and_one_that_the_portal_betrays_leave_no_secret(tmp_path: Path) -> None:
    """One login is answered with everything that was sent, in five encodings and with the session; the other page shows
    what is typed, as an eye button does."""
    cast = awkward_cast(2, NOW, "password", "relation")
    script = careless({cast[0].employer.nrp: "shows it, as an eye button does"})
    with nest(tmp_path, cast, NOW, at(Skin.MODERN, script)) as one:
        one.stage.portal.control.fault(FaultKind.ECHO, Action.LOG_IN, moment=Moment.AFTER, times=1)
        one.robot("run")
        kinds = {event["kind"] for event in one.events()}
        assert {"opened", "browser", "screen", "picture", "trace", "secret portal_password", "closed"} <= kinds
        echoed = [str(event) for event in one.events() if "programador" in str(event)]
        assert any("[oculto]" in event for event in echoed), "the echo was met, and told without its secrets"
        assert one.watch.children, "a browser was looked at"
        assert list(one.stage.workspace.glob("results/*.eml")) and list(one.stage.workspace.glob("results/*.html"))


@pytest.mark.soak
@pytest.mark.parametrize("skin", SKINS)
def test_every_flow_leaves_no_secret(tmp_path: Path, skin: Skin) -> None:
    """At the end the documents, too, tell the password, in their name and in their content."""
    with nest(tmp_path, awkward_cast(1, NOW), NOW, at(skin)) as one:
        one.robot("run")
        assert one.states == ["in_force"], one.told
        for flow in FLOWS:
            assert one.robot("flows", "run", flow, one.nrp) == 0, one.told
        one.stage.portal.control.configure(script=giving_away(one.cast[0].typed_password))
        for flow in DOCUMENTS:
            one.robot("flows", "run", flow, one.nrp)
        given = [file for file in one.stage.workspace.glob("evidence/*/*/*") if b"%PDF-1.7 clave" in file.read_bytes()]
        assert [b"[oculto]" in file.read_bytes() for file in given] == [True] * len(DOCUMENTS)
        for words in (("recover", one.nrp, "--yes"), ("cancel", one.nrp, "--yes")):
            one.robot("password", *words)
        one.robot("report", "--pictures", "embed", "--run", "all")
        assert one.robot("support", "bundle", one.nrp) == 0, one.told


@pytest.mark.soak
@pytest.mark.parametrize("skin", SKINS)
def test_a_portal_that_repeats_what_was_sent_leaves_no_secret(tmp_path: Path, skin: Skin) -> None:
    with nest(tmp_path, awkward_cast(4, NOW), NOW, at(skin)) as one:
        for act, moment in product(ECHOED, Moment):
            one.stage.portal.control.fault(FaultKind.ECHO, act, moment=moment, times=1)
        one.robot("run")
        assert str(one.events()).count("programador") >= len(ECHOED)


@pytest.mark.soak
@pytest.mark.parametrize("skin", SKINS)
def test_a_portal_that_is_careless_with_what_is_typed_leaves_no_secret(tmp_path: Path, skin: Skin) -> None:
    cast = awkward_cast(len(HABITS), NOW)
    script = careless({player.employer.nrp: habit for player, habit in zip(cast, HABITS, strict=True)})
    with nest(tmp_path, cast, NOW, at(skin, script)) as one:
        one.robot("run")
        assert one.states.count("in_force") >= len(HABITS) - 4, one.told


@pytest.mark.soak
def test_a_bug_with_a_secret_in_hand_leaves_none(tmp_path: Path) -> None:
    """Each stops the one NRP that met it."""
    with nest(tmp_path, awkward_cast(len(BUGS), NOW), NOW, at(Skin.MODERN)) as one:
        assert one.robot("run", mishaps=BUGS) == 1
        assert [bug for bug in BUGS if f"[{bug}]" not in one.told] == []


@pytest.mark.soak
@pytest.mark.parametrize("death", DEATHS)
def test_a_death_with_a_secret_in_hand_leaves_none(tmp_path: Path, death: str) -> None:
    """Not even before the next run has tidied up; the private folder of a visit excepted, which that one sweeps."""
    with nest(tmp_path, awkward_cast(1, NOW), NOW, at(Skin.MODERN)) as one:
        one.robot("run", mishaps=[death])
        assert f"[{death}]" in one.told
        assert one.leaks("temp") == []
        one.robot("run")
        assert one.states == ["in_force"], one.told


@pytest.mark.soak
def test_a_command_that_fails_with_a_secret_in_hand_leaves_none(tmp_path: Path) -> None:
    """Secrets that the vault does not hold, so that nothing could take them out of what is said."""
    with nest(tmp_path, awkward_cast(1, NOW), NOW) as one:
        given = one.stage.folder / "given"
        given.write_text("tecleada-ñ&7\n", encoding="utf-8")
        one.more_secrets["given"] = "tecleada-ñ&7".encode()
        one.robot("forget", one.nrp, "--yes")
        importing = ("import", str(one.stage.folder / "padron.xlsx"))
        setting = ("password", "set", one.nrp, "--file", str(given))
        reading, taking, typing, fault = COMMANDS
        assert [one.robot(*importing, mishaps=[bug]) for bug in (reading, taking)] == [1, 1]
        assert one.robot(*importing) == 0
        assert one.robot(*setting, mishaps=[typing]) == 1
        assert one.robot(*setting, mishaps=[fault]) == -signal.SIGSEGV
        assert [name for name in COMMANDS if f"[{name}]" not in one.told] == []
        assert list(one.stage.workspace.glob("support/*.zip"))


@pytest.mark.soak
def test_a_shared_database_that_logs_every_statement_is_told_no_secret(tmp_path: Path) -> None:
    logging = "-c log_statement=all -c log_parameter_max_length=-1 -c log_min_messages=debug1"
    with private_cluster(logging) as cluster:
        home = Path(str(cluster.url.query["host"]))
        ledger = f"ledger:\n  url: {cluster.url.render_as_string()}\n"
        with nest(tmp_path, awkward_cast(1, NOW), NOW, at(Skin.MODERN), ledger) as one:
            one.more.append(home)
            one.robot("import", str(one.stage.folder / "padron.xlsx"))
            one.robot("run", mishaps=["a bug in the vault"])
            one.robot("retry", one.nrp)
            one.robot("run")
            assert one.states == ["in_force"], one.told
            assert one.nrp in (home / "log").read_text(encoding="utf-8", errors="replace")


@pytest.mark.soak
@pytest.mark.parametrize("habit", ["shows it, as an eye button does", "calls its window and its controls by it"])
def test_a_person_who_debugs_leaves_no_secret(tmp_path: Path, habit: str) -> None:
    cast = awkward_cast(1, NOW)
    script = careless({cast[0].employer.nrp: habit})
    with display(), nest(tmp_path, cast, NOW, at(Skin.LEGACY, script)) as one:
        with one.terminal("debug", one.nrp, "--slow", "0s") as person:
            for words in ("evidencia", "probar", "lista", "paso", "evidencia", "paso", "evidencia", "probar", "paso"):
                person.waits_for("depurar> ")
                person.types(words)
            person.waits_for("depurar> ")
            person.types("salir")
            person.ends()
        one.robot("run", "--headed")
        one.robot("report", "--pictures", "embed", "--run", "all")
