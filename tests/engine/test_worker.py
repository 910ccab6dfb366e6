"""The main job at engine level: from a row to a relation in force, and every way it may stop."""

from datetime import timedelta

import pytest

from robot.model.errors import MailError
from robot.model.faults import BrowserLost, PortalTrouble, TargetFault, Tried
from robot.model.flow import CommitKind
from robot.model.mailbox import DoubtfulMail
from robot.model.outcome import Reason
from robot.model.screen import By, Candidate, Place, Target
from robot.model.secret import SecretKind
from robot.model.sight import Control
from robot.model.state import CommitState, Phase
from tests.engine.conftest import NRP, World

IN_A_YEAR = ("Avisos", "CAC840428RH1", "20/11/2026", "20/11/2027")
MISSING = Target("x", "y", (Candidate(By.BUTTON, "Y", Place("f.yaml", 3, 5)),), Place("f.yaml", 3, 5))


def blocked_for(world: World) -> Reason | None:
    block = world.record.block
    return block.reason if block else None


async def test_from_a_row_to_a_relation_in_force(world: World) -> None:
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert (len(world.portal.requested), len(world.portal.submitted)) == (1, 1)
    assert [commit.state for commit in record.commits] == [CommitState.CONFIRMED, CommitState.CONFIRMED]
    assert world.vault.get(NRP, SecretKind.SERVICE_PASSWORD).reveal_text() == "Servicio-1"
    assert record.due_at is not None and record.due_at > world.clock.now() + timedelta(days=300)


async def test_already_registered_is_seen_and_left_alone(world: World) -> None:
    world.portal.service_password = "known to payroll"
    world.portal.rows.append(IN_A_YEAR)
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert not world.portal.submitted and not world.portal.requested


async def test_a_second_run_does_nothing_at_all(world: World) -> None:
    await world.run()
    visits = world.browser.visits
    await world.run()
    assert world.browser.visits == visits


async def test_a_service_password_that_nobody_wrote_down_needs_a_person_and_goes_on_when_set(world: World) -> None:
    world.portal.service_password = "old"
    await world.run()
    assert blocked_for(world) is Reason.PASSWORD_UNKNOWN
    world.put(SecretKind.SERVICE_PASSWORD, "old")
    assert (await world.run()).phase == Phase.IN_FORCE


async def test_a_wrong_portal_password_is_tried_once_until_it_changes(world: World) -> None:
    world.put(SecretKind.PORTAL_PASSWORD, "wrong")
    for _ in range(3):
        await world.run()
    assert blocked_for(world) is Reason.CREDENTIAL
    assert "Usuario o contraseña incorrectos" in world.record.block.text
    assert world.portal.logins == 1
    world.put(SecretKind.PORTAL_PASSWORD, "portal-pw")
    assert (await world.run()).phase == Phase.IN_FORCE


async def test_a_refused_efirma_is_tried_once_and_nothing_was_asked_for(world: World) -> None:
    world.portal.accepts_efirma = False
    for _ in range(2):
        await world.run()
    record = world.record
    assert blocked_for(world) is Reason.CREDENTIAL and record.block.secret is SecretKind.EFIRMA_PASSPHRASE
    assert [commit.state for commit in record.commits] == [CommitState.REFUSED]


async def test_a_wrong_service_password_is_tried_once(world: World) -> None:
    world.portal.service_password = "right"
    world.put(SecretKind.SERVICE_PASSWORD, "wrong")
    await world.run()
    assert blocked_for(world) is Reason.CREDENTIAL and not world.portal.submitted


async def test_terms_that_hold_a_secret_are_shown_to_nobody_with_it(world: World) -> None:
    world.portal.terms = "El patrón entra con portal-pw y acepta"
    await world.run(timedelta(minutes=1))
    assert [row for row in world.ledger.terms() if "entra con [oculto]" in row.text]
    assert not [row for row in world.ledger.terms() if "portal-pw" in row.text]


async def test_terms_nobody_approved_stop_before_continue_and_one_approval_releases(world: World) -> None:
    world.person.approves = False
    await world.run()
    assert blocked_for(world) is Reason.TERMS
    while world.record.phase != Phase.IN_FORCE:
        pending = [row for row in world.ledger.terms() if not row.approved_by]
        assert len(pending) == 1
        world.ledger.approve_terms(pending[0].fingerprint, "me", world.clock.now())
        await world.run()
    assert len(world.ledger.terms()) == 3
    assert (len(world.portal.requested), len(world.portal.submitted)) == (1, 1)


async def test_a_captcha_parks_and_an_attended_run_goes_on_by_itself(world: World) -> None:
    world.portal.captcha = True
    await world.run()
    assert blocked_for(world) is Reason.CAPTCHA
    world.person.present = True
    assert (await world.run()).phase == Phase.IN_FORCE


async def test_no_mailbox_no_request(world: World) -> None:
    world.mail.error = MailError("MAIL_AUTH", "El buzón no aceptó la contraseña.", fix="Corríjala.")
    await world.run()
    assert blocked_for(world) is Reason.MAILBOX
    assert not world.portal.requested and not world.record.commits


