"""The script that looks at a document, put together from eyes/*.js. Pure text; run by frames.py in every frame."""

from functools import cache
from importlib.resources import files

_KEY = 'Symbol.for("infonavit-robot.eyes")'
_PARTS = (
    "text", "scene", "runs", "veil", "places", "fields", "groups", "press", "files", "tables", "pages", "choices",
    "find", "words", "near", "eyes",
)  # fmt: skip

# Each call is one evaluate: the eyes answer, or null says that this document has none yet. Questions and answers
# travel as JSON text: Playwright walks through anything else value by value, which took longer than the look itself.
ASK = (
    f"""([name, ask]) => {{ const eyes = window[{_KEY}]; return eyes ? eyes.asked(name, [JSON.parse(ask)]) : null; }}"""
)
ASK_OF = f"""(el, [name, ask]) => {{ const eyes = window[{_KEY}];
  return eyes ? eyes.asked(name, [el, JSON.parse(ask)]) : null; }}"""
TAKE = f"""(index) => window[{_KEY}] ? window[{_KEY}].take(index) : null"""


@cache
def script(part: str) -> str:
    return files("robot.outside.browser").joinpath("eyes", f"{part}.js").read_text(encoding="utf-8")


@cache
def install_script() -> str:
    """Gives a document its eyes, once."""
    code = "\n".join(map(script, _PARTS))
    return f'(() => {{ "use strict"; const KEY = {_KEY}; if (window[KEY]) return;\n{code}\n}})()'
