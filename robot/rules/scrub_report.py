"""Keeps secrets out of a report made of plain objects, and finds those that are in its text all the same. Pure.

Called by whatever writes a report; rules.scrub knows what one secret looks like.
"""

import re
from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from html import unescape
from typing import Any, TypeVar

from robot.model.secret import Secret
from robot.rules.scrub import Scrubber, is_text

T = TypeVar("T")
_PIECES = re.compile(r'[<>"]')
_SHORT = 6


def scrubbed(thing: T, scrubber: Scrubber) -> T:
    """The same frozen object with every text in it scrubbed; enums, dates and numbers stay."""
    return _scrubbed(thing, scrubber)  # type: ignore[no-any-return]


def _scrubbed(thing: Any, scrubber: Scrubber) -> Any:
    if type(thing) is str:
        return scrubber.text(thing)
    if isinstance(thing, tuple):
        return tuple(_scrubbed(one, scrubber) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{one.name: _scrubbed(getattr(thing, one.name), scrubber) for one in fields(thing)})
    return thing


def told(page: str, secrets: Collection[Secret], own_words: str) -> tuple[Secret, ...]:
    """The secrets of one NRP that a page tells in any encoding. A secret that is one of the page's `own_words`, which
    stand there whoever it is about, is not told by it."""
    content = page.encode()
    if not Scrubber(secrets).finds(content):
        return ()
    alone = [(secret, Scrubber([secret])) for secret in secrets]
    return tuple(secret for secret, one in alone if one.finds(content) and not one.finds(own_words.encode()))


def told_plainly(page: str, secrets: Collection[Secret], own_words: str) -> bool:
    """Whether a page tells one of thousands of secrets as it is or as HTML writes it: fast enough for all NRPs."""
    pieces = "\n".join(unescape(piece) for piece in set(_PIECES.split(page)))
    return any(word in pieces and word not in own_words for word in _words(secrets))


def _words(secrets: Collection[Secret]) -> set[str]:
    """Texts that are long enough to mean something wherever they stand; the .key is no text."""
    contents = {secret.reveal() for secret in secrets}
    texts = {content.decode("utf-8", "ignore").strip() for content in contents if is_text(content)}
    return {text for text in texts if len(text) >= _SHORT}
