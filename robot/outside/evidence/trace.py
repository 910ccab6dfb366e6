"""Takes out of a part of Playwright's trace what must not be kept; what is left still opens in Playwright's tools.

Called by visit with raw parts. Cookies, tokens, hidden fields and everything that was posted go by their place in the
trace, known secrets wherever they stand; of the resources only style sheets, pictures and fonts stay, which is all that
the pages need to be drawn.
"""

import io
import json
import re
import zipfile
from typing import Any

from robot.rules.scrub import Scrubber

GONE = "[oculto]"
_LINES = (".trace", ".network")
_DRAWN = (".css", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".otf")
_TELLING = re.compile(r"cookie|authoriz|token|csrf|xsrf|session|sesion|jwt|api-?key|ticket|viewstate", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"([?&;#](?:[\w.-]*(?:token|session|sesion|csrf|ticket|secret|passw|clave)[\w.-]*|sid|auth|code|state)=)[^&#;\s\"'\\]+",
    re.IGNORECASE,
)


def redacted(raw: bytes, scrubber: Scrubber) -> bytes:
    """The part without its secrets. Raises ValueError for what is no trace."""
    clean = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as part, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as out:
            for name in part.namelist():
                if name.endswith(_LINES):
                    out.writestr(name, _lines(part.read(name), scrubber))
                elif name.endswith(_DRAWN) and not scrubber.finds(part.read(name)):
                    out.writestr(name, part.read(name))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise ValueError("no trace") from error
    return clean.getvalue()


def _lines(content: bytes, scrubber: Scrubber) -> bytes:
    """One that cannot be read makes all of it doubtful; one that holds a secret all the same is left out."""
    clean = []
    for line in content.splitlines():
        told = _without_sessions(json.loads(line))
        written = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        if scrubber.finds(written):
            written = json.dumps(_without_secrets(told, scrubber), ensure_ascii=False).encode("utf-8", "replace")
        if not scrubber.finds(written):
            clean.append(written)
    return b"\n".join(clean) + b"\n"


def _without_sessions(node: Any) -> Any:
    """By place: whatever the browser sends or keeps to be known again, and whatever is posted."""
    if isinstance(node, str):
        return _IN_ADDRESS.sub(rf"\1{GONE}", node)
    if isinstance(node, list):
        if len(node) > 1 and node[0] == "INPUT" and isinstance(node[1], dict):
            return ["INPUT", _field(node[1]), *map(_without_sessions, node[2:])]
        return [_without_sessions(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    if _TELLING.search(str(node.get("name", ""))) and "value" in node:
        return {**node, "value": GONE}
    kept = {key: value for key, value in node.items() if key not in ("postData", "_apiRequest")}
    return {key: [] if key == "cookies" else _without_sessions(value) for key, value in kept.items()}


def _field(attributes: dict[str, Any]) -> dict[str, Any]:
    """Hidden ones hold states and tokens; a password's is never anybody's business."""
    if str(attributes.get("type", "")).lower() not in ("hidden", "password"):
        return {key: _without_sessions(value) for key, value in attributes.items()}
    return {key: GONE if key in ("value", "__playwright_value_") else value for key, value in attributes.items()}


def _without_secrets(node: Any, scrubber: Scrubber) -> Any:
    if isinstance(node, str):
        return scrubber.text(node)
    if isinstance(node, list):
        return [_without_secrets(inner, scrubber) for inner in node]
    if isinstance(node, dict):
        return {scrubber.text(key): _without_secrets(inner, scrubber) for key, inner in node.items()}
    return node
