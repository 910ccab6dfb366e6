"""Ticks a checkbox, once, also one that a styled label hides; proves that it is ticked."""

from playwright.async_api import ElementHandle, Error, Position

from robot.model.faults import TargetFault
from robot.model.screen import Target
from robot.model.sight import Used
from robot.outside.browser.fill import quiet
from robot.outside.browser.limited import Unanswered, is_detached, limited
from robot.outside.browser.press import window_over
from robot.outside.browser.resolve import Found, find, hold, is_there, seek_now
from robot.outside.browser.stage import Stage

_ABSENT_SECONDS = 0.8
_SETTLE_SECONDS = 1.2
_TICKED = """el => el.matches("input") ? el.checked : el.getAttribute("aria-checked") === "true" """


async def tick(stage: Stage, target: Target) -> Used | None:
    now = await seek_now(stage, target, "tick")
    found = await hold(stage, now) if now is not None else None
    found = found or await _awaited(stage, target)
    if found is None:
        return None
    await tick_found(stage, found)
    return found.used


async def _awaited(stage: Stage, target: Target) -> Found | None:
    end = stage.clock() + _ABSENT_SECONDS
    while not await is_there(stage, target):
        if stage.clock() >= end:
            return None
        await stage.moment(0.1)
    return await find(stage, target, "tick")


async def tick_found(stage: Stage, found: Found) -> None:
    """Each way is one click, and the next is only tried when the one before changed nothing."""
    target = found.used.target
    since = stage.traffic.mark()
    if found.state["on"]:
        return
    if not found.state["plain"] and not await _enabled(stage, found.element):
        raise TargetFault(target, f"«{target.name}» sigue deshabilitado.")
    for way in (_by_mouse, _by_key):
        await way(stage, found)
        if await _settles(stage, found.element):
            await quiet(stage, since)
            return
        if await window_over(stage, found):  # a key would reach what no mouse does
            break
    raise TargetFault(target, f"«{target.name}» no queda marcado.")


async def _enabled(stage: Stage, element: ElementHandle) -> bool:
    end = stage.clock() + stage.limits.act
    while True:
        if await stage.do(element.is_enabled(), "mirar una casilla"):
            return True
        if stage.clock() >= end:
            return False
        await stage.moment(0.15)


async def _by_mouse(stage: Stage, found: Found) -> None:
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


async def _by_key(stage: Stage, found: Found) -> None:
    try:
        await limited(found.element.focus(), stage.limits.look, "marcar una casilla")
        await limited(found.page.keyboard.press("Space"), stage.limits.look, "marcar una casilla")
    except (Error, Unanswered):
        return


async def _settles(stage: Stage, element: ElementHandle) -> bool:
    end = stage.clock() + _SETTLE_SECONDS
    while True:
        if await _is_ticked(stage, element):
            return True
        if stage.clock() >= end:
            return False
        await stage.moment(0.08)


async def _is_ticked(stage: Stage, element: ElementHandle) -> bool:
    try:
        return bool(await limited(element.evaluate(_TICKED), stage.limits.look, "mirar una casilla"))
    except Error as error:
        if is_detached(error):
            return False
        fault = await stage.fault(error, "mirar una casilla")
    except Unanswered as error:
        fault = await stage.fault(error, "mirar una casilla")
    raise fault from None
