"""Texts with `${name}` in them, resolved when the files are read. Called by steps; knows no screen."""

import re
from collections.abc import Callable

from robot.model.flow import Template, Variable
from robot.model.identifiers import Nrp, Rfc
from robot.model.screen import Place
from robot.model.secret import SecretKind
from robot.outside.yaml_text.nodes import Document, Scalar
from robot.outside.yaml_text.shape import did_you_mean

_PART = re.compile(r"\$\{([^}]*)(\}?)")
_VARIABLES = {str(name): name for name in Variable}
_SECRETS = tuple(str(kind) for kind in SecretKind)


def read_template(document: Document, text: Scalar) -> Template:
    """The parts of `text`; a name that is no variable is a mistake and left out."""
    parts: list[str | Variable] = []
    end = 0
    for found in _PART.finditer(text.text):
        parts.append(text.text[end : found.start()])
        end = found.end()
        name = found[1].strip()
        if not found[2]:
            document.mistake("falta cerrar `${` con `}`", _within(document, text, found[0]), f"escriba `${{{name}}}`")
        elif name in _VARIABLES:
            parts.append(_VARIABLES[name])
        else:
            _note_unknown(document, _within(document, text, found[0]), name)
    parts.append(text.text[end:])
    _check_literal(document, text)
    return Template(tuple(part for part in parts if part))


def _note_unknown(document: Document, place: Place, name: str) -> None:
    if name in _SECRETS:
        title = f"`{name}` es un secreto y no puede ir dentro de un texto"
        document.mistake(title, place, f"use `type_secret: {{control: {name}}}`, o `upload_secret` si es un archivo")
    else:
        document.mistake(f"no hay variable `{name}`", place, did_you_mean(name, list(_VARIABLES)))


def _check_literal(document: Document, text: Scalar) -> None:
    """A flow file holds no employer's identifiers, and no secret is typed with `fill`."""
    if text.text in _SECRETS:
        title = f"`{text.text}` es un secreto y `fill` no escribe secretos"
        document.mistake(title, text, f"use `type_secret: {{control: {text.text}}}`")
    elif _is(Nrp, text.text):
        document.mistake("un flujo no lleva el NRP de un patrón", text, "escriba `${employer.nrp}`")
    elif _is(Rfc, text.text):
        document.mistake("un flujo no lleva un RFC", text, "escriba `${employer.rfc}` o `${developer.rfc}`")


def _is(kind: Callable[[str], str], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True


def _within(document: Document, text: Scalar, part: str) -> Place:
    """Where `part` stands in the file; the text's own place when it was written over several lines."""
    line = document.lines[text.place.line - 1]
    column = line.find(part, text.place.column - 1)
    return Place(text.place.file, text.place.line, column + 1) if column >= 0 else text.place
