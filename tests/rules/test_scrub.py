"""A secret is found and taken out in every encoding it may be written in, and nothing else is touched."""

import base64
import html
import json
import os
import time
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import robot.rules.scrub_binary as scrub_binary
from robot.model.secret import Secret
from robot.rules.scrub import MARK, Scrubber
from robot.rules.suspects import Suspects

WORD = 'Ñandú+&"/ñ9 %\\é'
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda word: word.encode(),
    "cp1252": lambda word: word.encode("cp1252"),
    "decomposed": lambda word: unicodedata.normalize("NFD", word).encode(),
    "address": lambda word: quote(word).encode(),
    "address, all": lambda word: quote(word, safe="").encode(),
    "address, lower case hex": lambda word: (
        quote(word, safe="").lower().encode() if word.islower() else quote(word, safe="").replace("%C3", "%c3").encode()
    ),
    "address, plus": lambda word: quote_plus(word).encode(),
    "address, twice": lambda word: quote(quote(word, safe=""), safe="").encode(),
    "address, cp1252": lambda word: quote(word, safe="", encoding="cp1252").encode(),
    "form": lambda word: urlencode({"a": word}).encode(),
    "json": lambda word: json.dumps({"a": word}).encode(),
    "json, letters kept": lambda word: json.dumps({"a": word}, ensure_ascii=False).encode(),
    "json in json": lambda word: json.dumps(json.dumps({"a": word})).encode(),
    "python": lambda word: repr(word).encode(),
    "python, ascii": lambda word: ascii(word).encode(),
    "html": lambda word: html.escape(word).encode(),
    "html, numbers": lambda word: "".join(f"&#{ord(letter)};" for letter in word).encode(),
    "html, hex numbers": lambda word: "".join(f"&#x{ord(letter):X};" for letter in word).encode(),
    "utf-16 le": lambda word: word.encode("utf-16-le"),
    "utf-16 be": lambda word: word.encode("utf-16-be"),
    "hex": lambda word: word.encode().hex().encode(),
    "hex, upper": lambda word: word.encode().hex().upper().encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64, shifted 1": lambda word: base64.b64encode(b"u" + word.encode() + b"zz"),
    "base64, shifted 2": lambda word: base64.b64encode(b"u:" + word.encode() + b"z"),
    "base64, address": lambda word: base64.urlsafe_b64encode(word.encode()),
    "base64, in an address": lambda word: quote(base64.b64encode(word.encode()), safe="").encode(),
    "base64, cp1252": lambda word: base64.b64encode(word.encode("cp1252")),
    "base64, lines": lambda word: base64.encodebytes((word * 9).encode()),
}
BEFORE, AFTER = "antes · ".encode(), " · después".encode()
KEY = os.urandom(1298)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_password_is_found_and_taken_out_in_this_encoding(encoding: str) -> None:
    scrubber = Scrubber([Secret(WORD)])
    content = BEFORE + ENCODINGS[encoding](WORD) + AFTER
    assert scrubber.finds(content)
    clean = scrubber.bytes(content)
    assert not scrubber.finds(clean)
    assert clean.startswith(BEFORE)
    assert clean.endswith(AFTER)


def test_the_place_of_a_secret_in_a_text_is_marked() -> None:
    assert Scrubber([Secret("hola-mundo")]).text("clave: hola-mundo, ñ") == "clave: [oculto], ñ"


@pytest.mark.parametrize("written", [repr, ascii, json.dumps], ids=["repr", "ascii", "json"])
def test_a_letter_of_two_units_is_found_however_it_is_written(written: Callable[[str], str]) -> None:
    secret = Secret("cla😀ve-9")
    content = written("dice cla😀ve-9.").encode()
    assert b"ve-9" not in Scrubber([secret]).bytes(content)
    assert Suspects([secret]).within(content) == {secret}


