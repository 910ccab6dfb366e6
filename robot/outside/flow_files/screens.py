"""Turns screen files into Screens. What is wrong is noted in each file's document; nothing is raised."""

from collections.abc import Iterator

from robot.model.screen import By, Candidate, Column, Screen, TableSpec, Target
from robot.model.text import fold
from robot.outside.flow_files.files import Read, Shelf
from robot.outside.flow_files.formats import ONLY_KINDS
from robot.outside.flow_files.shapes import ScreenFile
from robot.outside.yaml_text.nodes import Document, Map, Node, Scalar, Seq, scalars
from robot.outside.yaml_text.shape import did_you_mean


def make_screens(shelf: Shelf) -> dict[str, Screen]:
    """Every screen whose file is well-formed."""
    read = {name: each for name, each in shelf.screens.items() if each.shape is not None}
    own = {name: _targets(each) for name, each in read.items()}
    return {name: _screen(each, own, shelf) for name, each in read.items()}


def _screen(read: Read[ScreenFile], own: dict[str, dict[str, Target]], shelf: Shelf) -> Screen:
    root, shape = read.root, read.shape
    assert shape is not None
    targets = _all_targets(read, own, shelf, (read.name,))
    seen = tuple(_evidence(read, "seen", targets))
    return Screen(
        name=read.name,
        title=shape.title,
        seen=seen,
        never=tuple(_evidence(read, "never", targets)),
        targets=targets,
        tables=_tables(read),
        place=root.keys["screen"].place,
    )


def _all_targets(
    read: Read[ScreenFile], own: dict[str, dict[str, Target]], shelf: Shelf, trail: tuple[str, ...]
) -> dict[str, Target]:
    """Those taken over from other screens, and from the ones these take over, then its own."""
    targets: dict[str, Target] = {}
    for name in scalars(read.root.values.get("targets_of")):
        if name.text not in shelf.screens:
            read.document.mistake(f"no hay pantalla `{name.text}`", name, did_you_mean(name.text, list(shelf.screens)))
        elif name.text in trail:
            read.document.mistake(
                "las pantallas se toman los controles en círculo", name, "quite uno de los `targets_of`"
            )
        elif name.text in own:
            targets |= _all_targets(shelf.screens[name.text], own, shelf, (*trail, name.text))
    return targets | own[read.name]


def _targets(read: Read[ScreenFile]) -> dict[str, Target]:
    written = read.root.values.get("targets")
    if not isinstance(written, Map):
        return {}
    return {
        name: Target(read.name, name, tuple(_candidates(read.document, node)), written.keys[name].place)
        for name, node in written.values.items()
    }


def _candidates(document: Document, node: Node) -> Iterator[Candidate]:
    """One for each text, in the order written."""
    met: set[tuple[str, str]] = set()
    for block in node.items if isinstance(node, Seq) else (node,):
        assert isinstance(block, Map)
        ((kind, values),) = block.values.items()
        for value in scalars(values):
            if (kind, fold(value.text)) in met:
                document.mistake("este candidato está dos veces", value, "deje uno solo")
            met.add((kind, fold(value.text)))
            _check_candidate(document, By(kind), value)
            yield Candidate(By(kind), value.text.strip(), value.place)


def _check_candidate(document: Document, by: By, value: Scalar) -> None:
    if by is By.ONLY and value.text not in ONLY_KINDS:
        document.mistake(f"`only` no conoce `{value.text}`", value, did_you_mean(value.text, ONLY_KINDS))
    if "${" in value.text:
        document.mistake("en una pantalla no se sustituye `${...}`", value, "escriba lo que el portal muestra")


def _evidence(read: Read[ScreenFile], key: str, targets: dict[str, Target]) -> Iterator[Target]:
    """Each written item: a control's name, one candidate, or a list of both of which any will do."""
    written = read.root.values.get(key)
    for number, node in enumerate(written.items if isinstance(written, Seq) else (), start=1):
        if isinstance(node, Scalar):
            target = _named(read.document, node, targets)
            if target:
                yield target
            continue
        candidates: list[Candidate] = []
        for item in node.items if isinstance(node, Seq) else (node,):
            target = _named(read.document, item, targets) if isinstance(item, Scalar) else None
            blocks = () if isinstance(item, Scalar) else _candidates(read.document, item)
            candidates.extend(target.candidates if target else blocks)
        yield Target(read.name, f"{key}_{number}", tuple(candidates), node.place)


def _named(document: Document, name: Scalar, targets: dict[str, Target]) -> Target | None:
    if name.text not in targets:
        document.mistake(f"la pantalla no tiene un control `{name.text}`", name, did_you_mean(name.text, list(targets)))
    return targets.get(name.text)


def _tables(read: Read[ScreenFile]) -> dict[str, TableSpec]:
    written = read.root.values.get("tables")
    assert read.shape is not None
    if not isinstance(written, Map):
        return {}
    tables = {}
    for name, shape in read.shape.tables.items():
        node = read.document.node(("tables", name, "columns"))
        assert isinstance(node, Map)
        columns = tuple(Column(key, _texts(headers)) for key, headers in node.values.items())
        _check_headers(read.document, node)
        tables[name] = TableSpec(read.name, name, columns, tuple(shape.empty), written.keys[name].place)
    return tables


def _check_headers(document: Document, columns: Map) -> None:
    """A header that two fields claim would make one column two."""
    met: dict[str, str] = {}
    for field, node in columns.values.items():
        for header in scalars(node):
            first = met.setdefault(fold(header.text), field)
            if first != field:
                document.mistake(f"este encabezado ya es de `{first}`", header, "déjelo en un solo campo")


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(scalar.text.strip() for scalar in scalars(node))
