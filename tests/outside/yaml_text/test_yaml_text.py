"""YAML as a person wrote it: every scalar is text, and what would surprise is told with its place."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from robot.outside.yaml_text.nodes import Document
from robot.outside.yaml_text.read import read_yaml
from robot.outside.yaml_text.shape import check_shape, did_you_mean


class Box(BaseModel):
    model_config = ConfigDict(extra="forbid")

    host: str
    port: Annotated[int, Field(ge=1)] = 993
    kind: Literal["tls", "starttls", "plain"] = "tls"


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = "shelf"
    boxes: list[Box] = []
    named: dict[str, Box] = {}
    words: str | list[str] = "none"


def told(text: str | bytes) -> list[str]:
    document = read_yaml(text, "f.yaml")
    check_shape(document, Shelf)
    return [str(mistake) for mistake in document.mistakes]


def one(text: str | bytes) -> str:
    (mistake,) = told(text)
    return mistake


@pytest.mark.parametrize(
    "text", ["012", "yes", "1e3", "null", "~", "2026-11-23", "0x1f", "1_000", "on", "12:30:45", "="]
)
def test_a_scalar_stays_the_text_it_is(text: str) -> None:
    assert read_yaml(f"name: {text}\n", "f.yaml").plain() == {"name": text}


def test_a_key_stays_the_text_it_is() -> None:
    assert read_yaml("012: a\nyes: b\n1e3: c\n", "f.yaml").plain() == {"012": "a", "yes": "b", "1e3": "c"}


def test_a_bom_and_windows_line_ends_do_not_matter() -> None:
    document = read_yaml("\ufeffname: ñandú\r\nwords: [a]\r\n".encode(), "f.yaml")

    assert document.plain() == {"name": "ñandú", "words": ["a"]}
    assert document.mistakes == []


def test_a_file_in_another_encoding_is_told_as_such() -> None:
    assert one("name: ñandú\n".encode("cp1252")).startswith("el archivo no está guardado en UTF-8\n  f.yaml")


def test_a_mistake_shows_the_line_with_its_number_and_carets_under_the_culprit() -> None:
    assert one("name: a\nboxes:\n  - {host: a, prt: 3}\n") == (
        "no conozco `prt`\n"
        "  f.yaml:3:15\n"
        "      3 |   - {host: a, prt: 3}\n"
        "        |               ^^^\n"
        "¿quiso decir `port`?"
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("name: a\nname: b\n", "`name` está dos veces"),
        ("name: &x a\n", "`&x` (nombrar un bloque) no se usa aquí"),
        ("<<: {name: a}\n", "`<<` (mezclar bloques) no se usa aquí"),
        ("name: !!int 3\n", "aquí no se usan tipos con `!`"),
        ("name: a\n---\nname: b\n", "hay un segundo documento (`---`) en el archivo"),
        ("name:\ta\n", "hay un tabulador"),
        ("# nothing\n", "el archivo está vacío"),
        ("name: 'a\n", "faltan las comillas que cierran"),
        ("name: @a\n", "un texto no puede empezar con este carácter"),
        ("words: [a, b\nname: c\n", "falta una coma, o cerrar la llave o el corchete"),
        ("name: a\nwords\n", "falta `:` después de la clave"),
        ('name: "\\q"\n', "dentro de comillas dobles `\\` es especial"),
        ("name: a\x07\n", "el archivo tiene caracteres que no se pueden leer"),
        ("{a: 1}: b\n", "la clave tiene que ser un texto"),
        (f"words: {'[' * 60}{']' * 60}\n", "hay demasiados niveles"),
        ("- a\n", "aquí va un bloque `clave: valor`"),
        ("words: {a: b}\n", "aquí va un texto, o una lista (renglones con `- `)"),
        ("boxes: [{host: a, port: x}]\n", "aquí va un número entero"),
        ("boxes: [{host: a, port: 0}]\n", "tiene que ser 1 o más"),
        ("boxes: [{port: 3}]\n", "falta `host`"),
    ],
)
def test_what_would_surprise_is_one_mistake_with_a_title_of_ours(text: str, title: str) -> None:
    assert one(text).splitlines()[0] == title


@pytest.mark.parametrize(
    ("text", "line"), [("name: a\nwords: [a,\n  b\n", 2), ("words: [a, b\nname: c\n", 1), ("name: 'a\n", 1)]
)
def test_what_is_not_closed_is_told_where_it_was_opened(text: str, line: int) -> None:
    assert f":{line}:" in one(text)


def test_a_quoted_merge_sign_is_an_ordinary_key() -> None:
    assert "no conozco `<<`" in one('"<<": a\n')


def test_a_block_repeated_over_and_over_is_refused_and_never_expanded() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    document = read_yaml("\n".join(lines), "f.yaml")

    assert document.root is None
    assert "`&a` (nombrar un bloque) no se usa aquí" in [mistake.title for mistake in document.mistakes]


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    titles = {text.splitlines()[0] for text in told("nam: a\nboxes: [{host: a, kind: tsl}]\nwords: &a {c: d}\n")}

    assert titles == {
        "`&a` (nombrar un bloque) no se usa aquí",
        "no conozco `nam`",
        "esto no vale aquí",
        "aquí va un texto, o una lista (renglones con `- `)",
    }


def test_a_misspelt_key_is_not_told_again_as_missing() -> None:
    assert "no conozco `hots`" in one("boxes: [{hots: a}]\n")


def test_an_unknown_key_inside_a_named_block_is_compared_with_the_keys_of_that_block() -> None:
    assert "¿quiso decir `kind`?" in one("named: {first: {host: a, knd: tls}}\n")


def test_a_word_that_resembles_nothing_gets_the_list_of_what_is_allowed() -> None:
    assert did_you_mean("zzz", ["click", "fill"]) == "valen: click, fill"


def test_a_place_without_a_node_finds_how_wide_its_word_is() -> None:
    document = Document("f.yaml", ("  click: add",))
    place = read_yaml("  click: add\n", "f.yaml").node(("click",))
    assert place is not None
    document.mistake("x", place.place)

    assert document.mistakes[0].snippet.endswith("         ^^^")
