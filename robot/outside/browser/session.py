"""Cookies and storage of a context, to be tried before the next login. A hope, not a promise.

Playwright's own state leaves session storage out, where many one-page portals keep their token; it is added here
and given back only to a document of the same origin.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page

from robot.model.origin import origin_of
from robot.model.secret import Secret
from robot.outside.browser.limited import Unanswered, limited
from robot.outside.browser.stage import Stage
from robot.rules.tokens import tokens_in

_READ = "() => [location.origin, {...sessionStorage}]"
_READ_BOTH = "() => [location.origin, {...sessionStorage, ...localStorage}]"
_WRITE = """(kept) => { let written = false;
  for (const [key, value] of Object.entries(kept)) {
    if (sessionStorage.getItem(key) === null) { sessionStorage.setItem(key, value); written = true; } }
  return written; }"""


def read_kept(kept: Secret | None) -> tuple[Any, dict[str, dict[str, str]]]:
    """What a new context starts with, and the session storage by origin; nothing when it cannot be read."""
    if not kept:
        return None, {}
    try:
        told = json.loads(kept.reveal_text())
        return told["state"], told.get("session", {})
    except (ValueError, KeyError, TypeError):
        return None, {}


async def keep(stage: Stage) -> Secret:
    state = await stage.do(stage.context.storage_state(), "guardar la sesión")
    return Secret(json.dumps({"state": state, "session": await _storage(stage, _READ)}))


async def tokens(stage: Stage) -> tuple[Secret, ...]:
    """Cheaper than `keep`: of the pages that are open."""
    cookies, session = await asyncio.gather(
        stage.do(stage.context.cookies(), "mirar la sesión"), _storage(stage, _READ_BOTH)
    )
    return tokens_in(Secret(json.dumps({"state": {"cookies": cookies}, "session": session})))


async def _storage(stage: Stage, script: str) -> dict[str, dict[str, str]]:
    """By origin; the frames of one origin in a page share it, and the first one answers for all."""
    found: dict[str, dict[str, str]] = {}
    for page in stage.pages():
        for frame in {origin_of(frame.url): frame for frame in reversed(page.frames)}.values():
            with suppress(Error, Unanswered):
                origin, kept = await limited(frame.evaluate(script), stage.limits.look, "mirar la sesión")
                if kept:
                    found.setdefault(origin, {}).update(kept)
    return found


async def give_back(page: Page, session: dict[str, dict[str, str]], seconds: float) -> None:
    """Puts the session storage back into a page of that origin and has it begin again with it."""
    for origin in [origin for origin in session if page.url.startswith(f"{origin}/")]:
        kept = session.pop(origin)
        with suppress(Error, Unanswered):
            if await limited(page.evaluate(_WRITE, kept), 5, "recuperar la sesión"):
                await limited(
                    page.reload(wait_until="commit", timeout=seconds * 1000), seconds + 3, "recuperar la sesión"
                )
