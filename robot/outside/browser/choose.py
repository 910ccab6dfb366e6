"""Chooses an option by its whole text: plain selects and radio buttons here, widgets in choose_widget.

`1 Año` is never `1 Año 6 Meses`: texts are compared whole, folded; afterwards the field must say what was chosen.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playwright.async_api import Error

from robot.model.faults import Fault, TargetFault
from robot.model.screen import Target
from robot.model.sight import Used
from robot.model.text import fold, squeeze
from robot.outside.browser.choose_widget import choose_in_widget
from robot.outside.browser.fill import quiet
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.press import Redrawn, at_once, click
from robot.outside.browser.resolve import Sought, hold, seek
from robot.outside.browser.stage import Stage

_STEP = 0.15
_CHOICE = 4.0
_LOOK = "mirar una lista"


async def choose(stage: Stage, target: Target, option: str) -> Used:
    """Waits for options that load later, up to the limit of an act."""
    end = stage.clock() + stage.limits.act
    found = await seek(stage, target, "choice")
    while True:
        since = stage.traffic.mark()
        told = await _told(stage, found)
        if told is None:
            pass
        elif told["kind"] in ("native", "radio"):
            if await _plain(stage, found, told, option):
                await quiet(stage, since)
                if await _proved(stage, found, option):
                    return found.used
        else:
            held = await hold(stage, found)
            if held is not None:
                await choose_in_widget(stage, held, option, end)
                await quiet(stage, since)
                return found.used
        if stage.clock() >= end:
            raise TargetFault(target, _missing(target, option, told))
        await stage.moment(_STEP)
        found = await seek(stage, target, "choice")


async def rechoose(stage: Stage, target: Target, option: str) -> bool:
    """Chooses again what the field no longer shows; False when it shows it."""
    told = await _told(stage, await seek(stage, target, "choice"))
    if told is not None and any(fold(text) == fold(option) for text in told["chosen"]):
        return False
    await choose(stage, target, option)
    return True


async def _told(stage: Stage, found: Sought) -> dict[str, Any] | None:
    """What the field is and offers; None when it has gone."""
    told: dict[str, Any] | None = await stage.unless_redrawn(stage.ask(found.frame, "choiceNow", found.index), _LOOK)
    return told if told and told["here"] else None


def matching(options: Sequence[dict[str, Any]], option: str) -> list[int]:
    """The places of the options whose whole text is `option`; of several, the ones written just so."""
    found = [at for at, one in enumerate(options) if one["on"] and fold(one["text"]) == fold(option)]
    exact = [at for at in found if squeeze(options[at]["text"]) == squeeze(option)]
    return exact if len(found) > 1 and exact else found


async def _plain(stage: Stage, found: Sought, told: dict[str, Any], option: str) -> bool:
    """False: the option is not there yet."""
    places = matching(told["options"], option)
    if not places:
        return False
    if len(places) > 1:
        raise TargetFault(found.used.target, f"«{option}» está más de una vez en «{found.used.target.name}».")
    if told["options"][places[0]]["chosen"]:
        return True
    if told["kind"] == "radio":
        return await _radio(stage, found, places[0])
    fault: Fault
    try:
        place = await stage.tagged(found.frame, found.index)
        choosing = found.frame.select_option(place, index=places[0], strict=True, timeout=_CHOICE * 1000)
        await limited(choosing, _CHOICE + 3, "elegir de una lista")
        return True
    except Unanswered as error:
        fault = await stage.fault(error, "elegir de una lista")
    except Error:
        return False
    raise fault from None


async def _radio(stage: Stage, found: Sought, place: int) -> bool:
    """False also when it was redrawn before the mouse met it."""
    index = await stage.do(stage.ask(found.frame, "radioNow", [found.index, place]), "elegir una opción")
    if index is None:
        return False
    radio = replace(found, index=index)
    if await at_once(stage, radio):
        return True
    held = await hold(stage, radio)
    if held is None:
        return False
    try:
        await click(stage, held)
    except Redrawn:
        return False
    return True


async def _proved(stage: Stage, found: Sought, option: str) -> bool:
    """A list that the page has redrawn is found anew before it is believed."""
    told = await _told(stage, found)
    if told is None:
        told = await _told(stage, await seek(stage, found.used.target, "choice"))
    if told is None:
        return False
    return any(one["chosen"] and fold(one["text"]) == fold(option) for one in told["options"])


def _missing(target: Target, option: str, told: dict[str, Any] | None) -> str:
    shown = [one["text"] for one in told["options"]] if told else []
    listed = ", ".join(f"«{text}»" for text in shown[:12] if text)
    there = f" Hay: {listed}." if listed else " No hay opciones."
    return f"«{target.name}» no ofrece la opción «{option}».{there}"
