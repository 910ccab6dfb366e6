"""What a workspace's own file misses of the shipped one that it shadows: told to a person, never mended."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from robot.outside.flow_files.files import PORTAL, SCREENS, files_of
from robot.outside.yaml_text.nodes import Map, Node, Scalar, Seq
from robot.outside.yaml_text.read import read_yaml

_STEP_KEYS = ("on", "use", "open", "click", "download", "person")


def shadow_reports(folders: Sequence[Path]) -> tuple[str, ...]:
    """One Spanish line for each shadowed file that lacks something; nothing for a file that lacks nothing."""
    reports: list[str] = []
    known: dict[str, Path] = {}
    for folder in folders:
        here = files_of(folder)
        for name, path in here.items():
            missing = tuple(_missing(name, known[name], path)) if name in known else ()
            if missing:
                reports.append(f"{path}: tapa el archivo del robot y no tiene {', '.join(missing)}")
        known |= here
    return tuple(reports)


def _missing(name: str, shipped: Path, own: Path) -> Iterator[str]:
    theirs, ours = _root(shipped), _root(own)
    if theirs is None or ours is None:
        return
    if name == PORTAL:
        yield from _keys("el grupo", theirs, ours, "groups")
        yield from _only_in("la interrupción", _names(theirs, "interruptions"), _names(ours, "interruptions"))
    elif name.startswith(f"{SCREENS}/"):
        yield from _keys("el control", theirs, ours, "targets")
        yield from _keys("la tabla", theirs, ours, "tables")
    else:
        yield from _only_in("el paso", _steps(theirs), _steps(ours))


def _root(path: Path) -> Map | None:
    root = read_yaml(path.read_bytes(), str(path)).root
    return root if isinstance(root, Map) else None


def _keys(kind: str, theirs: Map, ours: Map, block: str) -> Iterator[str]:
    yield from _only_in(kind, _block(theirs, block), _block(ours, block))


def _block(root: Map, name: str) -> list[str]:
    node = root.values.get(name)
    return list(node.keys) if isinstance(node, Map) else []


def _names(root: Map, block: str) -> list[str]:
    node = root.values.get(block)
    items = [item for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []
    return [_said(item.values["screen"]) for item in items if "screen" in item.values]


def _steps(root: Map) -> list[str]:
    """Each step by where it is and what it presses, as a person would tell it apart."""
    node = root.values.get("steps")
    items = [item for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []
    return [
        ", ".join(f"{key}: {_said(item.values[key])}" for key in _STEP_KEYS if key in item.values) for item in items
    ]


def _said(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Seq):
        return f"[{', '.join(_said(item) for item in node.items)}]"
    return _said(node.values["target"]) if "target" in node.values else "{}"


def _only_in(kind: str, theirs: list[str], ours: list[str]) -> Iterator[str]:
    yield from (f"{kind} `{name}`" for name in theirs if name and name not in ours)