async def test_a_doubtful_mail_is_a_persons(world: World) -> None:
    world.mail.doubtful = DoubtfulMail("PICK_AMBIGUOUS", "dos contraseñas")
    await world.run()
    assert blocked_for(world) is Reason.MAIL_DOUBTFUL
    assert len(world.portal.requested) == 1


async def test_a_mail_that_never_comes_ends_with_a_person_and_one_request(world: World) -> None:
    world.portal.sends_mail = False
    await world.run()
    assert blocked_for(world) is Reason.MAIL_MISSING
    assert len(world.portal.requested) == 1


async def test_a_portal_that_is_down_is_tried_again_later(world: World) -> None:
    world.portal.faults["open"] = PortalTrouble("El portal no respondió.")
    assert (await world.run()).phase == Phase.IN_FORCE


@pytest.mark.parametrize("point", ["press continue", "after continue", "see finish", "press finish", "after finish"])
@pytest.mark.parametrize("fault", [BrowserLost("se cerró"), PortalTrouble("se cortó"), TargetFault(MISSING, "no está")])
async def test_a_fault_around_the_commit_never_sends_twice(world: World, point: str, fault: Exception) -> None:
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    original = world.portal.meet

    def only_after_signing(name: str) -> None:
        if name == point and name.endswith("continue") and not signed(world):
            return
        original(name)

    world.portal.meet = only_after_signing  # type: ignore[method-assign]
    world.portal.faults[point] = fault
    record = await world.run(timedelta(days=3))
    assert record.phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 1


def signed(world: World) -> bool:
    return any(commit.kind is CommitKind.RELATION for commit in world.record.commits)


@pytest.mark.parametrize("point", ["press validate", "after validate", "see password_requested"])
async def test_a_fault_around_the_request_never_asks_twice_what_arrived(world: World, point: str) -> None:
    world.portal.faults[point] = BrowserLost("se cerró")
    record = await world.run(timedelta(days=3))
    assert record.phase == Phase.IN_FORCE
    assert len(world.portal.requested) == 1


async def test_a_relation_the_portal_never_shows_is_sent_once_more_and_then_is_a_persons(world: World) -> None:
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    world.portal.ready_after = timedelta(days=900)
    await world.run(timedelta(days=10))
    assert len(world.portal.submitted) == 2
    assert blocked_for(world) is Reason.UNPROVEN


async def test_an_unknown_screen_twice_is_a_persons(world: World) -> None:
    world.portal.service_password = "S"
    world.portal.faults["see menu_open"] = TargetFault(MISSING, "No se encontró «Y».")
    await world.run()
    assert blocked_for(world) is Reason.PASSWORD_UNKNOWN  # one fault is tried again


async def test_a_control_that_was_not_found_is_kept_with_what_was_there_but_no_secret(world: World) -> None:
    shown = (Control(By.BUTTON, "Y ya"), Control(By.BUTTON, "Clave portal-pw"))
    world.portal.faults["press menu"] = TargetFault(MISSING, "No se encontró «Y».", (Tried("button: Y", 0),), shown)
    await world.run()
    [drift] = [told for event in world.house.ledger.events(NRP) if (told := event.details.get("drift"))]
    assert drift["sought"]["near"] == ["button: Y ya"]
    assert drift["sought"]["there"][0].startswith("button: Clave ") and "portal-pw" not in str(drift)


async def test_a_request_whose_button_takes_no_press_was_not_sent(world: World) -> None:
    world.portal.faults["ready validate"] = TargetFault(MISSING, "«validate» sigue deshabilitado; no se pulsó nada.")
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert [commit.attempt for commit in record.commits if commit.kind is CommitKind.SERVICE_PASSWORD] == [1]


async def test_a_renewal_a_year_later_is_the_same_decision(world: World) -> None:
    await world.run()
    world.clock.at += timedelta(days=355)
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert len(world.portal.submitted) == 2 and len(world.portal.requested) == 1


async def test_a_window_that_comes_before_the_press_is_answered_and_the_step_done_again(world: World) -> None:
    world.portal.faults["press menu"] = TargetFault(MISSING, "está tapado; no se pulsó nada")
    world.portal.announcement = True
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert world.browser.visits == 3  # none was lost to it


async def test_a_window_that_undoes_an_earlier_step_is_answered_and_that_step_taken_again(world: World) -> None:
    world.portal.announces_over_menu = True
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert world.browser.visits == 3


async def test_the_words_of_a_window_over_the_terms_are_not_taken_for_these(world: World) -> None:
    world.portal.announces_over_terms = True
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert not any("continuar" in row.text for row in world.ledger.terms())


async def test_a_window_that_undoes_a_press_is_answered_and_the_press_done_once_more(world: World) -> None:
    world.portal.announces_late = True
    record = await world.run()
    assert record.phase == Phase.IN_FORCE
    assert world.browser.visits == 3
