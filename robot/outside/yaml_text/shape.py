"""Holds a YAML document against a closed pydantic model and says in Spanish, with the place, where it does not fit.

Called by flow_files and settings with models whose `extra` is forbidden. Never raises for what a person wrote.
"""

import difflib
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from robot.outside.yaml_text.nodes import Document, Map, Node, Seq

Shape = TypeVar("Shape", bound=BaseModel)


def check_shape(document: Document, model: type[Shape]) -> Shape | None:
    """The document as `model`; None when it does not fit, with the mistakes noted in the document."""
    if document.root is None:
        return None
    try:
        return model.model_validate(document.plain())
    except ValidationError as error:
        _note_errors(document, model.model_json_schema(), error)
        return None


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A Spanish question with the nearest of `known`, else the list of them."""
    near = difflib.get_close_matches(word.casefold(), [name.casefold() for name in known], n=1, cutoff=0.6)
    for name in known:
        if near and name.casefold() == near[0]:
            return f"¿quiso decir `{name}`?"
    return f"valen: {', '.join(known)}" if known else ""


def _note_errors(document: Document, schema: dict[str, Any], error: ValidationError) -> None:
    """Of the errors that the branches of a union give for one place, the deepest tell what the person meant."""
    places: dict[int, list[Any]] = {}
    for each in _without_misspelt(error.errors(include_url=False)):
        places.setdefault(id(document.node(each["loc"])), []).append(each)
    for errors in places.values():
        node = document.node(errors[0]["loc"])
        kinds = [_KINDS[each["type"]] for each in errors if each["type"] in _KINDS]
        others = [each for each in errors if each["type"] not in _KINDS]
        if others:
            for each in others:
                _note(document, schema, each)
        elif not any(id(inner) in places for inner in _inside(node)):
            document.mistake(f"aquí va {', o '.join(dict.fromkeys(kinds))}", node)


def _without_misspelt(errors: Sequence[Any]) -> list[Any]:
    """A key that is missing only because it was misspelt is told once, as misspelt."""
    unknown = [each["loc"] for each in errors if each["type"] == "extra_forbidden"]

    def misspelt(path: tuple[str | int, ...]) -> bool:
        siblings = [str(other[-1]).casefold() for other in unknown if other[:-1] == path[:-1]]
        return bool(difflib.get_close_matches(str(path[-1]), siblings, n=1))

    return [each for each in errors if each["type"] != "missing" or not misspelt(each["loc"])]


def _note(document: Document, schema: dict[str, Any], error: Any) -> None:
    path, kind, context = error["loc"], error["type"], error.get("ctx", {})
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        document.mistake(f"no conozco `{last}`", document.key(path), did_you_mean(last, _known_keys(schema, path[:-1])))
    elif kind == "missing":
        document.mistake(f"falta `{last}`", document.node(path), f"agregue `{last}:`")
    elif kind in ("literal_error", "enum"):
        words = [word.strip(" '") for word in context["expected"].replace(" or ", ", ").split(",")]
        document.mistake("esto no vale aquí", document.node(path), did_you_mean(str(error["input"]), words))
    elif kind in ("value_error", "assertion_error"):
        title, _, fix = str(context["error"]).partition("\n")
        document.mistake(title, document.node(path), fix)
    else:
        document.mistake(_spanish(kind, context), document.node(path))


def _inside(node: Node | None) -> Iterator[Node]:
    children = node.values.values() if isinstance(node, Map) else node.items if isinstance(node, Seq) else ()
    for child in children:
        yield child
        yield from _inside(child)


def _known_keys(schema: dict[str, Any], path: tuple[str | int, ...]) -> list[str]:
    """The keys a block may have, read from the JSON Schema of the model."""
    here = list(_branches(schema, schema))
    for part in path:
        below = [each for branch in here if (each := _below(branch, part)) is not None]
        here = [branch for each in below for branch in _branches(schema, each)] or here
    return list(dict.fromkeys(key for branch in here for key in branch.get("properties", {})))


def _below(branch: dict[str, Any], part: str | int) -> dict[str, Any] | None:
    if isinstance(part, int):
        found = branch.get("items")
    else:
        open_keys = (branch.get("additionalProperties"), *branch.get("patternProperties", {}).values())
        found = next((each for each in (branch.get("properties", {}).get(part), *open_keys) if each), None)
    return found if isinstance(found, dict) else None


def _branches(schema: dict[str, Any], here: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in here:
        here = schema["$defs"][here["$ref"].rsplit("/", 1)[1]]
    yield here
    for branch in (*here.get("anyOf", ()), *here.get("oneOf", ()), *here.get("allOf", ())):
        yield from _branches(schema, branch)


_KINDS = {
    "string_type": "un texto",
    "list_type": "una lista (renglones con `- `)",
    "tuple_type": "una lista (renglones con `- `)",
    "dict_type": "un bloque `clave: valor`",
    "model_type": "un bloque `clave: valor`",
    "dataclass_type": "un bloque `clave: valor`",
    "int_type": "un número entero",
    "bool_type": "`yes` o `no`",
}

# By the start of pydantic's error type; texts are all that a file gives, so these are the ones that can happen.
_SPANISH = (
    ("string_too_short", "el texto está vacío, o es demasiado corto"),
    ("string_pattern_mismatch", "el texto no tiene la forma debida"),
    ("too_short", "está vacío, o le faltan renglones"),
    ("too_long", "sobran renglones: a lo más {max_length}"),
    ("greater_than_equal", "tiene que ser {ge} o más"),
    ("less_than_equal", "tiene que ser {le} o menos"),
    ("int_", "aquí va un número entero"),
    ("date_", "aquí va una fecha: AAAA-MM-DD"),
    ("time_delta_", "aquí va una duración"),
    ("time_", "aquí va una hora: HH:MM"),
)


def _spanish(kind: str, context: dict[str, Any]) -> str:
    for start, text in _SPANISH:
        if kind.startswith(start):
            return text.format_map(context)
    return "esto no vale aquí"