def test_a_json_line_stays_json() -> None:
    line = json.dumps({"clave": 'a"b\\c123', "otro": "ñ"})
    assert json.loads(Scrubber([Secret('a"b\\c123')]).text(line)) == {"clave": "[oculto]", "otro": "ñ"}


def test_utf_16_stays_utf_16() -> None:
    clean = Scrubber([Secret("hola-mundo")]).bytes("clave hola-mundo ñ".encode("utf-16-le"))
    assert clean.decode("utf-16-le") == "clave [oculto] ñ"


def test_a_secret_inside_another_leaves_no_rest_of_either() -> None:
    clean = Scrubber([Secret("secreto"), Secret("secreto-largo-1")]).text("x secreto-largo-1 y")
    assert clean == "x [oculto] y"


def test_what_holds_no_secret_is_the_very_same() -> None:
    content = os.urandom(200_000)
    scrubber = Scrubber([Secret("hola-mundo"), Secret(KEY)])
    assert scrubber.bytes(content) is content
    assert not scrubber.finds(content)


def test_no_secrets_find_nothing() -> None:
    assert not Scrubber([]).finds(b"")
    assert not Scrubber([Secret(""), Secret("  ")]).finds(b"a  b")


def test_a_short_secret_counts_only_as_a_whole_word() -> None:
    scrubber = Scrubber([Secret("ab1")])
    assert scrubber.text("ab1, xab1, ab12, 'ab1'") == "[oculto], xab1, ab12, '[oculto]'"
    assert scrubber.finds("clave ab1 ñ".encode("utf-16-le"))
    assert not scrubber.finds("clave xab1x ñ".encode("utf-16-le"))


def test_a_passphrase_with_a_line_end_is_found_without_it() -> None:
    assert Scrubber([Secret("hola-mundo\n")]).finds(b"x hola-mundo y")


def test_a_passphrase_of_cp1252_bytes_is_found_as_text() -> None:
    assert Scrubber([Secret("señal-1234".encode("cp1252"))]).text("la señal-1234.") == "la [oculto]."


def test_the_scrubber_shows_nothing() -> None:
    assert "hola" not in repr(Scrubber([Secret("hola-mundo")]))


@settings(deadline=None)
@given(
    word=st.text(min_size=6, max_size=40).filter(lambda word: len(word.strip()) >= 6),
    encoding=st.sampled_from(
        [
            "plain",
            "address, all",
            "address, plus",
            "json",
            "json, letters kept",
            "html",
            "html, numbers",
            "utf-16 le",
            "hex",
            "base64",
            "base64, shifted 1",
            "base64, shifted 2",
        ]
    ),
)
def test_any_text_is_found_in_any_encoding(word: str, encoding: str) -> None:
    scrubber = Scrubber([Secret(word)])
    content = ENCODINGS[encoding](word)
    assert scrubber.finds(content)
    assert not scrubber.finds(scrubber.bytes(content))


KEY_FORMS: dict[str, Callable[[bytes], bytes]] = {
    "raw": lambda key: key,
    "hex": lambda key: key.hex().encode(),
    "hex with colons": lambda key: key.hex(":").upper().encode(),
    "base64": base64.b64encode,
    "base64, lines": base64.encodebytes,
    "base64, lines in json": lambda key: json.dumps(base64.encodebytes(key).decode()).encode(),
    "base64, address": base64.urlsafe_b64encode,
    "base64, in an address": lambda key: quote(base64.b64encode(key), safe="").encode(),
    "base64, shifted": lambda key: base64.b64encode(b"x" + key),
    "address": lambda key: quote(key).encode(),
    "form": lambda key: quote_plus(key).encode(),
    "json": lambda key: json.dumps(key.decode("latin-1")).encode(),
    "json, letters kept": lambda key: json.dumps(key.decode("latin-1"), ensure_ascii=False).encode(),
    "python": lambda key: repr(key).encode(),
}


