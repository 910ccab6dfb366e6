"""Writes into a field and proves that it holds what was written. Secrets: the same, on allowed origins only.

No error of this module holds what was typed: Playwright's own texts are dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto
from itertools import cycle
from typing import Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as Late

from robot.model.faults import Fault, TargetFault
from robot.model.screen import Target
from robot.model.sight import Used
from robot.model.text import fold, squeeze
from robot.outside.browser.choose_widget import pick_suggestion
from robot.outside.browser.limited import Unanswered, is_detached, limited
from robot.outside.browser.resolve import Sought, hold, seek
from robot.outside.browser.stage import Stage

_MARGIN = 3.0
_STEP = 0.15
_FILL = 4.0
_QUIET = 8.0
_NO_FIELD: dict[str, Any] = {"tag": "", "locked": False, "value": ""}


class _Way(Enum):
    WHOLE = auto()  # at once
    BY_KEYS = auto()  # for a field whose own script keeps something else (masks)
    SUGGESTED = auto()  # for one that keeps only what it suggests itself


async def fill(stage: Stage, target: Target, text: str) -> Used:
    return await _write(stage, target, text, secret=False)


async def type_secret(stage: Stage, target: Target, text: str) -> Used:
    return await _write(stage, target, text, secret=True)


async def refill(stage: Stage, target: Target, text: str, *, secret: bool) -> bool:
    """Writes again what the field no longer holds; False when it holds it."""
    found = await seek(stage, target, "text")
    if found.state["whole"] and _holds(found.state, text, secret=secret):
        return False
    await _write(stage, target, text, secret=secret)
    return True


async def go_to(stage: Stage, target: Target) -> None:
    """The cursor into the field, for a person who will write there."""
    field = await _inner(stage, await seek(stage, target, "text"))
    await stage.do(field.frame.focus(await stage.tagged(field.frame, field.index)), "ir al campo")


async def _write(stage: Stage, target: Target, text: str, *, secret: bool) -> Used:
    """Tries until the limit: a page that redraws itself loses what was written a moment ago."""
    end = stage.clock() + stage.limits.act
    ways: Iterator[_Way] | None = None
    while True:
        field = await _inner(stage, await seek(stage, target, "text"))
        state = field.state
        ways = ways or _ways(state, secret=secret)
        if secret and state["tag"] not in ("input", ""):
            raise TargetFault(target, f"«{target.name}» no es un campo donde se escriban secretos.")
        if state["locked"] and not secret and _same(state["value"], text):
            return field.used  # the portal filled it in by itself
        if not state["locked"] and await _attempt(stage, field, text, next(ways), secret=secret):
            return field.used
        if stage.clock() >= end or _too_long(state, text):
            raise TargetFault(target, await _why(stage, field, text, secret=secret))
        await stage.moment(_STEP)


def _ways(state: dict[str, Any], *, secret: bool) -> Iterator[_Way]:
    """Again and again: a field that says that it suggests is first asked for its suggestion, any other at last."""
    plain = (_Way.WHOLE, _Way.BY_KEYS)
    if secret:
        return cycle(plain)
    return cycle((_Way.SUGGESTED, *plain) if state["suggests"] else (*plain, _Way.SUGGESTED))


async def _inner(stage: Stage, found: Sought) -> Sought:
    """The element that takes the text: a combobox may be a box around its input."""
    if found.state["whole"]:
        return found
    told = await stage.do(stage.ask(found.frame, "innerField", found.index), "mirar un campo")
    if told is None:
        raise TargetFault(found.used.target, f"«{found.used.target.name}» no es un campo donde se escriba.")
    return replace(found, index=told["index"], state=told["state"])


async def _attempt(stage: Stage, field: Sought, text: str, way: _Way, *, secret: bool) -> bool:
    """One try; false when the field does not hold the text after it was left: there some masks drop what they did not
    hear key by key."""
    fault: Fault
    since = stage.traffic.mark()
    try:
        if way is _Way.SUGGESTED:
            return await _suggested(stage, field, text)
        filled = way is _Way.WHOLE and await _filled(stage, field, text, secret=secret)
        if not filled and not await _typed(stage, field, text, secret=secret):
            return False
        if not stage.traffic.busy(since):
            return True
        await quiet(stage, since)
        return _holds(await _told(stage, field, "fieldNow"), text, secret=secret)
    except Late:
        return False
    except Unanswered as error:
        fault = await stage.fault(error, "escribir en un campo")
    except Error as error:
        if is_detached(error):
            return False
        fault = await stage.fault(error, "escribir en un campo")
    raise fault from None


async def _filled(stage: Stage, field: Sought, text: str, *, secret: bool) -> bool:
    """Whole at once."""
    place = await _place(stage, field, secret=secret)
    filling = field.frame.fill(place, text, strict=True, timeout=_FILL * 1000)
    await limited(filling, _FILL + _MARGIN, "escribir en un campo")
    return await _kept(stage, field, text, secret=secret)


async def _typed(stage: Stage, field: Sought, text: str, *, secret: bool) -> bool:
    place, most = await _place(stage, field, secret=secret), _FILL * 1000
    await limited(field.frame.fill(place, "", strict=True, timeout=most), _FILL + _MARGIN, "vaciar un campo")
    typing = field.frame.type(place, text, strict=True, delay=15, timeout=most)
    await limited(typing, _FILL + _MARGIN, "teclear en un campo")
    return await _kept(stage, field, text, secret=secret)


async def _suggested(stage: Stage, field: Sought, text: str) -> bool:
    since = stage.traffic.mark()
    held = await hold(stage, field)
    if held is None or not await pick_suggestion(stage, held, text):
        return False
    await quiet(stage, since)
    now = await _inner(stage, await seek(stage, field.used.target, "text"))  # the page may have drawn it anew
    told = await stage.ask(now.frame, "leave", now.index) or [_NO_FIELD]
    return all(fold(text) in fold(str(state["value"])) for state in told)


async def _place(stage: Stage, field: Sought, *, secret: bool) -> str:
    """Where to write. The last moment to see that a secret may be written there: it goes to the very element that was
    found, in this document or nowhere."""
    place = await stage.tagged(field.frame, field.index)
    if secret:
        await stage.origins.demand(field.frame)
    return place


async def _kept(stage: Stage, field: Sought, text: str, *, secret: bool) -> bool:
    """Whether the field holds the text when it is left and a moment later."""
    told = await stage.ask(field.frame, "leave", field.index) or [_NO_FIELD]
    return all(_holds(state, text, secret=secret) for state in told)


async def _told(stage: Stage, field: Sought, name: str) -> dict[str, Any]:
    return await stage.ask(field.frame, name, field.index) or _NO_FIELD


def _holds(state: dict[str, Any], text: str, *, secret: bool) -> bool:
    return state["value"] == text if secret else _same(state["value"], text)


def _same(held: object, text: str) -> bool:
    """Equal to a person: case, accents, and the signs a mask puts between the letters do not matter."""
    one, two = squeeze(str(held or "")), squeeze(text)
    if fold(one) == fold(two):
        return True
    return bool(one) and _letters(one) == _letters(two)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _too_long(state: dict[str, Any], text: str) -> bool:
    room = state.get("room")
    return isinstance(room, int) and 0 <= room < len(text)


async def _why(stage: Stage, field: Sought, text: str, *, secret: bool) -> str:
    """The Spanish sentence; of a secret only that it does not fit."""
    target = field.used.target
    state = await stage.do(_told(stage, field, "fieldNow"), "mirar un campo")
    if state.get("locked"):
        return f"«{target.name}» no admite escritura y no contiene lo pedido."
    if _too_long(state, text):
        return f"«{target.name}» admite solo {state['room']} caracteres: recorta lo que se escribe."
    if secret:
        return f"«{target.name}» no conserva lo que se escribe."
    held = stage.without_secrets(str(state.get("value") or ""), 60)
    return f"«{target.name}» no conserva lo escrito: queda «{held}»."


async def quiet(stage: Stage, since: int) -> None:
    """After a change: lets what it set off on the wire come back (postbacks, look-ups)."""
    end = stage.clock() + _QUIET
    await stage.moment(0.03)
    while stage.traffic.busy(since) and stage.clock() < end:
        await stage.moment(0.1)
