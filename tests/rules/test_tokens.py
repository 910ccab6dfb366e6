"""What lets its holder in is told from what any page stores."""

import json

from robot.model.secret import Secret
from robot.rules.tokens import tokens_in


def tokens(cookies: list[dict[str, object]], **stored: str) -> set[str]:
    kept = {"state": {"cookies": cookies}, "session": {"https://x": stored}}
    return {token.reveal_text() for token in tokens_in(Secret(json.dumps(kept)))}


def test_a_cookie_of_a_session_and_a_bearer_token_are_tokens() -> None:
    found = tokens(
        [{"name": "JSESSIONID", "value": "0000Abc-x:1", "httpOnly": True}, {"name": "t", "value": "a1" * 10}],
        auth="Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc_123",
        deep=json.dumps({"user": {"access_token": "k9" * 12}, "name": "ESCUELA KEMPER URGATE"}),
    )

    assert found == {"0000Abc-x:1", "a1" * 10, "eyJhbGciOiJIUzI1NiJ9.e30.abc_123", "k9" * 12}


def test_an_nrp_an_address_a_word_and_a_date_are_none() -> None:
    found = tokens(
        [{"name": "lang", "value": "es-MX"}, {"name": "seen", "value": "true", "httpOnly": True}],
        nrp="A1234567890", mail="avisos1@despacho.example", at="2026-11-23T16:15:02.000Z",
        view="intercommunication-tab",
    )  # fmt: skip

    assert found == set()


def test_what_cannot_be_read_holds_none() -> None:
    assert tokens_in(Secret("no json")) == tokens_in(Secret("[]")) == tokens_in(Secret("{}")) == ()
