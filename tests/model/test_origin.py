"""Origins as browsers write them, and which of them a secret may travel to."""

import pytest

from robot.model.origin import checked_address, checked_origin, is_loopback, origin_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Portal.Example:443/login?x#y", "https://portal.example"),
        ("https://portal.example:8443", "https://portal.example:8443"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("http://[::1]:8400/x", "http://[::1]:8400"),
        ("https://ñandú.example/", "https://xn--and-6ma2c.example"),
        ("data:text/html,x", "None"),
        ("https://portal.example:no", "None"),
        ("portal.example", "None"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address: str, origin: str) -> None:
    assert str(origin_of(address)) == origin


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ftp://127.0.0.1", "no es una dirección web"),
        ("http://portal.example", "este mismo equipo"),
        ("http://127.0.0.1.evil.example", "este mismo equipo"),
        ("https://ana:clave@portal.example", "no lleva usuario"),
        ("https://@portal.example", "no lleva usuario"),
        ("https://portal.example/ruta", "escriba https://portal.example$"),
        ("https://portal.example?x=1", "escriba https://portal.example$"),
    ],
)
def test_what_is_no_safe_origin_is_told_with_what_to_write(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked_origin(text)


def test_an_address_may_have_a_path_and_an_origin_a_slash() -> None:
    assert checked_address("http://localhost:8400/inicio?x=1") == "http://localhost:8400/inicio?x=1"
    assert checked_origin("https://Portal.Example/") == "https://portal.example"


@pytest.mark.parametrize(
    ("host", "loopback"), [("LOCALHOST", True), ("127.9.9.9", True), ("::1", True), ("localhost.example", False)]
)
def test_loopback_is_this_computer_and_nothing_called_like_it(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
