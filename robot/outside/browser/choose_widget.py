"""Lists that are no <select>: opened as a person would, the option pressed once, the field asked what it holds.

Options are what the field's list declares, else what became visible when it opened. Long lists are scrolled,
typed ones are typed into. fill.py comes here for a field that takes only what it suggests.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from playwright.async_api import ElementHandle, Error

from robot.model.faults import Fault, TargetFault
from robot.model.text import fold
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.press import Redrawn, at_once, click
from robot.outside.browser.resolve import Found, find
from robot.outside.browser.stage import Stage

_OPEN_SECONDS = 0.8
_SHOWS_SECONDS = 2.5
_SCROLLS = 60
_MISSES = 3  # of an option that something lies over
_ARROW = """el => window[Symbol.for("infonavit-robot.eyes")].arrow(el)"""
_INPUT = """el => el.matches("input") ? el : el.querySelector("input")"""
_WRITABLE = """el => { const at = el.matches("input") ? el : el.querySelector("input");
  return at ? !at.readOnly && !at.disabled : false; }"""


async def choose_in_widget(stage: Stage, found: Found, option: str, end: float) -> None:
    """Opens, presses, proves; raises TargetFault naming the options that were seen."""
    target = found.used.target
    seen: dict[str, None] = {}
    while True:
        if await _shows(stage, found, option, 0):
            return
        pressed = await _open_and_press(stage, found, option, seen)
        if pressed:
            if await _shows(stage, found, option, _SHOWS_SECONDS):
                return
            if await _shows(stage, await find(stage, target, "choice"), option, 0):
                return
            raise TargetFault(target, f"Se pulsó «{option}», pero «{target.name}» no muestra que quedara elegida.")
        await _close(found)
        if stage.clock() >= end:
            listed = ", ".join(f"«{text}»" for text in list(seen)[:12])
            there = f" Hay: {listed}." if listed else " No se abrió ninguna lista."
            raise TargetFault(target, f"«{target.name}» no ofrece la opción «{option}».{there}")
        await stage.pause(0.3)
        found = await find(stage, target, "choice")


async def pick_suggestion(stage: Stage, found: Found, text: str) -> bool:
    """Writes into a field that suggests, and presses what it suggests for that. False when nothing, or more than one
    thing, that holds all of the text came up."""
    await _ask(stage, found, "mark")
    await _type(found, text)
    for _ in range(_MISSES):
        fitting = await _suggested(stage, found, text)
        if len(fitting) != 1:
            return False
        if await _press(stage, found, fitting[0]):
            return True
    return False


async def _suggested(stage: Stage, found: Found, text: str) -> list[int]:
    """What fits, once the list has stood still: it follows the keys a moment later."""
    end = stage.clock() + stage.limits.find
    last: list[dict[str, Any]] = []
    still = stage.clock()
    while True:
        listed = await _options(stage, found)
        now = stage.clock()
        if [one["texts"] for one in listed] != [one["texts"] for one in last] or stage.traffic.busy():
            still = now
        if now - still >= _OPEN_SECONDS or now >= end:
            break
        last = listed
        await stage.pause(0.07)
    exact = _exact(listed, text)
    if exact is not None:
        return [exact]
    fits = (one for one in listed if one["on"] and any(fold(text) in fold(shown) for shown in one["texts"]))
    return [int(one["index"]) for one in fits]


async def _open_and_press(stage: Stage, found: Found, option: str, seen: dict[str, None]) -> bool:
    """True once an option was pressed. Each way to open is tried only when the one before showed no list."""
    await _ask(stage, found, "mark")
    listed = await _options(stage, found)
    for opening in (_by_click, _by_arrow, _by_key):
        if not listed:
            await opening(stage, found)
            listed = await _until_listed(stage, found, option)
        if listed:
            break
    if listed and await _press_listed(stage, found, option, listed, seen):
        return True
    if await _takes_text(found):
        await _type(found, option)
        listed = await _until_listed(stage, found, option)
        if await _press_listed(stage, found, option, listed, seen):
            return True
        await _type(found, "")  # what was typed must not pass for what was chosen
    return False


async def _press_listed(
    stage: Stage, found: Found, option: str, listed: list[dict[str, Any]], seen: dict[str, None]
) -> bool:
    """Looks through the list, scrolling it while it goes on."""
    misses = 0
    for _ in range(_SCROLLS):
        seen.update(dict.fromkeys(stage.without_secrets(one["texts"][0]) for one in listed if one["texts"]))
        exact = _exact(listed, option)
        if exact is not None:
            if await _press(stage, found, exact):
                return True
            misses += 1
            if misses == _MISSES:
                return False
            listed = await _options(stage, found)  # drawn anew as it came into view
            continue
        if not listed or not await _ask(stage, found, "scrollList", {"index": listed[-1]["index"]}):
            return False
        await stage.pause(0.08)
        listed = await _options(stage, found)
    return False


def _exact(listed: list[dict[str, Any]], option: str) -> int | None:
    for one in listed:
        if one["on"] and any(fold(text) == fold(option) for text in one["texts"]):
            return int(one["index"])
    return None


async def _press(stage: Stage, found: Found, index: int) -> bool:
    option = replace(found, index=index, spot=None)
    if await at_once(stage, option):
        return True
    element = await stage.take(found.frame, index)
    if element is None:
        return False
    try:
        await limited(element.click(trial=True, timeout=3000), 6, "esperar una opción")
    except Error:
        return False
    except Unanswered as error:
        raise await stage.fault(error, "esperar una opción") from None
    try:
        await click(stage, replace(option, element=element))
    except Redrawn:
        return False
    return True


async def _by_click(stage: Stage, found: Found) -> None:
    with suppress(Error, Unanswered, Fault):
        if await at_once(stage, found):
            return
        async with stage.front.behind(stage.context):
            await limited(found.element.click(timeout=4000, no_wait_after=True), 7, "abrir una lista")


async def _by_key(_: Stage, found: Found) -> None:
    with suppress(Error, Unanswered):
        await limited(found.element.focus(), 3, "abrir una lista")
        await limited(found.page.keyboard.press("ArrowDown"), 3, "abrir una lista")


async def _by_arrow(stage: Stage, found: Found) -> None:
    with suppress(Error, Unanswered):
        handle = await limited(found.element.evaluate_handle(_ARROW), 3, "abrir una lista")
        arrow: ElementHandle | None = handle.as_element()
        if arrow is not None:
            async with stage.front.behind(stage.context):
                await limited(arrow.click(timeout=3000, no_wait_after=True), 6, "abrir una lista")


async def _takes_text(found: Found) -> bool:
    with suppress(Error, Unanswered):
        return bool(await limited(found.element.evaluate(_WRITABLE), 3, "mirar una lista"))
    return False


async def _type(found: Found, option: str) -> None:
    with suppress(Error, Unanswered):
        handle = await limited(found.element.evaluate_handle(_INPUT), 3, "escribir")
        element = handle.as_element()
        if element is not None:
            await limited(element.fill("", timeout=3000), 6, "vaciar una lista")
            await limited(element.type(option, delay=10, timeout=5000), 8, "escribir en una lista")


async def _close(found: Found) -> None:
    with suppress(Error, Unanswered):
        await limited(found.page.keyboard.press("Escape"), 3, "cerrar una lista")


async def _until_listed(stage: Stage, found: Found, option: str) -> list[dict[str, Any]]:
    """Until a list is there that holds the option, or has stopped growing."""
    end = stage.clock() + _OPEN_SECONDS
    last: list[str] = []
    while True:
        listed = await _options(stage, found)
        texts = [one["texts"][0] for one in listed if one["texts"]]
        if listed and (texts == last or _exact(listed, option) is not None):
            return listed
        last = texts
        if stage.clock() >= end and not (listed or stage.traffic.busy()):
            return listed
        if stage.clock() >= end + stage.limits.find:
            return listed
        await stage.pause(0.07)


async def _options(stage: Stage, found: Found) -> list[dict[str, Any]]:
    return list(await _ask(stage, found, "options") or [])


async def _ask(stage: Stage, found: Found, name: str, ask: Any = None) -> Any:
    """Of the field itself where it is asked about, else of its document."""
    asking = stage.ask_of(found.element, name) if name == "options" else stage.ask(found.frame, name, ask)
    return await stage.unless_redrawn(asking, "mirar una lista")


async def _shows(stage: Stage, found: Found, option: str, seconds: float) -> bool:
    """Whether the field says that exactly this option is chosen. It is found anew only when it has gone: one that is
    known by what it shows while nothing is chosen answers to that no more."""
    end = stage.clock() + seconds
    while True:
        told: dict[str, Any] = {}
        with suppress(Error, Unanswered):
            told = await stage.ask_of(found.element, "choice") or {}
        if any(fold(text) == fold(option) for text in told.get("chosen", [])):
            return True
        if stage.clock() >= end:
            return False
        await stage.pause(0.1)
        if not told.get("here"):
            found = await find(stage, found.used.target, "choice")
