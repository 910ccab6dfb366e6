"""The portal's own words out of everything that is new on its page, for reports and refusals. Pure."""

from robot.model.screen import By, Screen
from robot.model.text import fold, squeeze
from robot.rules.recognise import said_holds

_LONGEST = 300


def lines_told(said: tuple[str, ...]) -> tuple[str, ...]:
    """Each line once, without those that only string others together (the text of whole containers)."""
    lines = [squeeze(line) for line in dict.fromkeys(said) if line.strip()]
    short = [line for line in lines if len(line) <= _LONGEST]
    return tuple(
        line for line in dict.fromkeys(short)
        if not any(other != line and fold(other) and fold(other) in fold(line) and len(other) > 12 for other in short)
    )  # fmt: skip


def answer(said: tuple[str, ...], screen: Screen | None) -> str:
    """The lines that made us recognise `screen` by what was said; without any, nothing is quoted."""
    lines = lines_told(said)
    wanted = [
        candidate.value
        for target in (screen.seen if screen else ())
        for candidate in target.candidates
        if candidate.by is By.SAID
    ]
    quoted = [line for line in lines if any(said_holds((line,), words) for words in wanted)]
    return " / ".join(quoted)[:_LONGEST]
