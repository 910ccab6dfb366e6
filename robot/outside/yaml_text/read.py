"""Reads YAML as a person wrote it, for flow_files and settings; the only user of PyYAML.

Every scalar stays the text it is. What would surprise (duplicate keys, tabs, anchors, merge keys, tags, a second
document) is a mistake with its place. Nothing is raised, so that all mistakes of all files can be told at once.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import yaml
from yaml.error import Mark
from yaml.events import AliasEvent, DocumentStartEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from robot.model.screen import Place
from robot.outside.yaml_text.nodes import Document, Map, Node, Scalar, Seq

DEEPEST = 40  # levels; a person's file has six


def read_yaml(source: str | bytes, file: str) -> Document:
    """Never raises; look at `mistakes` and `root`. `file` is how messages call it."""
    text, trouble = _decode(source)
    document = Document(file, tuple(text.splitlines()))
    if trouble:
        document.mistake(trouble, fix="guárdelo como UTF-8")
        return document
    for number, line in enumerate(document.lines, start=1):
        if "\t" in line:
            place = Place(file, number, line.index("\t") + 1)
            document.mistake("hay un tabulador", place, "use espacios: dos por nivel")
    try:
        _Tree(document, text.replace("\t", " ")).build()
    except yaml.MarkedYAMLError as error:
        document.root = None  # what was built until here is no document
        mark = error.context_mark if _is_unclosed(error) else error.problem_mark
        title, fix = _syntax(error)
        document.mistake(title, _place(file, mark) if mark else None, fix)
    except yaml.YAMLError:
        document.root = None
        document.mistake("el archivo tiene caracteres que no se pueden leer", fix="guárdelo como texto UTF-8")
    return document


def _is_unclosed(error: yaml.MarkedYAMLError) -> bool:
    """A quotation mark, bracket or brace: told where it was opened, for it shows only on a later line."""
    opened, met = error.context_mark, error.problem_mark
    if "unexpected end of stream" in (error.problem or ""):
        return opened is not None
    return "flow" in (error.context or "") and bool(opened and met and opened.line < met.line)


class _Tree:
    """Builds the nodes from PyYAML's events, where anchors, tags and document ends are still to be seen."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._events: Iterator[Event] = _events(text)
        self._has_alias = False

    def build(self) -> None:
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self._note("hay un segundo documento (`---`) en el archivo", event, "haga un archivo para cada uno")
            elif isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent, AliasEvent)):
                node = self._node(event, 1)
                self._document.root = self._document.root or node
        root = self._document.root
        if root is None or (isinstance(root, Scalar) and not root.text):
            self._document.mistake("el archivo está vacío")
        if self._document.mistakes and (root is None or isinstance(root, Scalar) or self._has_alias):
            self._document.root = None  # what an alias stands for is not judged

    def _node(self, event: Event, depth: int) -> Node:
        self._refuse(event)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="too deep", problem_mark=_mark(event.start_mark))
        place = _place(self._document.file, event.start_mark)
        if isinstance(event, SequenceStartEvent):
            return Seq(tuple(self._node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent)), place)
        if isinstance(event, MappingStartEvent):
            return self._map(place, depth)
        text = event.value if isinstance(event, ScalarEvent) else ""
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        return Scalar(text, place, max(1, end.column - start.column) if start.line == end.line else 200)

    def _map(self, place: Place, depth: int) -> Map:
        keys: dict[str, Scalar] = {}
        values: dict[str, Node] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._document.mistake("la clave tiene que ser un texto", key)
            elif key.text == "<<" and isinstance(event, ScalarEvent) and not event.style:
                self._document.mistake("`<<` (mezclar bloques) no se usa aquí", key, "escriba el bloque completo")
            elif key.text in keys:
                first = keys[key.text].place.line
                self._document.mistake(
                    f"`{key.text}` está dos veces", key, f"ya está en la línea {first}; deje una sola"
                )
            else:
                keys[key.text], values[key.text] = key, value
        first_key = next(iter(keys.values()), None)
        return Map(keys, values, place, first_key.width if first_key and first_key.place == place else 1)

    def _until(self, end: type[Event]) -> Iterator[Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _refuse(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            self._has_alias = True
            self._note(f"`*{event.anchor}` (repetir un bloque) no se usa aquí", event, "escriba el bloque completo")
        elif getattr(event, "anchor", None):
            self._note(f"`&{event.anchor}` (nombrar un bloque) no se usa aquí", event, "quítelo")  # type: ignore[attr-defined]
        if getattr(event, "tag", None):
            self._note("aquí no se usan tipos con `!`", event, "quítelo, o ponga el texto entre comillas")

    def _note(self, title: str, event: Event, fix: str) -> None:
        self._document.mistake(title, _place(self._document.file, event.start_mark), fix)


def _events(text: str) -> Iterator[Event]:
    """From libyaml where PyYAML came with it: every start reads some sixty files, and it is ten times as fast. A text
    that it refuses is read by PyYAML itself, whose words _SYNTAX knows."""
    fast = getattr(yaml, "CBaseLoader", None)
    if fast is not None:
        with suppress(yaml.YAMLError):
            return iter(list(yaml.parse(text, Loader=fast)))
    return iter(yaml.parse(text, Loader=yaml.BaseLoader))


def _decode(source: str | bytes) -> tuple[str, str]:
    """The text without a BOM, and what is wrong with it."""
    if isinstance(source, str):
        return source.removeprefix("\ufeff"), ""
    try:
        return source.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return source.decode("cp1252", errors="replace"), "el archivo no está guardado en UTF-8"


def _mark(mark: Any) -> Mark:
    assert mark is not None  # every event of the parser has its marks
    return mark  # type: ignore[no-any-return]


def _place(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


# What PyYAML 6.0.3 says, and what the person should do about it.
_SYNTAX = (
    (
        "mapping values are not allowed",
        "aquí no puede ir otro `:`",
        "revise la sangría, o ponga el texto entre comillas",
    ),
    ("could not find expected ':'", "falta `:` después de la clave", "escriba `clave: valor`"),
    (
        "expected <block end>",
        "la sangría no cuadra con las líneas de arriba",
        "ponga las claves hermanas en la misma columna",
    ),
    ("expected ',' or", "falta una coma, o cerrar la llave o el corchete", "revise los `{ }` y `[ ]` de la línea"),
    (
        "found unexpected end of stream",
        "faltan las comillas que cierran",
        "cierre el texto con la misma comilla que lo abre",
    ),
    ("cannot start any token", "un texto no puede empezar con este carácter", "ponga el texto entre comillas"),
    ("unknown escape character", "dentro de comillas dobles `\\` es especial", "use comillas simples"),
    ("too deep", "hay demasiados niveles", "revise la sangría"),
)


def _syntax(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    for sign, title, fix in _SYNTAX:
        if sign in (error.problem or ""):
            return title, fix
    return "esto no es YAML válido", "revise comillas, dos puntos y sangría"
