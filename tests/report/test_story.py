"""The story of an NRP reads in Spanish, from what is wanted to who does what next."""

from dataclasses import replace
from datetime import timedelta

from robot.model.drift import Drift, Sought
from robot.model.flow import CommitKind
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.state import CommitState, Event, Phase
from robot.report.happened import event_line, outcome_told
from robot.report.status import standing
from robot.report.story import story, story_record
from robot.rules.advice import advice, block_for, who
from robot.rules.drift import drift_to_plain
from tests.rules.records import EMPLOYER, NOW, commit, record

VISIT = {
    "flows": ["Entrar al portal", "Mirar las relaciones"], "ending": "refused", "screen": "relations",
    "words": "RFC no certificado", "detail": "", "where": "", "evidence": "evidence/1", "captcha": True,
}  # fmt: skip


def told(one: object, *events: Event) -> str:
    chapters = story(one, events)  # type: ignore[arg-type]
    return "\n".join(line for chapter in chapters for line in (chapter.title, *chapter.lines))


def test_a_visit_is_told_with_its_flows_its_ending_and_the_portals_words_in_the_time_of_mexico() -> None:
    line = event_line(Event(EMPLOYER.nrp, NOW, "visit", VISIT))
    assert line == (
        "23/11/2026 12:00  Visita al portal (Mirar las relaciones): el portal lo rechazó. "
        "El portal dijo: «RFC no certificado». Pidió captcha. Evidencia: evidence/1"
    )


def test_a_visit_that_sought_in_vain_is_told_with_the_line_to_write() -> None:
    sought = Sought("relations.add", "screens/relations.yaml:9:5", (("button: Nueva", 0),), ("button: Nueva relación",))
    details = {**VISIT, "ending": "flow fault", "drift": drift_to_plain(Drift(sought))}
    text = told(standing(record(), NOW.date()), Event(EMPLOYER.nrp, NOW, "visit", details))
    assert "Se buscó relations.add [screens/relations.yaml:9:5]: button: Nueva (0)" in text
    assert "Renglón listo, si es ése: - {button: Nueva relación}" in text


def test_every_ending_has_its_spanish_words() -> None:
    for ending in Ending:
        assert (
            ending.value not in event_line(Event(EMPLOYER.nrp, NOW, "visit", {"ending": ending.value})).split(": ")[1]
        )


def test_a_flow_that_a_person_asked_for_ends_in_spanish() -> None:
    asked = Outcome(Ending.NOTHING_TO_DO, words="Ya existe.", detail="Nada se envió.")
    assert outcome_told(asked) == "ya estaba hecho. Ya existe. Nada se envió."


def test_a_signing_names_its_certificate_its_purpose_and_who_made_it() -> None:
    details = {"purpose": "relation", "certificate": "c" * 16, "by": "equipo/ana"}
    line = event_line(Event(EMPLOYER.nrp, NOW, "signing", details))
    assert line.endswith(f"Firma con la e.firma {'c' * 16} para registrar la relación de confianza, por equipo/ana.")


def test_a_request_is_told_with_what_became_of_it_and_the_portals_answer_without_the_screens_name() -> None:
    asked = commit(CommitKind.SERVICE_PASSWORD, CommitState.SENT)
    asked = replace(asked, receipt="password_requested: La contraseña fue enviada")
    text = told(standing(record(commits=(asked,)), NOW.date()))
    assert "Contraseña de intercomunicación: el portal la recibió" in text
    assert "«La contraseña fue enviada»" in text and "password_requested" not in text


def test_what_a_person_wrote_off_was_not_refused_by_the_portal() -> None:
    text = told(standing(record(commits=(commit(state=CommitState.LOST, resolved_at=NOW),)), NOW.date()))
    assert "una persona la dio por no recibida el 23/11/2026 12:00" in text and "rechazó" not in text


def test_who_waits_is_told_why_since_when_and_who_does_what() -> None:
    block = block_for(Reason.AUTHORISATION, nrp=EMPLOYER.nrp, since=NOW, detail="Nadie la ha dado.")
    one = standing(replace(record(block=block), phase=Phase.NEEDS_PERSON, phase_text=block.text), NOW.date())
    text = told(one)
    assert "Espera a una persona desde el 23/11/2026 12:00" in text
    assert "Nadie la ha dado." in text
    assert f"El representante legal, con quien opera el robot: {block.todo}" in text


def test_a_wait_is_told_with_its_end() -> None:
    waiting = replace(record(), phase=Phase.WAITING, phase_text="Se espera el correo.", due_at=NOW + timedelta(hours=1))
    assert "Espera hasta el 23/11/2026 13:00." in told(standing(waiting, NOW.date()))


def test_the_record_holds_the_story_and_what_it_was_made_of() -> None:
    made = story_record(standing(record(), NOW.date()), [Event(EMPLOYER.nrp, NOW, "visit", VISIT)])
    assert made["events"][0]["words"] == "RFC no certificado"
    assert made["wanted"]["developer_rfc"] == EMPLOYER.developer.rfc
    assert [chapter["title"] for chapter in made["story"]][0] == "Qué se quiere"


def test_every_reason_has_a_sentence_something_to_do_and_somebody_to_do_it() -> None:
    for reason in Reason:
        text, todo = advice(reason, EMPLOYER.nrp)
        assert text.endswith(".") and todo.endswith(".") and who(reason)
        assert "{" not in text + todo
