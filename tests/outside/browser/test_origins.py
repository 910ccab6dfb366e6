"""Where secrets may be typed: exact origins, https or loopback."""

import pytest

from robot.outside.browser.origins import AllowedOrigins

PORTAL = "https://empresarios.infonavit.org.mx"


@pytest.mark.parametrize(
    "address",
    [PORTAL, f"{PORTAL}/", f"{PORTAL}:443/login?x=1", "https://EMPRESARIOS.infonavit.org.mx/"],
)
def test_the_same_origin_is_allowed_however_it_is_written(address: str) -> None:
    assert AllowedOrigins([PORTAL]).hold(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://empresarios.infonavit.org.mx/",
        f"{PORTAL}:8443/",
        f"{PORTAL}./",
        f"{PORTAL}.example.com/",
        "https://infonavit.org.mx/",
        "https://evil.example/https://empresarios.infonavit.org.mx/",
        "https://empresarios.infonavit.org.mx@evil.example/",
        "data:text/html,x",
        f"blob:{PORTAL}/1",
        "about:blank",
        "javascript:void(0)",
        "file:///etc/passwd",
        "https://[bad",
        "",
    ],
)
def test_anything_else_is_not(address: str) -> None:
    assert not AllowedOrigins([PORTAL]).hold(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:80"])
def test_plain_http_is_allowed_on_loopback(address: str) -> None:
    assert AllowedOrigins([address]).hold(f"{address}/x")


@pytest.mark.parametrize("address", ["http://portal.example", "http://127.0.0.1.example", "ftp://127.0.0.1", "nada"])
def test_what_can_never_be_allowed_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="https|origen"):
        AllowedOrigins([address])
