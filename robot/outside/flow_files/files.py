"""The files of one portal as read and held against their shapes, before they know of one another.

`Shelf` is what the other rooms of flow_files work on: each file with its document, by the name it is stored under.
A later folder shadows an earlier one file by file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from robot.model.errors import Mistake, said_by_system
from robot.outside.flow_files.shapes import FlowFile, PortalFile, ScreenFile
from robot.outside.yaml_text.nodes import Document, Map
from robot.outside.yaml_text.read import read_yaml
from robot.outside.yaml_text.shape import check_shape

Shape = TypeVar("Shape", bound=BaseModel)

PORTAL = "portal.yaml"
SCREENS = "screens"


@dataclass(frozen=True, slots=True)
class Read(Generic[Shape]):
    """One file. `shape` is None when it is not well-formed: it exists, but nothing may be said of what is in it."""

    name: str
    document: Document
    shape: Shape | None

    @property
    def root(self) -> Map:
        """The file's outermost block; only for files that have a shape."""
        assert isinstance(self.document.root, Map)
        return self.document.root


@dataclass(slots=True)
class Shelf:
    """All files of a portal. `loose` are documents that are no file of ours, kept for their mistakes."""

    portal: Read[PortalFile] | None = None
    screens: dict[str, Read[ScreenFile]] = field(default_factory=dict)
    flows: dict[str, Read[FlowFile]] = field(default_factory=dict)
    loose: list[Document] = field(default_factory=list)

    def documents(self) -> Iterator[Document]:
        yield from self.loose
        if self.portal:
            yield self.portal.document
        yield from (read.document for read in self.screens.values())
        yield from (read.document for read in self.flows.values())

    def document(self, file: str) -> Document:
        return next(document for document in self.documents() if document.file == file)

    def mistakes(self) -> tuple[Mistake, ...]:
        return tuple(mistake for document in self.documents() for mistake in document.mistakes)


def read_folders(folders: Sequence[Path]) -> Shelf:
    shelf = Shelf()
    for path in _chosen(folders).values():
        _shelve(path, shelf)
    if shelf.portal is None:
        missing = Document(str(folders[-1] / PORTAL) if folders else PORTAL, ())
        missing.mistake("falta el archivo `portal.yaml`", fix="cópielo de la carpeta `flows/infonavit` del robot")
        shelf.loose.append(missing)
    return shelf


def read_one(path: Path, shape: type[Shape]) -> Read[Shape]:
    try:
        document = read_yaml(path.read_bytes(), str(path))
    except OSError as error:
        document = Document(str(path), ())
        document.mistake(
            f"no se puede leer: {said_by_system(error)}", fix="ciérrelo en el editor, o revise sus permisos"
        )
    return Read(path.stem, document, check_shape(document, shape))


def files_of(folder: Path) -> dict[str, Path]:
    """The flow files of one folder by their path in it, as `screens/home.yaml`; what editors and systems hide there is
    none (`.#home.yaml`, `._home.yaml`)."""
    found = [*folder.glob("*.y*ml"), *folder.glob(f"{SCREENS}/*.y*ml")]
    return {path.relative_to(folder).as_posix(): path for path in sorted(found) if not path.name.startswith(".")}


def _chosen(folders: Sequence[Path]) -> dict[str, Path]:
    chosen: dict[str, Path] = {}
    for folder in folders:
        chosen |= files_of(folder)
    return chosen


def _shelve(path: Path, shelf: Shelf) -> None:
    if path.suffix != ".yaml":
        document = Document(str(path), ())
        document.mistake(f"el archivo termina en `{path.suffix}`", fix=f"llámelo `{path.stem}.yaml`")
        shelf.loose.append(document)
    elif path.parent.name == SCREENS:
        shelf.screens[path.stem] = read_one(path, ScreenFile)
        _check_name(shelf.screens[path.stem], "screen")
    elif path.name == PORTAL:
        shelf.portal = read_one(path, PortalFile)
    else:
        shelf.flows[path.stem] = read_one(path, FlowFile)
        _check_name(shelf.flows[path.stem], "flow")


def _check_name(read: Read[Shape], key: str) -> None:
    """One name a file, so that a name is nowhere twice and a workspace's file shadows what it seems to."""
    if read.shape is None:
        return
    written = read.root.values[key]
    if read.document.node((key,)) is not None and getattr(read.shape, key) != read.name:
        read.document.mistake(f"el archivo se llama `{read.name}`", written, f"escriba `{key}: {read.name}`")