@pytest.mark.parametrize("form", KEY_FORMS)
@pytest.mark.parametrize("part", [slice(None), slice(500, 560), slice(0, 48)], ids=["whole", "middle", "start"])
def test_a_key_file_or_a_part_of_it_is_found_and_taken_out(form: str, part: slice) -> None:
    scrubber = Scrubber([Secret(KEY)])
    content = BEFORE + KEY_FORMS[form](KEY[part]) + AFTER
    assert scrubber.finds(content)
    assert not scrubber.finds(scrubber.bytes(content))


@pytest.mark.parametrize("form", KEY_FORMS)
def test_of_very_many_keys_a_part_of_any_is_found(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrub_binary, "_MANY", 2000)
    many = Scrubber([Secret(KEY), Secret(os.urandom(1298))])
    for start in range(500, 516):  # wherever the part begins
        content = BEFORE + KEY_FORMS[form](KEY[start : start + 60]) + AFTER
        assert many.finds(content)
        assert not Scrubber([Secret(KEY)]).finds(many.bytes(content))


def test_a_quote_in_a_key_does_not_hide_the_rest_where_python_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = bytes(range(128, 256)) * 10
    key = plain[:517] + b'"' + plain[518:]
    few = Scrubber([Secret(key)])
    monkeypatch.setattr(scrub_binary, "_MANY", 0)
    many = Scrubber([Secret(key)])
    assert not few.finds(many.bytes(BEFORE + repr(key[500:540]).encode() + AFTER))


def test_a_raw_key_is_taken_out_to_its_last_byte() -> None:
    content = b"x" * 7 + KEY + b"y" * 5
    assert Scrubber([Secret(KEY)]).bytes(content) == b"x" * 7 + MARK + b"y" * 5


def test_a_page_of_evidence_is_looked_through_fast_enough() -> None:
    page = (b'<td class="a%20b">Relaci\\u00f3n &aacute; 12345</td>\n' * 40_000)[:1_000_000]
    scrubber = Scrubber([Secret(KEY), *(Secret(f"contraseña-{number}") for number in range(6))])
    start = time.process_time()
    assert not scrubber.finds(page)
    assert time.process_time() - start < 5


SPELLINGS = {
    "plain": "tal cual", "address, all": "dirección (URL)", "json": "JSON", "html, numbers": "HTML",
    "hex": "hexadecimal", "utf-16 le": "UTF-16", "base64": "base64",
}  # fmt: skip


@pytest.mark.parametrize("encoding", SPELLINGS)
def test_it_is_told_in_which_encoding_a_secret_stands(encoding: str) -> None:
    content = BEFORE + ENCODINGS[encoding](WORD) + AFTER

    assert Scrubber([Secret(WORD)]).spellings(content) == (SPELLINGS[encoding],)
    assert Scrubber([Secret("otra-clave")]).spellings(content) == ()


def test_blanks_that_a_page_draws_together_do_not_hide_a_secret() -> None:
    scrubber = Scrubber([Secret("dos  blancos 9")])

    assert scrubber.finds(b"clave: dos blancos 9") and scrubber.finds(b"dos%20%20blancos+9")


def test_a_very_short_secret_is_not_looked_for_in_pictures() -> None:
    scrubber = Scrubber([Secret("ab1"), Secret("cd34")])

    assert not scrubber.finds(b"\xff\xd8\xff ab1 ") and scrubber.finds(b"\xff\xd8\xff cd34 ")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("word", [WORD, "Portal-12#x9", '<&"\\%41+/ñ😀'])
def test_of_many_secrets_the_ones_that_may_be_there_are_suspected(encoding: str, word: str) -> None:
    if "cp1252" in encoding and "😀" in word:
        return
    suspects = Suspects([Secret(word), *(Secret(f"clave-{number}-{number}") for number in range(500))])
    content = BEFORE + ENCODINGS[encoding](word) + AFTER

    found = suspects.within(content)
    assert Secret(word) in found and len(found) < 5
    assert suspects.within(BEFORE * 100) <= {Secret(word)}
