"""The page on a run is one file without anything remote; it says what the objects say, escaped."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from robot.report.page import Look
from tests.report.crowd import page_of, run_of, visit

LOOK = Look("../evidence")


class Tags(HTMLParser):
    """What an HTML parser sees: addresses, ids, headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def all(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.seen if name in attrs]


def page(count: int = 21, look: Look = LOOK) -> str:
    return page_of(run_of(count, visits=2), look)


def test_nothing_of_the_page_is_fetched_from_anywhere() -> None:
    text = page()
    tags = Tags(text)

    assert "default-src 'none'" in text
    assert tags.all("src") == []
    assert {address.split("/")[0] for address in tags.all("href") if not address.startswith("#")} == {".."}
    assert not re.search(r"https?:|url\(|@import", text)
    assert not [tag for tag, _ in tags.seen if tag in ("link", "img", "iframe", "object")]


def test_it_is_in_spanish_and_every_link_within_it_leads_somewhere() -> None:
    tags = Tags(page())
    ids = tags.all("id")

    assert dict(tags.seen)["html"] == {"lang": "es"}
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in tags.all("href") if address.startswith("#")} <= set(ids)


def test_an_nrp_shows_its_tries_steps_candidates_words_and_what_to_do() -> None:
    report = run_of(1, visits=1)
    own = replace(report.employers[0], visits=(visit(0, "A0000000000", fails=True, words="No procede <b>"),))
    text = page_of(replace(report, employers=(own,)), LOOK)

    assert "<mark>candidato 2</mark> «button: Control first» (screens/relations.yaml:17)" in text
    assert 'href="../evidence/A0000000000/2026-11-23_120000_1/002_login.jpg"' in text
    assert "El portal dijo: <q>No procede &lt;b&gt;</q>" in text
    assert "¿Quiso decir {button: Nueva}?" in text
    assert "<b>Qué sigue.</b> El robot: Ejecute <code>infonavit-robot attend</code>" in text
    assert "COMPAÑÍA NÚMERO 0 &amp; HIJOS" in text


def test_drift_comes_with_its_patch_and_ends_by_the_month() -> None:
    text = page()

    assert "Parche para relations.first" in text
    assert "--- a/screens/relations.yaml\n+++ b/screens/relations.yaml" in text
    assert "enero de 2027: 19" in text


def test_pictures_to_embed_are_named_by_their_file_so_that_the_writer_can_put_them_in() -> None:
    text = page(1, replace(LOOK, embed=True))

    assert '<img alt="Pantalla login" src="../evidence/A0000000000/2026-11-23_120000_1/002_login.jpg">' in text


def test_an_nrp_that_was_not_visited_says_so() -> None:
    report = run_of(1, visits=1)
    unvisited = replace(report, employers=tuple(replace(one, visits=()) for one in report.employers))

    assert "Sin visitas en esta corrida." in page_of(unvisited, LOOK)
