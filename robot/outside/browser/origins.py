"""Where the robot may act: exact origins, https or loopback, judged on the frame that owns the control.

Called whenever a control is found, and once more by the secret verbs just before they type or attach.
"""

from collections.abc import Iterable

from playwright.async_api import Frame, Page

from robot.model.faults import OriginRefused
from robot.model.origin import origin_of

_INHERITS = ("", "about:blank", "about:srcdoc")


class AllowedOrigins:
    """Raises ValueError for what can never be allowed: plain http beyond loopback, or no origin at all."""

    def __init__(self, addresses: Iterable[str]) -> None:
        allowed = set()
        for address in addresses:
            origin = origin_of(address)
            if origin is None:
                raise ValueError(f"no es un origen: {address}")
            if not origin.is_safe:
                raise ValueError(f"sin https solo se permite en el propio equipo: {address}")
            allowed.add(origin)
        self._allowed = frozenset(allowed)

    def hold(self, address: str) -> bool:
        return origin_of(address) in self._allowed

    async def demand(self, frame: Frame | None) -> None:
        """Raises OriginRefused unless the frame, or the one it inherits from, is allowed."""
        if frame is None:
            raise OriginRefused("El control ya no está en la página.")
        address = await _own_address(frame)
        if not self.hold(address):
            origin = origin_of(address)
            shown = origin or address.split(":", 1)[0] + ":"
            raise OriginRefused(f"La página está en {shown}, que no es una dirección permitida del portal.")


async def _own_address(frame: Frame) -> str:
    """The address whose origin the frame has: blank and srcdoc frames have their parent's or opener's."""
    at: Frame | None = frame
    seen: list[Page] = []
    while at is not None and at.url in _INHERITS:
        if at.parent_frame is not None:
            at = at.parent_frame
            continue
        if at.page in seen:
            return "about:blank"
        seen.append(at.page)
        opener = await at.page.opener()
        at = opener.main_frame if opener is not None else None
    return at.url if at is not None else "about:blank"
