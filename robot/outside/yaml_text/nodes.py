"""A YAML file as a tree with positions, and the mistakes found in it so far. Made by read; knows no schema."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from robot.model.errors import Mistake
from robot.model.screen import Place

_WORD = re.compile(r""""[^"]*"|'[^']*'|\$\{[^}]*\}?|[^\s:,\[\]{}]+""")


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    place: Place
    width: int = 1


@dataclass(frozen=True, slots=True)
class Seq:
    items: tuple["Node", ...]
    place: Place
    width: int = 1


@dataclass(frozen=True, slots=True)
class Map:
    """Keys in the order written; `keys[name]` is the key itself, for its place."""

    keys: dict[str, Scalar]
    values: dict[str, "Node"]
    place: Place
    width: int = 1


Node = Scalar | Seq | Map
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """One file: its tree (None when it cannot be read as YAML at all), its lines, and the mistakes found so far."""

    file: str
    lines: tuple[str, ...]
    root: Node | None = None
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(self, title: str, at: Node | Place | None = None, fix: str = "", *, show: bool = True) -> None:
        """Notes one mistake at a node or place (None: the file as such). `show` False: the line may hold a secret."""
        place = at if isinstance(at, Place) else at.place if at else Place(self.file, 1, 1)
        width = self._word_at(place) if isinstance(at, Place) else at.width if at else 1
        snippet = "" if at is None or not show else self.snippet(place, width)
        found = Mistake(title, str(place) if at else self.file, snippet, fix)
        if found not in self.mistakes:
            self.mistakes.append(found)

    def snippet(self, place: Place, width: int = 1) -> str:
        """The line with its number, and carets under `width` characters."""
        if not 1 <= place.line <= len(self.lines):
            return ""
        shown = self.lines[place.line - 1]
        carets = "^" * max(1, min(width, len(shown) - place.column + 1))
        return f"{place.line:>7} | {shown}\n{'':>7} | {' ' * (place.column - 1)}{carets}"

    def _word_at(self, place: Place) -> int:
        """How wide the key or text is that starts there."""
        line = self.lines[place.line - 1] if 1 <= place.line <= len(self.lines) else ""
        found = _WORD.match(line, place.column - 1)
        return len(found[0]) if found else 1

    def plain(self) -> Any:
        """The tree as dict, list and str, for pydantic."""
        return _plain(self.root)

    def node(self, path: Path) -> Node | None:
        """The node that a pydantic location names; parts of it that name no node (a union's branch) are passed over."""
        if path and path[-1] == "[key]":  # pydantic's name for the key itself
            return self.key(path[:-1])
        node = self.root
        for part in path:
            if isinstance(node, Map) and part in node.values:
                node = node.values[str(part)]
            elif isinstance(node, Seq) and isinstance(part, int) and part < len(node.items):
                node = node.items[part]
        return node

    def key(self, path: Path) -> Node | None:
        """The key that a path ends with, else the node."""
        holder = self.node(path[:-1])
        if isinstance(holder, Map) and path[-1] in holder.keys:
            return holder.keys[str(path[-1])]
        return self.node(path)


def scalars(node: Node | None) -> Iterator[Scalar]:
    """The texts of a text or of a list of texts."""
    for item in node.items if isinstance(node, Seq) else (node,):
        if isinstance(item, Scalar):
            yield item


def _plain(node: Node | None) -> Any:
    if isinstance(node, Map):
        return {name: _plain(value) for name, value in node.values.items()}
    if isinstance(node, Seq):
        return [_plain(item) for item in node.items]
    return node.text if node else None
