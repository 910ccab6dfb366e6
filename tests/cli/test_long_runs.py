"""What a person says to a robot that runs for years, and what it notices by itself."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from robot.assembly import Workspace
from robot.cli.pauses import insist
from robot.cli.runs import _Mended
from robot.cli.telling import Telling, cleaned
from robot.console.paper import Paper
from robot.model.errors import LedgerAway, WorkspaceError
from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.settings import PostSettings
from robot.outside.flow_files.load import shipped_flows
from robot.rules.advice import block_for
from robot.rules.circuit import Circuit
from tests.cli.conftest import NOW, NRP, Robot


def test_a_pause_holds_every_visit_until_somebody_resumes(ready: Robot, workspace: Workspace) -> None:
    code, told, _ = ready("pause", "--reason", "Mantenimiento.", "--until", "2099-01-01T08:00")
    assert code == 0 and "Mantenimiento" in told
    hold = workspace.ledger.circuit().hold
    assert hold is not None and hold.until is not None and hold.until.isoformat() == "2099-01-01T14:00:00+00:00"
    assert workspace.ledger.circuit().visits(NOW, 4) == 0
    assert "Mantenimiento" in ready("status")[1]
    assert ready("pause", "--until", "2020-01-01T08:00")[0] == 2
    assert ready("resume")[0] == 0
    assert workspace.ledger.circuit().visits(workspace.clock.now(), 4) == 4
    assert [one.kind for one in workspace.ledger.audits()][-2:] == ["paused", "resumed"]


def test_flow_files_with_mistakes_keep_nobody_from_a_pause_or_a_look(ready: Robot, workspace: Workspace) -> None:
    (workspace.folder.flows / "verify.yaml").write_text("flow: [verify\n", encoding="utf-8")
    for command in (("pause",), ("status",), ("resume",)):
        code, told, _ = ready(*command)
        assert code == 0 and "flows check" in told, command
    code, _, err = ready("run")
    assert code == 2 and "verify.yaml:1" in err


def test_a_person_who_asks_for_a_visit_is_told_what_speaks_against_it_and_may_insist(
    ready: Robot, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with workspace.folder.settings.open("a", encoding="utf-8") as settings:
        settings.write("pace:\n  quiet_hours: [00:00-12:00, 12:00-00:00]\n")
    later = workspace.clock.now() + timedelta(hours=1)
    workspace.ledger.change_circuit(lambda _: Circuit(4, later, "HTTP 503"))
    for command in (("flows", "run", "verify", NRP), ("password", "recover", NRP), ("debug", NRP), ("attend",)):
        code, _, err = ready(*command)
        assert code == 2 and "HTTP 503" in err and "horas de descanso" in err, command
    insist(workspace, Paper(), yes=True)
    assert "HTTP 503" in capsys.readouterr().err
    ready("pause")
    code, _, err = ready("flows", "run", "verify", NRP, "--yes")
    assert code == 2 and "resume" in err


def test_a_refused_secret_is_typed_again_only_when_somebody_vouches_for_it(ready: Robot, workspace: Workspace) -> None:
    assert ready("retry", NRP, "--same-secret", "--yes")[0] == 2  # nothing was refused
    refused = workspace.vault.fingerprint(NRP, SecretKind.PORTAL_PASSWORD)
    workspace.ledger.quarantine(refused, "Usuario o contraseña incorrectos", NOW)
    assert ready("retry", NRP)[0] == 0
    assert refused in workspace.ledger.quarantined()
    code, _, err = ready("retry", NRP, "--same-secret")
    assert code == 2 and "--yes" in err  # no terminal to ask on
    assert ready("retry", NRP, "--same-secret", "--yes")[0] == 0
    assert refused not in workspace.ledger.quarantined()
    assert "same secret" in [event.kind for event in workspace.ledger.events(workspace.ledger.record(NRP).employer.nrp)]


def test_mended_flows_are_taken_in_those_with_mistakes_are_not_and_a_lost_workspace_ends_the_run(
    workspace: Workspace,
) -> None:
    with workspace.hold("run"):
        mended = _Mended(workspace, Paper())
        before = workspace.book.flows["look_relations"].fingerprint
        assert not mended()
        own = workspace.folder.flows / "look_relations.yaml"
        own.parent.mkdir(exist_ok=True)
        shutil.copy(shipped_flows() / "look_relations.yaml", own)
        own.write_text(own.read_text(encoding="utf-8") + "# otra\n", encoding="utf-8")
        assert mended()
        assert not mended()
        after = workspace.book.flows["look_relations"].fingerprint
        own.write_text("flow: look_relations\nsteps: nada\n", encoding="utf-8")
        assert not mended()
        assert workspace.book.flows["look_relations"].fingerprint == after != before
    workspace.folder.lock.unlink()
    with pytest.raises(WorkspaceError, match="ya no está"):
        mended()


async def test_bulletins_go_on_after_a_ledger_that_was_away_and_after_a_bug(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats, bulletins, away = 0, 0, [LedgerAway("no se puede usar el libro de registro"), KeyError("x"), KeyError("x")]
    crashes: list[str] = []

    class Enough(Exception): ...

    async def wait(_: float) -> None:
        nonlocal beats
        beats += 1
        if beats > 45:
            raise Enough

    def look(self: Telling) -> None:
        if away:
            raise away.pop()

    def bulletin(self: Telling) -> None:
        nonlocal bulletins
        bulletins += 1

    telling = Telling(workspace, Paper())
    monkeypatch.setattr(workspace.clock, "wait", wait)
    monkeypatch.setattr(Telling, "_look_at_portal", look)
    monkeypatch.setattr(Telling, "_bulletin", bulletin)
    monkeypatch.setattr(Paper, "failure", lambda _self, sentence, _next: crashes.append(sentence))
    with pytest.raises(Enough):
        await telling.along(bulletins=True)
    assert (bulletins, len(crashes)) == (2, 1)


def test_results_that_cannot_be_written_are_told_and_the_rest_of_the_end_comes(
    ready: Robot, workspace: Workspace, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.folder.roster.unlink()
    workspace.folder.roster.mkdir()
    code, told, err = ready("import", str(roster))
    assert code == 0 and "Importados" in told and "copia del padrón" in err
    shutil.rmtree(workspace.folder.results)
    workspace.folder.results.touch()
    Telling(workspace, Paper()).end(cleaned(workspace), None, bugs=0, mailed=True)
    out, err = capsys.readouterr()
    assert "No se pudo escribir el libro de resultados" in err and "Evidencia:" in out


class Postman:
    def __init__(self) -> None:
        self.taken = 0

    def send(self, letters: Iterable[tuple[bytes, Callable[[], None]]]) -> tuple[str, ...]:
        for _, taken in letters:
            taken()
            self.taken += 1
        return ()


def mailing(workspace: Workspace, postman: Postman) -> Workspace:
    settings = replace(workspace.settings, summary=PostSettings(("ana@x.example",), "x.example", "r@x.example"))
    with_mail = replace(workspace, settings=settings)
    with_mail.__dict__.update(ledger=workspace.ledger, vault=workspace.vault, post=postman)
    return with_mail


def test_all_nrps_are_read_for_a_bulletin_only_when_one_stands_otherwise_or_a_time_has_come(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, reads, records = NOW.replace(hour=15), [0], workspace.ledger.records
    postman = Postman()
    with_mail = mailing(workspace, postman)
    monkeypatch.setattr(with_mail.clock, "now", lambda: at)
    monkeypatch.setattr(workspace.ledger, "records", lambda: reads.append(1) or records())
    telling = Telling(with_mail, Paper())

    def looks(minutes: int) -> tuple[int, int]:
        nonlocal at
        at, before, taken = at + timedelta(minutes=minutes), sum(reads), postman.taken
        telling._bulletin()
        return sum(reads) - before, postman.taken - taken

    assert looks(0) == (1, 1)  # the first of the day
    assert [looks(5)[0] for _ in range(8)] == [1, *[0] * 7]
    workspace.ledger.set_block(NRP, block_for(Reason.NO_SERVICE, nrp=NRP, since=at))
    assert looks(5) == (1, 0)  # too soon after the last mail
    assert [looks(5) for _ in range(4)] == [(0, 0), (0, 0), (1, 1), (1, 0)]
    assert looks(24 * 60) == (1, 1)


async def test_trouble_is_mailed_once_also_over_a_new_start_and_then_once_a_day(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Enough(Exception): ...

    at = until = NOW.replace(hour=15)  # 09:00 in Mexico
    postman = Postman()
    with_mail = mailing(workspace, postman)

    async def wait(_: float) -> None:
        nonlocal at
        at += timedelta(minutes=3)  # so a look at all of them comes every hour
        if at > until:
            raise Enough

    async def mails_in(hours: int) -> int:
        nonlocal until
        until, before = at + timedelta(hours=hours), postman.taken
        with pytest.raises(Enough):
            await Telling(with_mail, Paper()).along(bulletins=True)
        return postman.taken - before

    monkeypatch.setattr(with_mail.clock, "now", lambda: at)
    monkeypatch.setattr(with_mail.clock, "wait", wait)
    workspace.ledger.set_block(NRP, block_for(Reason.CAPTCHA, nrp=NRP, since=at))
    assert [await mails_in(4), await mails_in(4)] == [1, 0]
    workspace.ledger.set_block(NRP, block_for(Reason.NO_SERVICE, nrp=NRP, since=at))
    assert [await mails_in(4), await mails_in(24)] == [1, 1]
