"""What must never happen twice, and what must not be lost: the hard cases of the engine, each found by a reviewer."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from robot.engine.reconcile import Reconciler
from robot.model.errors import BrowserMissing, MailError
from robot.model.faults import BrowserLost, TargetFault
from robot.model.flow import CommitKind
from robot.model.outcome import Ending, Reason
from robot.model.relation import RawTable
from robot.model.screen import Place, TableSpec, Target
from robot.model.secret import Secret, SecretKind
from robot.model.state import CommitState, Phase, Record
from robot.report.status import standing
from robot.rules.calendar import day_in_mexico
from tests.engine.conftest import NRP, World
from tests.engine.fakes import FakeDriver, FakePortal

LEASE = timedelta(minutes=3)


def reason(world: World) -> Reason | None:
    block = world.record.block
    return block.reason if block else None


async def one_flow(world: World, flow: str):  # noqa: ANN201
    world.ledger.wake((NRP,), world.clock.now())
    claim = world.ledger.claim("test", world.clock.now(), LEASE, (NRP,))
    assert claim is not None
    return await Reconciler(world.house, live_portal=False).run_one(claim, flow)


async def test_a_service_password_that_came_while_the_login_was_held_is_quarantined_when_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.portal.captcha, world.person.present = True, True
    typed: list[str] = []
    accept = FakeDriver._accept

    def refuse(self: FakeDriver) -> None:
        typed.append(self.typed["relation"].reveal_text())
        self.portal.service_password = "another"
        accept(self)

    monkeypatch.setattr(FakeDriver, "_accept", refuse)
    for _ in range(3):
        await world.run()
    assert reason(world) is Reason.CREDENTIAL
    assert typed == ["Servicio-1"]


async def test_a_secret_changed_between_reading_and_typing_is_the_one_that_is_quarantined(world: World) -> None:
    world.portal.portal_password = "neither"
    opened = world.portal.meet

    def change(point: str) -> None:
        if point == "open":
            world.put(SecretKind.PORTAL_PASSWORD, "newer")
        opened(point)

    world.portal.meet = change  # type: ignore[method-assign]
    for _ in range(3):
        await world.run()
    assert world.portal.logins == 1
    assert reason(world) is Reason.CREDENTIAL


async def test_a_service_with_an_accent_is_filed_once(world: World) -> None:
    developer = replace(world.record.employer.developer, service="Consulta de Crédito")
    world.ledger.save_employer(replace(world.record.employer, developer=developer), {}, world.clock.now())
    table = FakePortal.table
    world.portal.table = (
        lambda: tuple(  # type: ignore[method-assign]
            ("Consulta de Crédito", *row[1:]) for row in table(world.portal)
        )
    )
    await world.run(timedelta(days=2))
    assert world.record.phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 1


async def test_a_new_relation_under_another_service_name_is_a_persons_and_not_filed_again(world: World) -> None:
    table = FakePortal.table
    world.portal.table = lambda: tuple(("Avisos de retención", *row[1:]) for row in table(world.portal))  # type: ignore[method-assign]
    await world.run(timedelta(days=2))
    assert len(world.portal.submitted) == 1
    assert reason(world) is Reason.UNPROVEN
    assert "Avisos de retención" in world.record.block.text


async def test_no_browser_is_told_as_such_and_is_no_bug(world: World) -> None:
    world.portal.faults["visit"] = BrowserMissing("No hay navegador.")
    worker = world.worker()
    with pytest.raises(BrowserMissing):
        await worker.run()
    assert worker.bugs == 0
    assert world.record.due_at is not None and world.record.phase != Phase.FAILED
    assert (await world.run()).phase == Phase.IN_FORCE


async def test_a_flow_on_command_runs_alone(world: World) -> None:
    """After a cancellation nothing asks for a new password by itself."""
    world.portal.service_password = "old"
    assert (await one_flow(world, "cancel_password")).ending is Ending.DONE
    assert not world.portal.requested
    await world.run()
    assert not world.portal.requested
    assert world.record.stopped


async def test_a_cancellation_that_waits_for_a_yes_is_not_done_yet(world: World) -> None:
    world.portal.service_password = "old"
    world.put(SecretKind.SERVICE_PASSWORD, "old")
    world.portal.asks_again = True
    world.portal.faults["press yes"] = BrowserLost("se cerró")
    await one_flow(world, "cancel_password")
    assert world.record.commits[-1].state is CommitState.OPEN
    assert world.record.seen.service_password is not False
    assert not world.record.stopped


async def test_a_flow_on_command_types_no_refused_password(world: World) -> None:
    world.put(SecretKind.PORTAL_PASSWORD, "wrong")
    await world.run()
    assert world.portal.logins == 1
    outcome = await one_flow(world, "look_relations")
    assert outcome.ending is Ending.NEEDS_PERSON and outcome.reason is Reason.CREDENTIAL
    assert world.portal.logins == 1


async def test_a_flow_on_command_signs_nothing_without_authorisation(world: World) -> None:
    world.ledger.save_employer(replace(world.record.employer, authorisation=None), {}, world.clock.now())
    outcome = await one_flow(world, "generate_password")
    assert outcome.reason is Reason.AUTHORISATION
    assert not world.portal.requested


async def test_a_recovered_password_is_picked_up_though_an_older_mail_never_came(world: World) -> None:
    world.portal.sends_mail = False
    await world.run()
    assert reason(world) is Reason.MAIL_MISSING
    claim = world.ledger.claim("x", world.clock.now(), LEASE, None)
    assert claim is None
    world.ledger.wake((NRP,), world.clock.now())
    claim = world.ledger.claim("x", world.clock.now(), LEASE, None)
    marks = world.mail.marks("firma")
    world.ledger.open_commit(claim, CommitKind.RECOVER, (), marks, world.clock.now())
    commit = world.record.commits[-1]
    world.ledger.sent(claim, commit.id, "", world.clock.now())
    world.ledger.release(
        claim, due_at=world.clock.now(), phase=Phase.WAITING, text="", block=world.record.block, failures=0
    )
    world.clock.at += timedelta(minutes=2)
    await world.run()
    world.portal.mails.append("Servicio-1")
    record: Record = await world.run()
    assert record.phase == Phase.IN_FORCE


async def test_a_mail_that_came_too_late_is_still_found_by_the_next_run(world: World) -> None:
    world.portal.sends_mail = False
    await world.run()
    assert reason(world) is Reason.MAIL_MISSING
    world.portal.mails.append("Servicio-1")
    assert (await world.run()).phase == Phase.IN_FORCE


async def test_a_mailbox_that_is_down_is_asked_ever_less_often(world: World) -> None:
    world.portal.sends_mail = False
    world.mail.pick_up = down  # type: ignore[method-assign]
    await world.run()
    assert world.record.failures >= 3
    assert world.record.phase == Phase.RETRYING


async def test_a_look_that_fails_again_and_again_is_a_persons_and_a_retry_finds_what_was_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = world.portal.meet
    spot = Place("screens/inside.yaml", 1, 1)

    def fails(point: str) -> None:
        if point == "press menu" and world.portal.submitted:
            raise TargetFault(Target("inside", "menu", (), spot), "No se encontró «menu».")
        meet(point)

    monkeypatch.setattr(world.portal, "meet", fails)
    began = world.clock.now()
    record = await world.run()
    visits, block = world.browser.visits, record.block
    assert block is not None and record.due_at is None
    assert (block.reason, record.phase) == (Reason.FLOW_FAULT, Phase.FAILED)
    assert "Queda una solicitud enviada" in block.text and f"retry {NRP}" in block.todo
    assert world.clock.now() - began > timedelta(hours=12) and visits < 15
    await world.run()
    assert world.browser.visits == visits
    monkeypatch.undo()
    world.ledger.lift_block(NRP, world.clock.now())
    assert (await world.run()).phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 1


def down(*_: object) -> None:
    raise MailError("MAIL_DOWN", "El buzón no responde.", retry=True)


async def test_a_relation_in_process_for_ever_does_not_keep_a_run_going_for_ever(world: World) -> None:
    world.portal.service_password = "old"
    world.portal.rows.append(("Avisos", "CAC840428RH1", "20/11/2026", "20/11/2027", "En proceso"))
    read = FakeDriver.read_table

    async def with_status(self: FakeDriver, spec: object):  # noqa: ANN202
        raw = await read(self, spec)
        return replace(raw, headers=(*raw.headers, "Estatus"))

    world.browser.visit = visit_with(world, with_status)  # type: ignore[method-assign]
    await world.run(timedelta(minutes=45))
    assert world.browser.visits < 40 and world.record.phase == Phase.WAITING


def visit_with(world: World, read_table: object):  # noqa: ANN201
    @asynccontextmanager
    async def visit(kept_session: object, *, recorded: bool = False):  # noqa: ANN202
        world.browser.visits += 1
        assert world.browser.visits < 40, "goes round for ever"  # a bug: the NRP is put aside
        driver = FakeDriver(world.portal)
        driver.read_table = read_table.__get__(driver)  # type: ignore[attr-defined, method-assign]
        yield driver

    return visit


async def test_a_secret_that_the_portal_says_aloud_is_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put(SecretKind.PORTAL_PASSWORD, "wrong-one-77")
    log_in = FakeDriver._log_in

    def aloud(self: FakeDriver) -> None:
        log_in(self)
        self.said = ("Usuario o contraseña incorrectos: wrong-one-77",)

    monkeypatch.setattr(FakeDriver, "_log_in", aloud)
    record = await world.run()
    assert reason(world) is Reason.CREDENTIAL
    assert "wrong-one-77" not in f"{record} {world.ledger.quarantined()} {world.ledger.events(NRP)}"


async def test_a_person_who_went_away_leaves_a_captcha_not_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.portal.captcha, world.person.present = True, True

    async def nobody_typed(self: FakeDriver, expected: object, limit: timedelta):  # noqa: ANN202
        return await self.sight()

    monkeypatch.setattr(FakeDriver, "until_changed", nobody_typed)
    await world.run()
    assert reason(world) is Reason.CAPTCHA


async def test_a_browser_that_dies_while_leaving_spoils_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(self: FakeDriver) -> Secret:
        raise BrowserLost("se cerró")

    monkeypatch.setattr(FakeDriver, "kept_session", gone)
    world.portal.sends_mail = False
    await world.run(timedelta(minutes=1))
    endings = [event.details["ending"] for event in world.ledger.events(NRP) if event.kind == "visit"]
    assert endings == [Ending.WAITING]


async def test_a_relation_without_an_end_is_looked_at_again(world: World) -> None:
    world.portal.service_password = "old"
    world.portal.rows.append(("Avisos", "CAC840428RH1", "20/11/2026", ""))
    await world.run()
    visits = world.browser.visits
    world.clock.at += timedelta(days=31)
    await world.run()
    assert world.browser.visits == visits + 1


async def test_a_bug_leaves_the_reason_that_was_there_and_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def bug(self: FakeDriver, address: str) -> None:
        raise KeyError("x")

    monkeypatch.setattr(FakeDriver, "open", bug)
    worker = world.worker()
    await worker.run()
    assert worker.bugs == 1
    one = standing(world.record, day_in_mexico(world.clock.now()))
    assert one.state is Phase.FAILED and f"retry {NRP}" in one.next_action


async def test_a_relation_that_the_table_shows_as_refused_is_a_persons_and_is_not_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(self: FakeDriver, spec: TableSpec) -> RawTable:
        headers = ("Servicio", "RFC del Desarrollador", "Inicio de vigencia", "Fin de vigencia", "Estatus")
        return RawTable(headers, tuple((*row, "Rechazada") for row in self.portal.table()))

    monkeypatch.setattr(FakeDriver, "read_table", refused)
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    await world.run(timedelta(days=3))
    assert len(world.portal.submitted) == 1
    assert reason(world) is Reason.REFUSED
    assert world.record.block is not None and "Rechazada" in world.record.block.text
