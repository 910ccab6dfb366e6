"""Which values of a browser's cookies and storage let their holder in: to be hidden wherever they turn up.

Called with a kept session (outside.browser.session writes it) and, for all that the vault holds, by whoever hides or
looks for secrets in what is kept.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from robot.model.secret import SESSION, Secret, SecretKind

_TOKEN = re.compile(r"(?=.*\d)[A-Za-z0-9._~+/=-]{16,}")  # as long and as mixed as no word or number of a person's
_LEAST_COOKIE = 8  # characters of a cookie that no script may read


def hidden_of(kind: str, secret: Secret) -> tuple[Secret, ...]:
    """What nobody may read of a thing in the vault: of a kept session what lets in, of the .cer, which is public and
    holds the employer's name, nothing."""
    if kind == SecretKind.EFIRMA_CER:
        return ()
    return tokens_in(secret) if kind == SESSION else (secret,)


def tokens_in(kept: Secret) -> tuple[Secret, ...]:
    """Of `{"state": {"cookies": [], "origins": []}, "session": {origin: {key: value}}}`; nothing when unreadable."""
    try:
        told = json.loads(kept.reveal_text())
        found = {*_cookies(told["state"].get("cookies", ())), *_leaves([told["state"].get("origins"), told["session"]])}
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
    return tuple(Secret(token) for token in sorted(found))


def _cookies(cookies: list[dict[str, Any]]) -> Iterator[str]:
    for cookie in cookies:
        value = str(cookie.get("value", "")).strip('"')
        if _TOKEN.fullmatch(value) or (cookie.get("httpOnly") and len(value) >= _LEAST_COOKIE):
            yield value


def _leaves(node: Any) -> Iterator[str]:
    """Texts that look like a token; what is JSON in a text is looked into."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _leaves(inner)
    elif isinstance(node, str):
        text = node.strip().strip('"')
        bare = text.removeprefix("Bearer ")
        if _TOKEN.fullmatch(bare):
            yield bare
        elif text[:1] in ("{", "["):
            try:
                inner = json.loads(text)
            except ValueError:
                return
            yield from _leaves(inner)
