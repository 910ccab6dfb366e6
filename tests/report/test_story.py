"""The story of an NRP reads in Spanish."""

from robot.model.flow import CommitKind
from robot.model.state import CommitState, Event
from robot.report.story import commit_line, event_line
from tests.rules.records import EMPLOYER, NOW, commit


def test_a_visit_is_told_with_its_ending_in_spanish_and_in_the_time_of_mexico() -> None:
    event = Event(EMPLOYER.nrp, NOW, "visit", {"ending": "needs person", "screen": "login", "words": ""})
    assert event_line(event) == "23/11/2026 12:00:00  visita (fin: necesita a una persona; pantalla: login)"


def test_a_request_is_told_with_what_became_of_it() -> None:
    asked = commit(CommitKind.SERVICE_PASSWORD, CommitState.ABSENT)
    assert commit_line(asked).endswith("12:00: nunca apareció en el portal")
    assert "contraseña de intercomunicación" in commit_line(asked)
