"""Secrets go out of a report's objects; one that is in its text all the same is found, however HTML writes it."""

from dataclasses import dataclass
from datetime import date

import pytest

from robot.model.outcome import Ending
from robot.model.secret import Secret
from robot.rules.scrub import Scrubber
from robot.rules.scrub_report import scrubbed, told, told_plainly

CANARY = Secret('cañón<&"7')
OTHER = Secret("otro-secreto")


@dataclass(frozen=True, slots=True)
class Leaf:
    text: str
    ending: Ending
    day: date


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: tuple[Leaf, ...]
    words: tuple[str, ...]


def test_every_text_of_an_object_is_scrubbed_and_nothing_else_changes() -> None:
    tree = Tree((Leaf(f"dice {CANARY.reveal().decode()}", Ending.DONE, date(2026, 1, 2)),), ("otro-secreto",))

    assert scrubbed(tree, Scrubber([CANARY, OTHER])) == Tree(
        (Leaf("dice [oculto]", Ending.DONE, date(2026, 1, 2)),), ("[oculto]",)
    )


@pytest.mark.parametrize(
    "written", ['cañón<&"7', "cañón&lt;&amp;&#34;7", "ca%C3%B1%C3%B3n%3C%26%227", "Y2HDscOzbjwmIjc="]
)
def test_one_nrps_secret_is_found_in_every_encoding(written: str) -> None:
    assert told(f"<p>{written}</p>", [CANARY, OTHER], "") == (CANARY,)


def test_among_thousands_a_secret_is_found_as_it_is_and_as_html_writes_it() -> None:
    crowd = [Secret(f"clave-número-{number}") for number in range(5000)]

    assert told_plainly("<p title='x'>dice cañón&lt;&amp;&#34;7.</p>", [*crowd, CANARY], "")
    assert told_plainly("<p>clave-número-4999</p>", crowd, "")
    assert not told_plainly("<p>nada</p>", [*crowd, CANARY], "")


def test_a_secret_that_is_one_of_the_pages_own_words_does_not_stop_every_page() -> None:
    assert told("<p>Infonavit</p>", [Secret("Infonavit")], "<h1>Infonavit</h1>") == ()
    assert not told_plainly("<p>Infonavit</p>", [Secret("Infonavit")], "<h1>Infonavit</h1>")
