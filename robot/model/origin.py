"""The origin of a web address, and which ones may be trusted: https, or http on this very computer.

Settings and flow files are read with it, and the browser judges every frame by it.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Origin:
    """As text it is what browsers write: without the port that its scheme has anyway."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def is_safe(self) -> bool:
        """Whether a secret may travel there."""
        return self.scheme == "https" or is_loopback(self.host)


def origin_of(address: str) -> Origin | None:
    """None for whatever has none (data:, blob:, javascript:, nonsense)."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode().lower()
    except (ValueError, UnicodeError):
        return None
    return Origin(parts.scheme, host, port) if parts.scheme in _PORTS and host else None


def is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_address(text: str) -> str:
    """Gives `text` back. Raises ValueError in Spanish: what is wrong, and on a second line what to write."""
    origin = origin_of(text)
    if origin is None:
        raise ValueError("esto no es una dirección web\nescriba, por ejemplo, https://portal.example")
    if "@" in urlsplit(text).netloc:
        raise ValueError("una dirección no lleva usuario ni contraseña\nquite lo que va antes de la @")
    if not origin.is_safe:
        raise ValueError("http solo se permite en este mismo equipo (localhost, 127.0.0.1)\nuse https")
    return text


def checked_origin(text: str) -> str:
    """The origin as browsers write it. Raises ValueError as checked_address does."""
    parts, origin = urlsplit(checked_address(text)), origin_of(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"un origen no lleva nada después del servidor\nescriba {origin}")
    return str(origin)
