"""The floors of the house, its circles and its sizes, proven from the source alone (DESIGN, "Floors of the house")."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "robot").rglob("*.py"))
# Who may import whom: a room may import rooms of its own floor's list only.
FLOORS = {
    "model": {"model"},
    "rules": {"rules", "model"},
    "engine": {"engine", "rules", "model"},
    "outside": {"outside", "engine.ports", "rules", "model"},
    "report": {"report", "rules", "model"},
    "console": {"console", "report", "engine", "rules", "model"},
    "assembly": {"assembly", "report", "console", "engine", "outside", "rules", "model"},
    "cli": {"cli", "assembly", "report", "console", "engine", "outside", "rules", "model"},
    "__main__": {"cli"},
}
# The rooms that others of their floor may use: a reader of positions, and how a file is written whole.
SHARED = {"yaml_text", "whole_file"}


def imports_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("robot", "fixtures"):
            found.append(node.module)
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in ("robot", "fixtures", "tests")]
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_downwards_and_never_from_a_face(path: Path) -> None:
    own = name_of(path).split(".")
    for imported in imports_of(path):
        parts = imported.split(".")
        assert parts[0] == "robot", f"{name_of(path)} imports {imported}"
        allowed = FLOORS[own[1]] if len(own) > 1 else set()
        assert parts[1] in allowed or ".".join(parts[1:3]) in allowed, f"{name_of(path)} imports {imported}"
        assert not (ROOT.joinpath(*parts) / "__init__.py").exists(), f"{name_of(path)} imports from a face: {imported}"
        if own[1] == parts[1] == "outside" and own[2] != parts[2]:
            assert parts[2] in SHARED, f"{name_of(path)} imports another room: {imported}"


def test_no_circles() -> None:
    graph = {name_of(path): [name for name in imports_of(path)] for path in MODULES}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name in done:
            return
        for imported in graph.get(name, []):
            walk(imported, (*trail, name))
        done.add(name)

    for name in graph:
        walk(name, ())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_small_and_says_its_job(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{name_of(path)}.{node.name}"
    if path.name == "__init__.py":
        assert len(tree.body) == 1, "code in a face"


def test_no_mark_of_a_merge_was_left() -> None:
    files = [path for folder in ("robot", "flows", "fixtures", "tests") for path in ROOT.joinpath(folder).rglob("*.*")]
    read = [path for path in files if path.suffix in (".py", ".js", ".yaml", ".j2", ".css", ".html")]
    assert read
    assert not [path for path in read if re.search(r"^(<{7}|>{7}) ", path.read_text(encoding="utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_are_neither_hidden_in_functions_nor_in_type_checking(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert not [inner for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)]
