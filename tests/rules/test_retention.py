"""What is kept of the evidence: the newest, what ended badly, and what proves a relation that lives."""

from datetime import UTC, date, datetime, timedelta

from robot.model.relation import Relation, RelationState
from robot.rules.retention import Keep, Kept, dispensable

NOW = datetime(2027, 6, 1, 18, tzinfo=UTC)


def visit(days: int, *, well: bool = True, commits: bool = False) -> Kept:
    """One of so many days ago."""
    return Kept(f"{days} days ago", NOW - timedelta(days=days), well, commits)


def gone(visits: list[Kept], keep: Keep, *relations: Relation) -> list[str]:
    return [one.name for one in dispensable(visits, keep, relations, NOW)]


def relation(start: date, end: date | None) -> Relation:
    return Relation("Avisos", "CAC840428RH1", "X", start, end, "Vigente", RelationState.IN_FORCE)


def test_without_limits_all_is_kept_for_ever() -> None:
    assert gone([visit(9000)], Keep()) == []


def test_older_visits_than_the_days_go_however_they_ended() -> None:
    assert gone([visit(29), visit(31), visit(32, well=False)], Keep(days=30)) == ["31 days ago", "32 days ago"]


def test_only_the_newest_of_those_that_ended_well_stay_and_all_that_ended_badly() -> None:
    visits = [visit(4), visit(1), visit(3, well=False), visit(2)]

    assert gone(visits, Keep(visits=2)) == ["4 days ago"]


def test_what_sent_a_relation_stays_until_that_relation_has_ended() -> None:
    sent = visit(200, commits=True)
    begun = (NOW - timedelta(days=199)).date()

    assert gone([sent], Keep(days=30), relation(begun, NOW.date())) == []
    assert gone([sent], Keep(days=30), relation(begun, NOW.date() - timedelta(days=1))) == ["200 days ago"]
    assert gone([sent], Keep(days=30), relation(begun, None)) == []


def test_what_sent_a_relation_that_the_portal_never_showed_stays_more_than_a_year() -> None:
    another = relation(date(2025, 1, 1), date(2025, 12, 31))

    assert gone([visit(399, commits=True)], Keep(days=30), another) == []
    assert gone([visit(402, commits=True)], Keep(days=30), another) == ["402 days ago"]
