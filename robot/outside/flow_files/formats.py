"""Formats of single values in flow files: durations, addresses, origins. Raise ValueError with Spanish sentences.

In a message the first line says what is wrong, the second what to write.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from robot.rules.duration import read_duration

NAME = r"[a-z][a-z0-9_]*"
DURATION = r"^\s*[0-9.]+\s*(ms|s|min|h)\s*$"  # for editors; rules.duration is what reads it
LONGEST = timedelta(hours=2)  # a step is a wait with a browser open; what takes longer is a later visit
ONLY_KINDS = ("checkbox", "password", "file", "select", "table", "button", "dialog")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def name(text: str) -> str:
    """What screens, targets and flows are called."""
    if not re.fullmatch(NAME, text):
        raise ValueError("un nombre lleva minúsculas sin acento, dígitos y `_`\nempiece con una letra: `mi_boton`")
    return text


def duration(text: object) -> str:
    """Gives `text` back when a step may wait that long."""
    length = read_duration(str(text))
    if not timedelta(0) < length <= LONGEST:
        raise ValueError("la espera de un paso va de 1s a 2h\nlo que tarda más se ve en otra visita")
    return str(text)


def address(text: object) -> str:
    """An address whose origin may be trusted: https, or http on this computer."""
    parts = urlsplit(str(text))
    try:
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise ValueError("esto no es una dirección web\nescriba `https://servidor/...`")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise ValueError(
            "con `http` los secretos viajarían sin cifrar\nescriba `https://`; `http` solo vale en 127.0.0.1"
        )
    return str(text)


def origin(text: object) -> str:
    """`https://host` or `https://host:port`, nothing after it."""
    parts = urlsplit(address(text))
    if parts.path or parts.query or parts.fragment:
        raise ValueError(f"un origen no lleva nada después del servidor\nescriba `{origin_of(str(text))}`")
    return origin_of(str(text))


def origin_of(text: str) -> str:
    """The origin of an address as browsers write it."""
    parts = urlsplit(text)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
