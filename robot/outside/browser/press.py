"""One real click, never repeated on a guess.

First everything that can be waited for without touching (there, visible, enabled, at rest, uncovered), then one
click. A control that lies at hand as it is needs no waiting: the mouse goes there at once, and the page hears of
nothing else that it may meet. If the click fails and was not met, it is safe to try again; otherwise the fault says
that it may have been sent. A button that is redrawn while the mouse is down loses its click, as under a person's hand:
the screen that is awaited tells.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from playwright.async_api import ElementHandle, Error
from playwright.async_api import TimeoutError as Late

from robot.model.faults import Fault, TargetFault
from robot.model.screen import Target
from robot.model.sight import Used
from robot.outside.browser.limited import Unanswered, is_crash, is_detached, limited
from robot.outside.browser.resolve import Found, Sought, find, seek
from robot.outside.browser.stage import PageGlance, Stage

_MARGIN = 3.0
_SLICE = 3.0
_CLICK_SECONDS = 4.0
_COVER = 80  # letters of what lies over a control
_MAY_BE_SENT = " El clic pudo haberse enviado."
_LEVELS = 4  # of a menu
_UNFOLDS = 0.4
_ARM = """el => {
  const view = el.ownerDocument.defaultView;
  const met = () => { view.__met = true; };
  view.__met = false;
  view.__pressed = el;
  for (const kind of ["mousedown", "click"]) view.addEventListener(kind, met, {capture: true, once: true});
}"""
_MET = "el => el.ownerDocument.defaultView ? el.ownerDocument.defaultView.__met === true : true"


Begin = Callable[[tuple[PageGlance, ...]], Awaitable[None]]


class Redrawn(TargetFault):
    """The control was gone, or covered, before the mouse met it: nothing was sent."""


async def ready(stage: Stage, target: Target, act: str) -> Found:
    """The control, once it takes a click; nothing is pressed. Raises TargetFault with what stands in the way.

    A window over it that waits for an answer of its own is told at once: waiting would not take it away."""
    end = stage.clock() + stage.limits.act
    while True:
        found = await find(stage, target, act)
        await _unfold(stage, found)
        left = min(max(end - stage.clock(), 1.0), _SLICE)
        try:
            await limited(found.element.click(trial=True, timeout=left * 1000), left + _MARGIN, "esperar un control")
            return found
        except Late:
            aimed = await _aimed(stage, found)
            if aimed is not None:
                return aimed
            if stage.clock() < end and not await window_over(stage, found):
                continue
            raise TargetFault(target, await _obstacle(stage, target, found), (), ()) from None
        except Unanswered as error:
            fault: Fault = await stage.fault(error, f"esperar «{target.name}»")
        except Error as error:
            if not is_detached(error) and not _was_hidden(error):
                fault = await stage.fault(error, f"esperar «{target.name}»")
            elif stage.clock() < end:
                await stage.moment(0.1)
                continue
            else:
                fault = TargetFault(target, f"«{target.name}» se redibuja sin parar; no se pulsó nada.")
        raise fault from None


async def _aimed(stage: Stage, found: Found) -> Found | None:
    """The same control, with a place where the mouse meets it although its middle is not to be met."""
    with suppress(Error, Unanswered):
        spot = await stage.ask_of(found.element, "pressSpot")
        face = await stage.take(found.frame, spot["index"]) if spot else None
        if face is not None:
            return replace(found, element=face, spot={"x": spot["x"], "y": spot["y"]})
    return None


async def _unfold(stage: Stage, found: Found) -> None:
    """An entry of a menu that is folded into others: the mouse goes to each of these, and opens those that say that a
    click does."""
    for _ in range(_LEVELS):
        with suppress(Error, Unanswered):
            told = await stage.ask_of(found.element, "unfold")
            opener = await stage.take(found.frame, told["index"]) if told else None
            if opener is None:
                return
            await limited(opener.hover(timeout=_SLICE * 1000), _SLICE + _MARGIN, "abrir un menú")
            await stage.pause(_UNFOLDS)
            still = await stage.ask_of(found.element, "unfold")
            if still and still["press"] and still["depth"] == told["depth"]:
                await limited(opener.click(timeout=_SLICE * 1000), _SLICE + _MARGIN, "abrir un menú")
                await stage.pause(_UNFOLDS)


def _was_hidden(error: Error) -> bool:
    return "not visible" in error.message or "outside of the viewport" in error.message


async def window_over(stage: Stage, found: Sought) -> bool:
    with suppress(Error, Unanswered):
        return bool(await stage.ask(found.frame, "windowOver", found.index))
    return False


async def _obstacle(stage: Stage, target: Target, found: Found) -> str:
    with suppress(Error, Unanswered):
        if not await limited(found.element.is_enabled(), stage.limits.look, "mirar un control"):
            return f"«{target.name}» sigue deshabilitado; no se pulsó nada."
        cover = await stage.ask_of(found.element, "coverOf")
        if cover:
            return f"«{target.name}» está tapado por «{stage.without_secrets(cover, _COVER)}»; no se pulsó nada."
    return f"«{target.name}» no se deja pulsar; no se pulsó nada."


async def click(stage: Stage, found: Found) -> None:
    """The one click on a control that is ready. Raises a fault that says whether it may have been sent."""
    await _arm(stage, found.element)
    await _click(stage, found)


async def _click(stage: Stage, found: Found) -> None:
    target = found.used.target
    try:
        async with stage.front.behind(stage.context):
            seconds = _CLICK_SECONDS
            clicking = found.element.click(position=found.spot, timeout=seconds * 1000, no_wait_after=True)
            await limited(clicking, seconds + _MARGIN, "pulsar")
        return
    except (Error, Unanswered) as error:
        if await _closed_itself(stage, found, error):
            return
        if not await _surely_unsent(stage, found.element):
            fault = await stage.fault(error, f"pulsar «{target.name}»")
            fault.text += _MAY_BE_SENT
        elif isinstance(error, Error) and is_detached(error):
            fault = Redrawn(target, f"«{target.name}» desapareció al pulsarlo; no se pulsó nada.")
        else:
            fault = Redrawn(target, await _obstacle(stage, target, found))
    raise fault from None


async def _arm(stage: Stage, element: ElementHandle) -> None:
    with suppress(Error, Unanswered):
        await limited(element.evaluate(_ARM), stage.limits.look, "preparar un clic")


async def _surely_unsent(stage: Stage, element: ElementHandle) -> bool:
    """Only what the page itself tells counts; no answer means that it may have been met."""
    try:
        return not await limited(element.evaluate(_MET), stage.limits.look, "comprobar un clic")
    except (Error, Unanswered):
        return False


async def press(stage: Stage, target: Target, begin: Begin) -> Used:
    """`begin` is called at the last moment before the click, with what the look that found the control saw of
    everything; with nothing when it had to be waited for. A control redrawn before it was met is found anew."""
    end = stage.clock() + stage.limits.act
    missed = False
    while True:
        sought = await seek(stage, target, "press", look=True)
        if sought.state and not missed:
            await begin(sought.pages)
            if await at_once(stage, sought):
                return sought.used
            missed = True
            continue
        found = await ready(stage, target, "press")
        await _arm(stage, found.element)
        await begin(())
        try:
            await _click(stage, found)
            return found.used
        except Redrawn:
            if stage.clock() >= end:
                raise


async def at_once(stage: Stage, one: Sought) -> bool:
    """The one click by the mouse itself, on a control that lies at hand (measured: a fifth of the cost of Playwright's
    own, which waits for what is there). False: it lies there no more, or something else came under the mouse, which
    the page was kept from hearing: nothing was pressed."""
    try:
        async with stage.front.behind(stage.context):
            spot = await stage.ask(one.frame, "aim", one.index)
            if not spot:
                return False
            await limited(one.page.mouse.click(spot["x"], spot["y"]), _CLICK_SECONDS + _MARGIN, "pulsar")
    except (Error, Unanswered) as error:
        if await _closed_itself(stage, one, error):
            return True
        if not await _met(stage, one):
            return False
        fault = await stage.fault(error, f"pulsar «{one.used.target.name}»")
        fault.text += _MAY_BE_SENT
    else:
        return await _met(stage, one)
    raise fault from None


async def _closed_itself(stage: Stage, one: Sought, error: Error | Unanswered) -> bool:
    """The click closed its own window."""
    return isinstance(error, Error) and one.page.is_closed() and not is_crash(error) and await stage.alive()


async def _met(stage: Stage, one: Sought) -> bool:
    """Only what the page itself tells counts; no answer means that it may have been met."""
    try:
        return bool(await stage.ask(one.frame, "met"))
    except (Error, Unanswered):
        return True
