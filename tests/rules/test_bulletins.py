"""When a summary is mailed."""

from datetime import UTC, datetime, time, timedelta

from robot.rules.bulletins import LastTold, daily_due, trouble_due, worth_telling

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # in Mexico City
HOUR = timedelta(hours=1)


def test_what_needs_attention_is_always_worth_a_mail_and_the_rest_once_a_week() -> None:
    last = LastTold(NOON)
    assert worth_telling(last, NOON + HOUR, needs_attention=True)
    assert not worth_telling(last, NOON + timedelta(days=6), needs_attention=False)
    assert worth_telling(last, NOON + timedelta(days=7), needs_attention=False)
    assert worth_telling(LastTold(), NOON, needs_attention=False)


def test_the_mail_of_the_day_is_due_once_after_its_hour_in_mexico() -> None:
    eight = time(8, 0)
    assert not daily_due(LastTold(NOON), NOON + 19 * HOUR, eight)  # 07:00 of the next day
    assert daily_due(LastTold(NOON), NOON + 20 * HOUR, eight)
    assert not daily_due(LastTold(NOON + 20 * HOUR), NOON + 21 * HOUR, eight)


def test_new_trouble_is_told_at_once_but_not_within_an_hour_and_not_twice() -> None:
    last = LastTold(NOON, frozenset({"captcha"}))
    assert not trouble_due(last, NOON + 2 * HOUR, {"captcha"})
    assert not trouble_due(last, NOON + HOUR / 2, {"captcha", "portal down"})
    assert trouble_due(last, NOON + HOUR, {"captcha", "portal down"})
    assert trouble_due(LastTold(), NOON, {"captcha"})
