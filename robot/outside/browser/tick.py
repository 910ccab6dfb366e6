"""Ticks a checkbox, once, also one that a styled label hides; proves that it is ticked."""

from playwright.async_api import ElementHandle, Error, Position

from robot.model.faults import TargetFault
from robot.model.screen import Target
from robot.model.sight import Used
from robot.outside.browser.fill import quiet
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.press import at_once, window_over
from robot.outside.browser.resolve import Sought, hold, is_there, seek, seek_now
from robot.outside.browser.stage import Stage

_ABSENT_SECONDS = 0.8
_SETTLE_SECONDS = 1.2
_FOCUS = 3.0


async def tick(stage: Stage, target: Target) -> Used | None:
    found = await seek_now(stage, target, "tick") or await _awaited(stage, target)
    if found is None:
        return None
    await _tick_found(stage, found)
    return found.used


async def _awaited(stage: Stage, target: Target) -> Sought | None:
    end = stage.clock() + _ABSENT_SECONDS
    while not await is_there(stage, target):
        if stage.clock() >= end:
            return None
        await stage.moment(0.1)
    return await seek(stage, target, "tick")


async def _tick_found(stage: Stage, found: Sought) -> None:
    """Each way is one click, and the next is only tried when the one before changed nothing."""
    since = stage.traffic.mark()
    if found.state["on"]:
        return
    if not (found.state["plain"] and await at_once(stage, found)):
        await _by_mouse(stage, found)
    if not await _settles(stage, found):
        if not await window_over(stage, found):  # a key would reach what no mouse does
            await _by_key(stage, found)
        if not await _settles(stage, found):
            raise TargetFault(found.used.target, f"«{found.used.target.name}» no queda marcado.")
    await quiet(stage, since)


async def _enabled(stage: Stage, element: ElementHandle) -> bool:
    end = stage.clock() + stage.limits.act
    while True:
        if await stage.do(element.is_enabled(), "mirar una casilla"):
            return True
        if stage.clock() >= end:
            return False
        await stage.moment(0.15)


async def _by_mouse(stage: Stage, sought: Sought) -> None:
    found = await hold(stage, sought)
    if found is None:
        return
    if not found.state["plain"] and not await _enabled(stage, found.element):
        raise TargetFault(found.used.target, f"«{found.used.target.name}» sigue deshabilitado.")
    try:
        face: ElementHandle | None = found.element
        where: Position | None = None
        if not found.state["plain"]:
            spot = await stage.ask_of(found.element, "tickSpot")
            face = await stage.take(found.frame, spot["index"]) if spot else None
            where = {"x": spot["x"], "y": spot["y"]} if spot else None
        if face is None:
            return
        async with stage.front.behind(stage.context):
            await limited(face.click(position=where, timeout=6000, no_wait_after=True), 9, "marcar una casilla")
    except Unanswered as error:
        fault = await stage.fault(error, "marcar una casilla")
    except Error:
        return
    else:
        return
    raise fault from None


async def _by_key(stage: Stage, found: Sought) -> None:
    try:
        place = await stage.tagged(found.frame, found.index)
        await limited(found.frame.focus(place, strict=True, timeout=_FOCUS * 1000), _FOCUS, "marcar una casilla")
        await limited(found.page.keyboard.press("Space"), stage.limits.look, "marcar una casilla")
    except (Error, Unanswered):
        return


async def _settles(stage: Stage, found: Sought) -> bool:
    end = stage.clock() + _SETTLE_SECONDS
    while True:
        state = await stage.do(stage.ask(found.frame, "tickNow", found.index), "mirar una casilla")
        if state and state["on"]:
            return True
        if stage.clock() >= end:
            return False
        await stage.moment(0.08)
