"""When a visit is recorded with a trace, when the recording is kept, and what the driver is told to conceal."""

from dataclasses import replace

from robot.model.faults import PortalTrouble
from robot.model.secret import Secret
from robot.model.settings import TraceWhen
from tests.engine.conftest import World
from tests.engine.fakes import FakeDriver
from tests.engine.test_hard_cases import one_flow


def trace(world: World, when: TraceWhen) -> None:
    world.house = replace(world.house, trace=when)


async def test_by_default_no_visit_is_recorded(world: World) -> None:
    world.portal.faults["open"] = PortalTrouble("No hubo respuesta.")
    await world.run()

    assert "trace" not in world.evidence.kept


async def test_always_records_every_visit(world: World) -> None:
    trace(world, TraceWhen.ALWAYS)
    await one_flow(world, "look_password")

    assert world.evidence.kept["trace"] == b"part"


async def test_on_failure_records_the_visit_after_one_that_failed_and_no_other(world: World) -> None:
    trace(world, TraceWhen.ON_FAILURE)
    await one_flow(world, "look_password")
    assert "trace" not in world.evidence.kept

    world.portal.faults["open"] = PortalTrouble("No hubo respuesta.")
    await one_flow(world, "look_password")
    assert "trace" not in world.evidence.kept

    await one_flow(world, "look_password")
    assert world.evidence.kept.pop("trace") == b"part"

    await one_flow(world, "look_password")
    assert "trace" not in world.evidence.kept


async def test_on_failure_keeps_no_recording_of_a_visit_that_sent_something(world: World) -> None:
    trace(world, TraceWhen.ON_FAILURE)
    world.portal.faults["open"] = PortalTrouble("No hubo respuesta.")
    await one_flow(world, "look_password")
    await world.run()

    assert world.portal.requested
    assert "trace" not in world.evidence.kept


async def test_the_driver_conceals_every_secret_of_the_nrp_whether_it_types_it_or_not(
    world: World, monkeypatch
) -> None:
    concealed: set[Secret] = set()
    monkeypatch.setattr(FakeDriver, "conceal", lambda self, secrets: concealed.update(secrets))
    await one_flow(world, "look_password")

    assert {Secret("portal-pw"), Secret(world.vault.get("c" * 64, "efirma_passphrase").reveal())} <= concealed


async def test_what_let_the_visit_in_is_told_to_its_evidence_even_when_the_portal_fails(
    world: World, monkeypatch
) -> None:
    learnt: list[Secret] = []

    async def tokens(self: FakeDriver) -> tuple[Secret, ...]:
        return (Secret("the-token"),)

    monkeypatch.setattr(FakeDriver, "tokens", tokens)
    monkeypatch.setattr(world.evidence, "learn", lambda *secrets: learnt.extend(secrets))
    world.portal.faults["open"] = PortalTrouble("No hubo respuesta.")
    await one_flow(world, "look_password")

    assert Secret("the-token") in learnt
