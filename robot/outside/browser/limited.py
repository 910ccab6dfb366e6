"""Every await on Playwright goes through here: a limit of ours, and errors told as faults without their text.

Playwright's messages may hold what was typed (measured: the call log of `fill`), so none of them is passed on.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from playwright.async_api import Error

from robot.model.faults import BrowserLost, Fault, PortalTrouble

T = TypeVar("T")

_GONE = ("browser has been closed", "Connection closed", "Browser closed", "browser was disconnected")
_CRASHED = ("Target crashed", "Page crashed", "page crashed")
_CLOSED = ("Target closed", "has been closed", "Target page, context")
_DETACHED = (
    "not attached", "was detached", "context was destroyed", "Cannot find context", "Execution context",
    "Unable to adopt", "JSHandle is disposed", "navigating frame", "Frame was detached", "strict mode violation",
)  # fmt: skip
GONE = "the control is not attached to the page"
_NETWORK = "net::ERR_"


class Unanswered(Exception):
    """The browser did not answer within our limit: something in it is frozen or very busy."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


async def limited(call: Awaitable[T], seconds: float, what: str) -> T:
    """Raises Unanswered. Playwright's own errors pass; whoever catches them hands on only their kind."""
    try:
        async with asyncio.timeout(seconds):  # unlike wait_for without a task of its own
            return await call
    except TimeoutError:
        raise Unanswered(what) from None


async def limited_unless(lost: asyncio.Event, call: Awaitable[T], seconds: float, what: str) -> T:
    """The same, given up at once when the browser goes: some calls never learn of it (measured: new_page)."""
    answer = asyncio.ensure_future(call)
    end = asyncio.ensure_future(lost.wait())
    try:
        await asyncio.wait({answer, end}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise Unanswered(what)
    finally:
        for task in (answer, end):
            task.cancel()


def is_crash(error: Error) -> bool:
    return any(sign in error.message for sign in _CRASHED)


def is_gone(error: Error) -> bool:
    """The page, or more than the page, is no longer there."""
    return is_crash(error) or any(sign in error.message for sign in (*_CLOSED, *_GONE))


def is_detached(error: Error) -> bool:
    """The page drew itself anew meanwhile; looking again helps."""
    return any(sign in error.message for sign in _DETACHED)


def network_word(error: Error) -> str:
    """`ERR_NAME_NOT_RESOLVED` and the like, or nothing."""
    at = error.message.find(_NETWORK)
    if at < 0:
        return ""
    word = error.message[at + len("net::") :].split()[0]
    return word.strip(".,;:\"'")


def fault_of(error: Error | Unanswered, what: str) -> Fault:
    """What the engine is told: `what` was being done, and the kind of trouble, in Spanish."""
    if isinstance(error, Unanswered):
        return PortalTrouble(f"La página no respondió a tiempo: {what}.")
    if is_crash(error):
        return BrowserLost(f"La página se cayó dentro del navegador: {what}.")
    if any(sign in error.message for sign in (*_GONE, *_CLOSED)):
        return BrowserLost(f"El navegador se cerró: {what}.")
    word = network_word(error)
    if word:
        return PortalTrouble(f"No hubo respuesta del portal ({word}): {what}.")
    return PortalTrouble(f"El navegador no pudo: {what}.")
