"""A screen's file with the candidate that found a control put first, or with one more candidate, as a unified diff.

Called by the report of a run; the drafts of the debug mode add theirs the same way. Reads the file, writes nothing: a
person decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import yaml

from robot.model.screen import By, Candidate, Target
from robot.rules.drift import yaml_line

_LAST = (By.ID, By.NAME, By.CSS)


def patch_first(target: Target, candidate: Candidate) -> str:
    """Empty when the file has changed since, so that nothing fits any more."""
    path = Path(candidate.place.file)
    try:
        text = path.read_bytes().decode("utf-8")
        items = _items(yaml.compose(text, yaml.SafeLoader), target.name)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return ""
    at = next((number for number, item in enumerate(items) if _value(item, candidate) is not None), None)
    if at is None:
        return ""
    return _difference(path, text, _with_first(text, items, at, candidate))


def patch_added(target: Target, candidate: str) -> str:
    """`candidate` is written like `button: Aceptar`. Empty when the file has changed since, or is written in a way
    that a person must change."""
    path = Path(target.place.file)
    try:
        text = path.read_bytes().decode("utf-8")
        after = with_candidate(text, target, candidate)
    except (OSError, UnicodeDecodeError, IndexError):
        return ""
    return _difference(path, text, after) if after else ""


@dataclass(frozen=True, slots=True)
class Patched:
    """A screen's file with all its new candidates. `name` is its way below a folder of flows."""

    name: str
    text: str
    difference: str


def patched(added: Iterable[tuple[Target, str]]) -> tuple[Patched, ...]:
    """The files that `added` changes, from the last line up so that every place holds; others are left out."""
    files: dict[Path, list[tuple[Target, str]]] = {}
    for target, candidate in sorted(added, key=lambda one: -one[0].place.line):
        files.setdefault(Path(target.place.file), []).append((target, candidate))
    return tuple(one for path, changes in sorted(files.items()) if (one := _patched(path, changes)) is not None)


def _patched(path: Path, changes: list[tuple[Target, str]]) -> Patched | None:
    try:
        before = after = path.read_bytes().decode("utf-8")
        for target, candidate in changes:
            after = with_candidate(after, target, candidate) or after
    except (OSError, UnicodeDecodeError, IndexError):
        return None
    return Patched(_name(path), after, _difference(path, before, after)) if after != before else None


def with_candidate(text: str, target: Target, candidate: str) -> str | None:
    """The first one, or the last when it is of the kind that only a programmer sees. None: a person must write it."""
    lines = text.splitlines(keepends=True)
    last = candidate.startswith(tuple(f"{by.value}: " for by in _LAST))
    at = target.candidates[-1 if last else 0].place.line - 1
    item = re.match(r"(\s*- )\{", lines[at])
    inline = re.match(r"(\s*[\w-]+: \[)(.*)", lines[at])
    if item:
        lines.insert(at + last, f"{item[1]}{yaml_line(candidate)}\n")
    elif inline and not last:
        lines[at] = f"{inline[1]}{yaml_line(candidate)}, {inline[2]}\n"
    else:
        return None
    return "".join(lines)


def _difference(path: Path, before: str, after: str) -> str:
    name = _name(path)
    diff = unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", n=2, lineterm="")
    return "".join(f"{line}\n" for line in diff)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent.name == "screens" else path.name


def _items(root: yaml.Node | None, name: str) -> list[yaml.Node]:
    """The candidates of a target as they are written; empty when there is no list of them."""
    node = root
    for key in ("targets", name):
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for written, value in pairs if written.value == key), None)
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _values(item: yaml.Node) -> list[yaml.Node]:
    if not isinstance(item, yaml.MappingNode):
        return []
    ((_, value),) = item.value
    return value.value if isinstance(value, yaml.SequenceNode) else [value]


def _value(item: yaml.Node, candidate: Candidate) -> yaml.Node | None:
    """Where the candidate stands in this item."""
    kind = item.value[0][0].value if isinstance(item, yaml.MappingNode) else ""
    found = (one for one in _values(item) if kind == candidate.by and one.value.strip() == candidate.value)
    return next(found, None)


def _with_first(text: str, items: list[yaml.Node], at: int, candidate: Candidate) -> str:
    """What stands between the items (dashes, commas, remarks) stays where it is."""
    spans = [(item.start_mark.index, item.start_mark.index + len(_written(text, item))) for item in items]
    parts = [_written(text, item) for item in items]
    gaps = [text[end:start] for (_, end), (start, _) in zip(spans, spans[1:], strict=False)]
    value, values = _value(items[at], candidate), _values(items[at])
    if value is not None and len(values) > 1:
        kind = candidate.by.value
        rest = [_written(text, one) for one in values if one is not value]
        left = rest[0] if len(rest) == 1 else f"[{', '.join(rest)}]"
        parts[at] = f"{{{kind}: {left}}}"
        parts.insert(0, f"{{{kind}: {_written(text, value)}}}")
        gaps.insert(0, _gap_before(text, spans[0][0]))
    else:
        parts.insert(0, parts.pop(at))
    whole = "".join(part + gap for part, gap in zip(parts, [*gaps, ""], strict=True))
    return text[: spans[0][0]] + whole + text[spans[-1][1] :]


def _gap_before(text: str, start: int) -> str:
    """What parts this item from another one before it: a line and a dash, or a comma."""
    lead = text[text.rfind("\n", 0, start) + 1 : start]
    return "\n" + lead if lead.strip() == "-" else ", "


def _written(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index].rstrip()
