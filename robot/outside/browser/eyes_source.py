"""The script that looks at a document, put together from eyes/*.js, and the rules that it knows by number. Pure text;
run by stage.py in every frame."""

import json
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from zlib import crc32

_KEY = 'Symbol.for("infonavit-robot.eyes")'
_PARTS = (
    "text", "scene", "runs", "veil", "places", "faces", "fields", "states", "groups", "press", "folded", "files",
    "cards", "tables", "pages", "choices", "find", "words", "near", "aim", "cover", "sections",
    "eyes",
)  # fmt: skip

# Each call is one evaluate: the eyes answer, or null says that this document has none yet, or other rules. Questions
# and answers travel as JSON text: Playwright walks through anything else value by value, which took longer than the
# look itself.
ASK = (
    f"([version, name, ask]) => {{ const eyes = window[{_KEY}]; "
    "return eyes && eyes.version() === version ? eyes.asked(name, [JSON.parse(ask)]) : null; }"
)
# The same of a document and of those in it that have one of `numbers`, as far as its own origin reaches: one answer
# each, and null first when the document itself has none.
ASK_ALL = f"""([version, name, ask, numbers]) => {{
  const answers = [];
  const visit = (view) => {{
    try {{
      const eyes = view[{_KEY}];
      const asked = eyes && eyes.version() === version && (view === window || numbers.includes(eyes.number));
      if (asked) answers.push(eyes.asked(name, [JSON.parse(ask)]));
      else if (view === window) answers.push(null);
    }} catch (_) {{
      return;
    }}
    for (let at = 0; at < view.length; at++) visit(view[at]);
  }};
  visit(window);
  return answers;
}}"""
ASK_OF = f"""(el, [name, ask]) => {{ const eyes = window[{_KEY}];
  return eyes ? eyes.asked(name, [el, JSON.parse(ask)]) : null; }}"""
TAKE = f"""(index) => window[{_KEY}] ? window[{_KEY}].take(index) : null"""


@cache
def script(part: str) -> str:
    return files("robot.outside.browser").joinpath("eyes", f"{part}.js").read_text(encoding="utf-8")


class Eyes:
    """`rules` are what a look may be asked to count, as [by, folded words, words as written]; a look names them by
    their place, because sending them took longer than to look. `version` is theirs."""

    def __init__(self, rules: Collection[list[str]] = ()) -> None:
        known = json.dumps(list(rules))
        self.version = crc32(known.encode())
        code = "\n".join(map(script, _PARTS))
        self.script = (
            f'(() => {{ "use strict"; const KEY = {_KEY}; if (window[KEY]) return;\n{code}\n}})();\n'
            f"window[{_KEY}].learn({self.version}, {known});"
        )
