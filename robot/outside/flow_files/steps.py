"""Turns the steps of one flow file into Steps, one `case` a key; `use` is left for flows to put in place.

What can be judged of one step by itself is judged here; what needs the screens' controls or the steps around is
judged in checks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from robot.model.flow import (
    AcceptTerms,
    Action,
    Choose,
    Click,
    CommitKind,
    Dialog,
    Download,
    Fill,
    KeepTerms,
    Lead,
    Note,
    Open,
    Person,
    Read,
    Step,
    Tick,
    TypeSecret,
    UploadSecret,
)
from robot.model.outcome import Ending
from robot.model.secret import SecretKind
from robot.outside.flow_files.files import Read as ReadFile
from robot.outside.flow_files.shapes import FlowFile, StepShape
from robot.outside.flow_files.templates import read_template
from robot.outside.yaml_text.nodes import Document, Map, Node, Scalar, Seq, scalars
from robot.outside.yaml_text.shape import did_you_mean
from robot.rules.duration import read_duration

_FILES = (SecretKind.EFIRMA_CER, SecretKind.EFIRMA_KEY)
_TEXTS = tuple(kind for kind in SecretKind if kind not in _FILES)


@dataclass(frozen=True, slots=True)
class Draft:
    """One written step. `use`: the flow whose steps stand here; then `step` only holds what is said of them."""

    step: Step
    use: Scalar | None
    has_limit: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The screens and groups a step may name, and how long a step waits that does not say so."""

    screens: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    limit: timedelta


def read_steps(read: ReadFile[FlowFile], names: Names) -> tuple[Draft, ...]:
    assert read.shape is not None
    written = read.root.values["steps"]
    assert isinstance(written, Seq)
    return tuple(
        _StepReader(read.document, node, names).draft(shape)
        for node, shape in zip(written.items, read.shape.steps, strict=True)
        if isinstance(node, Map)
    )


class _StepReader:
    """Reads one step."""

    def __init__(self, document: Document, node: Map, names: Names) -> None:
        self._document = document
        self._node = node
        self._names = names

    def draft(self, shape: StepShape) -> Draft:
        use = self._node.values.get("use")
        step = Step(
            on=tuple(dict.fromkeys(name for name, _ in self._screens("on"))),
            actions=tuple(action for key in self._node.keys for action in self._actions(key, shape)),
            then=tuple(self._leads()),
            within=read_duration(shape.within) if shape.within else self._names.limit,
            place=self._node.place,
            end_if=next((Ending(way) for way in (shape.end_if or {}).values()), None),
            commits=CommitKind(shape.commits) if shape.commits else None,
            dialog=Dialog(shape.dialog) if shape.dialog else None,
            guide=shape.guide,
            next=shape.next or "",
        )
        return Draft(step, use if isinstance(use, Scalar) else None, shape.within is not None)

    def _actions(self, key: str, shape: StepShape) -> Iterator[Action]:
        node = self._node.values[key]
        match key:
            case "open" if isinstance(node, Scalar):
                yield Open(read_template(self._document, node), node.place)
            case "fill":
                for target, text in self._pairs(node):
                    yield Fill(target.text, read_template(self._document, text), target.place)
            case "choose":
                for target, text in self._pairs(node):
                    yield Choose(target.text, read_template(self._document, text), target.place)
            case "type_secret" | "upload_secret":
                yield from self._secrets(key, node)
            case "note" if shape.note:
                yield Note(shape.note.service_password == "exists", self._node.keys[key].place)
            case "download" if shape.download and isinstance(node, Map):
                wanted = shape.download
                yield Download(wanted.target, wanted.name, wanted.kind, node.values["target"].place)
            case _:
                yield from self._named(key, node)

    @staticmethod
    def _named(key: str, node: Node) -> Iterator[Action]:
        for name in scalars(node):
            match key:
                case "tick":
                    yield Tick(name.text, name.place)
                case "accept_terms":
                    yield AcceptTerms(name.text, name.place)
                case "keep_terms":
                    yield KeepTerms(name.text, name.place)
                case "read":
                    yield Read(name.text, name.place)
                case "person":
                    yield Person(name.text, name.place)
                case "click":
                    yield Click(name.text, name.place)

    def _secrets(self, key: str, node: Node) -> Iterator[Action]:
        allowed = _TEXTS if key == "type_secret" else _FILES
        for target, value in self._pairs(node):
            if value.text in allowed:
                act = TypeSecret if key == "type_secret" else UploadSecret
                yield act(target.text, SecretKind(value.text), target.place)
            elif value.text in tuple(SecretKind):
                other = "upload_secret" if key == "type_secret" else "type_secret"
                kind = "un archivo" if key == "type_secret" else "un texto"
                self._document.mistake(f"`{value.text}` es {kind}", value, f"va en `{other}`")
            elif value.text.strip("${} ") in tuple(SecretKind):
                self._document.mistake("un secreto se nombra sin `${}`", value, f"escriba `{value.text.strip('${} ')}`")
            else:  # what stands there may be a secret itself: it is not shown
                title = f"`{target.text}` no nombra un secreto; aquí nunca se escribe el secreto mismo"
                self._document.mistake(title, target, f"valen: {', '.join(allowed)}", show=False)

    def _leads(self) -> Iterator[Lead]:
        """A screen named by itself comes before the group it is in."""
        ways = self._node.values.get("then")
        named: dict[str, Lead] = {}
        for group in (True, False):
            for name, written in self._screens("then"):
                if (written.text in self._names.groups) is group:
                    way = ways.values[written.text] if isinstance(ways, Map) else None
                    ending = None if not isinstance(way, Scalar) or way.text == "go on" else Ending(way.text)
                    named[name] = Lead(name, ending, written.place)
        yield from named.values()

    def _screens(self, key: str) -> Iterator[tuple[str, Scalar]]:
        """The screens that a key names, groups put in place, each with where it was written."""
        node = self._node.values.get(key)
        met: set[str] = set()
        for written in node.keys.values() if isinstance(node, Map) else scalars(node):
            if written.text in met:
                self._document.mistake(f"`{written.text}` está dos veces", written, "déjela una sola vez")
            met.add(written.text)
            members = self._names.groups.get(written.text) or (written.text,)
            if members == (written.text,) and written.text not in self._names.screens:
                known = [*self._names.screens, *self._names.groups]
                self._document.mistake(f"no hay pantalla `{written.text}`", written, did_you_mean(written.text, known))
            yield from ((name, written) for name in members)

    @staticmethod
    def _pairs(node: Node) -> Iterator[tuple[Scalar, Scalar]]:
        if isinstance(node, Map):
            for name, value in node.values.items():
                if isinstance(value, Scalar):
                    yield node.keys[name], value
