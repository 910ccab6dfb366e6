"""The kinds of value a settings.yaml may hold, as pydantic types over text. Used by shape only; reads no file.

A ValueError's first line says what is wrong, the second what to write; both reach the person as they are.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from robot.model.identifiers import Rfc
from robot.model.origin import checked_address, checked_origin
from robot.model.settings import QuietHours
from robot.rules.duration import read_duration

_TRUE = frozenset({"yes", "si", "sí", "true", "on"})
_FALSE = frozenset({"no", "false", "off"})


def _of_text(read: Callable[[str], Any]) -> BeforeValidator:
    """A validator that leaves what is no text to pydantic's own complaint."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def _yes_or_no(text: str) -> bool:
    if text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    raise ValueError("aquí va `yes` o `no`")


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError("esto no es una fecha\nescríbala como AAAA-MM-DD o dd/mm/aaaa")


def _quiet_hours(text: str) -> QuietHours:
    try:
        start, end = (time.fromisoformat(part.strip().zfill(5)) for part in text.split("-"))
    except ValueError:
        raise ValueError("esto no son horas\nescriba, por ejemplo, 22:00-06:00 (hora de México)") from None
    if start == end:
        raise ValueError("las horas de descanso empiezan y terminan a la misma hora")
    return QuietHours(start, end)


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        raise ValueError("esto no es una hora\nescriba, por ejemplo, 08:00 (hora de México)") from None


def _positive(span: timedelta) -> timedelta:
    if span <= timedelta(0):
        raise ValueError("tiene que ser más de cero")
    return span


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _text_schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


Address = Annotated[str, _of_text(checked_address)]
Origin = Annotated[str, _of_text(checked_origin)]
YesNo = Annotated[bool, _of_text(_yes_or_no), _text_schema("yes")]
Day = Annotated[date, _of_text(_day), _text_schema("2027-12-31")]
RfcText = Annotated[str, _of_text(Rfc)]
Hours = Annotated[QuietHours, _of_text(_quiet_hours), _text_schema("22:00-06:00")]
Hour = Annotated[time, _of_text(_hour), _text_schema("08:00")]
Span = Annotated[timedelta, _of_text(read_duration), _text_schema("10min")]
LongSpan = Annotated[timedelta, _of_text(lambda text: _positive(read_duration(text))), _text_schema("10min")]
Many = BeforeValidator(_one_or_more)  # one text stands for a list of one
