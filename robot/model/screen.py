"""Screens of the portal and the controls on them, as typed objects: what recognition and the driver work with."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class By(StrEnum):
    """How a candidate finds a control. `*_WITH` asks for the words to be contained, the others for the whole text.

    Texts are compared folded (robot.model.text.fold). What is visible counts, except FILE inputs.
    """

    LABEL = "label"  # a field by what a person reads as its label
    LABEL_WITH = "label_with"
    BUTTON = "button"  # anything one presses, by its text, value, alt, title or aria-label
    BUTTON_WITH = "button_with"
    LINK = "link"
    LINK_WITH = "link_with"
    TAB = "tab"
    TAB_WITH = "tab_with"
    MENU = "menu"
    MENU_WITH = "menu_with"
    CHECKBOX = "checkbox"
    CHECKBOX_WITH = "checkbox_with"
    HEADING = "heading"
    HEADING_WITH = "heading_with"
    DIALOG_WITH = "dialog_with"  # a window over the page that holds these words, for evidence
    TEXT = "text"  # any visible text, for evidence
    TEXT_WITH = "text_with"
    HEADER = "header"  # a table that has this column header
    FILE = "file"  # a file input, hidden or not, whose label, accept, name, id or surroundings hold this token
    ONLY = "only"  # the only visible control of a kind: checkbox, checkbox without words, password, file, ...
    SAID = "said"  # words the portal said since the last act (new text, alert, native dialog)
    ID = "id"
    NAME = "name"
    CSS = "css"


@dataclass(frozen=True, slots=True)
class Candidate:
    by: By
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Target:
    """A control of a screen: its candidates in order of trust. `screen` and `name` make it nameable in messages."""

    screen: str
    name: str
    candidates: tuple[Candidate, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Column:
    """One column we want of a table: our field name and the headers it may have, in order of trust."""

    field: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of a screen. `empty` are words that say there is no row."""

    screen: str
    name: str
    columns: tuple[Column, ...]
    empty: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Screen:
    """A state of the portal. All of `seen` visible and none of `never` means this is it."""

    name: str
    title: str
    seen: tuple[Target, ...]
    never: tuple[Target, ...]
    targets: dict[str, Target]
    tables: dict[str, TableSpec]
    place: Place
