"""Faults that need no browser to be told: another origin, an evidence that cannot be written."""

from datetime import timedelta
from typing import Any

import pytest

from robot.engine.endings import lost
from robot.model.errors import EvidenceError, WorkspaceError
from robot.model.faults import OriginRefused
from robot.model.outcome import Ending, Reason
from robot.model.sight import Sight
from robot.model.state import Phase
from tests.engine.conftest import World
from tests.engine.fakes import FakeDriver


async def test_a_page_of_another_origin_is_a_persons_at_once_and_not_tried_again_by_itself(world: World) -> None:
    world.portal.faults["open"] = OriginRefused("El campo está en https://otra.example:443.")
    await world.run()
    block = world.record.block
    assert block is not None and block.reason is Reason.ORIGIN
    assert "https://otra.example" in block.text and "origins" in block.todo
    assert world.browser.visits == 1


def test_an_unknown_screen_is_told_with_the_error_that_the_portal_answered_with(world: World) -> None:
    outcome = lost(world.house.book, Sight(None, error="El portal respondió con error 404."), ["home"])
    assert outcome.ending is Ending.SCREEN_UNKNOWN
    assert outcome.detail == "Se esperaba «Página de inicio». El portal respondió con error 404."


@pytest.mark.parametrize(("down", "logged_out"), [("HTTP 503", False), ("", True)])
async def test_a_portal_that_is_down_is_not_asked_to_log_out(
    world: World, monkeypatch: pytest.MonkeyPatch, down: str, logged_out: bool
) -> None:
    look, pressed = FakeDriver.await_screen, []

    async def stays_inside(self: FakeDriver, *args: Any) -> Sight:
        sight = await look(self, *args)
        return Sight("inside", down=down) if sight.screen == "menu_open" else sight

    monkeypatch.setattr(FakeDriver, "await_screen", stays_inside)
    monkeypatch.setattr(world.portal, "meet", pressed.append)
    await world.run(timedelta(seconds=1))
    assert ("press log_out" in pressed) is logged_out


async def test_a_full_disk_for_evidence_ends_the_run_and_leaves_the_nrp_due(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(kind: str, **details: Any) -> None:
        if details.get("screen") == "final_terms":
            raise EvidenceError("no se puede guardar la evidencia: el disco está lleno", where="evidence")

    monkeypatch.setattr(world.evidence, "event", full)
    with pytest.raises(EvidenceError):
        await world.run()
    assert world.portal.submitted == []
    assert world.record.phase != Phase.FAILED
    monkeypatch.undo()
    assert (await world.run()).phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 1


async def test_a_ledger_that_cannot_be_written_in_a_visit_ends_the_run_and_leaves_the_nrp_due(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise WorkspaceError("no se puede usar el libro de registro: database or disk is full")

    monkeypatch.setattr(world.ledger, "observe", full)
    with pytest.raises(WorkspaceError):
        await world.run()
    assert world.browser.visits == 1
    assert world.record.phase != Phase.FAILED
    monkeypatch.undo()
    assert (await world.run()).phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 1
